/**
 * The admin route: who is signed in at this provider, and ending that, for whoever may. ADMIN.md is its contract.
 *
 * 1. The one key is an access token of this provider with the scope `sessions:manage`, as its introspection finds it at
 *    each request: active, of a person who is enabled and an administrator now. No secret stands in a file.
 * 2. Ids are compared, never built into anything; what is not known is a 404.
 */
import { mayHave } from './people.mjs';
import { ACCESS_TOKEN_SECONDS, MANAGE_SESSIONS } from './providers/shared.mjs';
import { ADMIN_PATH } from './requests.mjs';
import { endSession, sessionsAt } from './sessions.mjs';
import { readBody } from './web.mjs';

const MOST_PER_PAGE = 1000;

/** An answer that is no success: problem details (RFC 9457), and the challenge that goes with it (RFC 6750, section 3). */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} [challenge]
   */
  constructor(status, title, challenge) {
    super(title);
    this.status = status;
    this.challenge = challenge;
  }
}

/** @typedef {{authority: import('./authority.mjs').Authority, token: any, ctx: import('koa').Context, id: string}} Call */

/** @type {[string, RegExp, (call: Call) => unknown][]} what returns nothing is answered by 204 */
const ROUTES = [
  ['GET', /^\/me$/u, me],
  ['GET', /^\/sessions$/u, sessions],
  ['DELETE', /^\/sessions$/u, ({ authority }) => endAll(authority, sessionsAt(authority))],
  ['DELETE', /^\/sessions\/([^/]+)$/u, endOne],
  ['GET', /^\/users$/u, users],
  ['GET', /^\/users\/([^/]+)$/u, (call) => describe(userOf(call), call.authority)],
  ['PUT', /^\/users\/([^/]+)$/u, changeUser],
  ['DELETE', /^\/users\/([^/]+)\/sessions$/u, endUser],
  ['DELETE', /^\/clients\/([^/]+)\/sessions$/u, endClient],
  ['POST', /^\/not-before$/u, notBefore],
];

/**
 * @param {import('./authority.mjs').Authority} authority
 * @returns {import('koa').Middleware}
 */
export function adminRoute(authority) {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(`${ADMIN_PATH}/`)) {
      return next();
    }
    ctx.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    try {
      const token = await administrator(authority, ctx);
      const { act, id } = routed(ctx);
      const answer = await act({ authority, token, ctx, id });
      ctx.status = answer === undefined ? 204 : 200;
      ctx.body = answer;
    } catch (problem) {
      if (!(problem instanceof Refusal)) {
        throw problem;
      }
      ctx.status = problem.status;
      if (problem.challenge) {
        ctx.set('WWW-Authenticate', problem.challenge);
      }
      ctx.body = { title: problem.message, status: problem.status };
      ctx.type = 'application/problem+json';
    }
    return undefined;
  };
}

/** @param {import('koa').Context} ctx */
function routed(ctx) {
  const path = ctx.path.slice(ADMIN_PATH.length);
  const there = ROUTES.filter(([, pattern]) => pattern.test(path));
  if (there.length === 0) {
    throw new Refusal(404, 'nothing here');
  }
  const [, pattern, act] = there.find(([method]) => method === ctx.method) ?? [];
  if (!pattern || !act) {
    throw new Refusal(405, `${there.map(([method]) => method).join(', ')} only`);
  }
  return { act, id: decoded(pattern.exec(path)?.[1] ?? '') };
}

/** @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(404, 'nothing here');
  }
}

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('koa').Context} ctx
 * @returns {Promise<any>} the access token, which is one of somebody who may
 */
async function administrator({ provider, brand, directory }, ctx) {
  const [realm, scope] = [`realm="${brand.name}"`, `scope="${MANAGE_SESSIONS}"`];
  const [, value] = /^Bearer ([\w~+/.-]+=*)$/iu.exec(ctx.get('Authorization')) ?? [];
  if (value === undefined) {
    throw new Refusal(401, 'an access token is needed', `Bearer ${realm}, ${scope}`);
  }
  const token = await provider.AccessToken.find(value);
  const grant = token?.isValid && token.aud === undefined ? await provider.Grant.find(token.grantId) : undefined;
  const person = grant && directory.bySub(brand.key, token.accountId);
  if (!person || person.disabled) {
    throw new Refusal(401, 'the access token is not active', `Bearer ${realm}, error="invalid_token"`);
  }
  if (!token.scopes.has(MANAGE_SESSIONS) || !mayHave(person, MANAGE_SESSIONS)) {
    throw new Refusal(403, `${MANAGE_SESSIONS} is not granted`, `Bearer ${realm}, error="insufficient_scope", ${scope}`);
  }
  return token;
}

/** @param {Call} call */
function me({ token }) {
  return { session: token.sessionUid, user: token.accountId, scopes: [...token.scopes] };
}

/** @param {Call} call */
function sessions({ authority, ctx }) {
  const { user, client } = ctx.query;
  const asked = sessionsAt(authority).filter((one) =>
    (user === undefined || one.user === user) && (client === undefined || one.clients.includes(String(client))));
  return { token_life: ACCESS_TOKEN_SECONDS, ...paged('sessions', asked, ctx) };
}

/** @param {Call} call */
function endOne({ authority, id, ctx }) {
  const { kind } = ctx.query;
  const session = sessionsAt(authority).find((one) => one.id === id && (kind === undefined || one.kind === kind));
  if (!session) {
    throw new Refusal(404, 'no such session');
  }
  endSession(authority, session);
}

/** @param {Call} call */
function endUser(call) {
  const user = call.authority.subOf(userOf(call));
  endAll(call.authority, sessionsAt(call.authority).filter((session) => session.user === user));
}

/** @param {Call} call */
async function endClient({ authority, id }) {
  if (!(await authority.provider.Client.find(id))) {
    throw new Refusal(404, 'no such client');
  }
  endAll(authority, sessionsAt(authority).filter(({ clients }) => clients.includes(id)));
}

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('./sessions.mjs').Session[]} those
 */
function endAll(authority, those) {
  for (const session of those) {
    endSession(authority, session);
  }
}

/** @param {Call} call */
function users({ authority, ctx }) {
  const search = String(ctx.query.search ?? '').toLocaleLowerCase();
  const found = authority.directory.everyone.filter(({ login, name, email }) =>
    [login, name, email].some((text) => text.toLocaleLowerCase().includes(search)));
  return paged('users', found.map((person) => describe(person, authority)), ctx);
}

/** @param {Call} call */
async function changeUser(call) {
  const { enabled } = await json(call.ctx);
  if (typeof enabled !== 'boolean') {
    throw new Refusal(400, 'enabled: true or false');
  }
  userOf(call).disabled = !enabled;
}

/** @param {Call} call */
async function notBefore({ authority: { store }, ctx }) {
  const { at } = await json(ctx);
  if (!Number.isSafeInteger(at) || at < 0) {
    throw new Refusal(400, 'at: seconds since the epoch');
  }
  store.notBefore = Math.max(store.notBefore, at); // it never moves back
}

/** @param {Call} call */
function userOf({ authority: { brand, directory }, id }) {
  const person = directory.bySub(brand.key, id);
  if (!person) {
    throw new Refusal(404, 'no such user');
  }
  return person;
}

/**
 * @param {import('./people.mjs').Person} person
 * @param {import('./authority.mjs').Authority} authority
 */
function describe(person, authority) {
  const { login, name, email, disabled } = person;
  return { id: authority.subOf(person), username: login, name, email, enabled: !disabled };
}

/**
 * @param {'sessions' | 'users'} name
 * @param {unknown[]} all
 * @param {import('koa').Context} ctx
 */
function paged(name, all, { query }) {
  const first = whole('first', query.first ?? '0');
  const max = Math.min(whole('max', query.max ?? '100'), MOST_PER_PAGE);
  return { total: all.length, [name]: all.slice(first, first + max) };
}

/**
 * @param {string} name
 * @param {string | string[]} value
 */
function whole(name, value) {
  if (typeof value !== 'string' || !/^\d{1,9}$/u.test(value)) {
    throw new Refusal(400, `${name}: a whole number`);
  }
  return Number(value);
}

/** @param {import('koa').Context} ctx */
async function json(ctx) {
  try {
    const body = JSON.parse(await readBody(ctx.req));
    if (typeof body === 'object' && body !== null) {
      return body;
    }
  } catch {
    // falls through to the one answer
  }
  throw new Refusal(400, 'the body has to be a JSON object');
}
