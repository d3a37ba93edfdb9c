/**
 * Sessions of the enterprise's colleagues at Acme ID: real ones, of the provider's own models, begun in the last weeks
 * from the addresses that offices, homes and trains have.
 *
 * 1. What stands in one is drawn from its number, so that two starts show the same picture.
 * 2. Every second one has an offline grant too, whose refresh token works at the token endpoint until it is ended.
 */
import { hash, randomBytes } from 'node:crypto';

import { PROGRAMS } from './providers/acme.mjs';

const DAY = 24 * 60 * 60;
const SCOPE = 'openid profile email offline_access';
const HOW_SIGNED_IN = { acr: 'urn:acme:password', amr: ['pwd'] };

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('./record.mjs').SecretRecord} record
 * @param {number} count how many sessions, online and offline ones together
 */
export async function signInCrowd(authority, record, count) {
  const { directory } = authority;
  const crowd = directory.everyone.filter((person) => !directory.people.includes(person));
  for (let made = 0; made < count; made += 1) {
    const person = crowd[draw(made, 'person', crowd.length)];
    const session = await signIn(authority, person, made);
    if (made % 2 === 0 && made + 1 < count) {
      made += 1;
      record.add('refresh_token', await stayAway(authority, session, made));
    }
  }
}

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('./people.mjs').Person} person
 * @param {number} number
 */
async function signIn(authority, person, number) {
  const { provider, sessionSeconds } = authority;
  const [first, second] = [draw(number, 'program', PROGRAMS.length), draw(number, 'other', PROGRAMS.length)];
  const programs = [...new Set([first, second])].map((index) => PROGRAMS[index].client_id);
  const idle = draw(number, 'idle', sessionSeconds - 60 * 60);
  const session = new provider.Session({
    accountId: authority.subOf(person),
    loginTs: seconds() - idle - draw(number, 'age', DAY),
    ...HOW_SIGNED_IN,
    authorizations: Object.fromEntries(programs.map((program) => [program, { sid: randomBytes(16).toString('base64url') }])),
  });
  authority.addresses.set(session.uid, `10.${draw(number, 'site', 4)}.${draw(number, 'floor', 8)}.${draw(number, 'desk', 250)}`);
  await session.save(sessionSeconds - idle);
  return session;
}

/**
 * A grant that outlives the browser's session.
 *
 * @param {import('./authority.mjs').Authority} authority
 * @param {{accountId: string, uid: string}} session
 * @param {number} number
 * @returns {Promise<string>} its refresh token
 */
async function stayAway({ provider }, { accountId, uid }, number) {
  const client = await provider.Client.find(PROGRAMS[draw(number, 'program', PROGRAMS.length)].client_id);
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  const grantId = await grant.save();
  const used = seconds() - draw(number, 'idle', DAY);
  return new provider.RefreshToken({
    accountId,
    client,
    grantId,
    scope: SCOPE,
    gty: 'authorization_code',
    sessionUid: uid,
    authTime: used,
    iat: used,
    iiat: used - draw(number, 'age', 30 * DAY),
    rotations: 0,
    ...HOW_SIGNED_IN,
  }).save();
}

/**
 * @param {number} number
 * @param {string} what
 * @param {number} below
 */
function draw(number, what, below) {
  return parseInt(hash('sha256', `${number} ${what}`).slice(0, 8), 16) % below;
}

/** @returns {number} now, in seconds since the epoch */
function seconds() {
  return Math.floor(Date.now() / 1000);
}
