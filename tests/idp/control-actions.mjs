/**
 * What the control page can do to the enterprise. Each action takes a flat object of inputs, from JSON or from a form, and
 * returns what it did. An input that is missing has the default README.md states; one that is wrong is refused by name.
 */
import { signInCrowd } from './crowd.mjs';
import { KINDS } from './faults.mjs';
import { APPROVER } from './people.mjs';
import { ENDPOINTS, ROUTES } from './requests.mjs';

/** The request was wrong; the message says how. */
export class WrongRequest extends Error {}

/** @typedef {Record<string, unknown>} Input */

/** @type {Record<string, (enterprise: import('./control.mjs').Enterprise, input: Input) => unknown>} */
export const ACTIONS = {
  'end-sessions': (enterprise, input) => {
    const person = personIn(enterprise, input);
    return { ended: mapAuthorities(authoritiesIn(enterprise, input, 'both'), (authority) => authority.endAllOf(person)) };
  },

  fail: (enterprise, input) => {
    const kind = oneOf('kind', input.kind ?? 'error', KINDS);
    const status = whole('status', input.status, { least: 200, most: 599 });
    const fault = {
      kind,
      endpoint: oneOf('endpoint', input.endpoint ?? 'token', [...ENDPOINTS, 'all']),
      seconds: number('seconds', input.seconds ?? 30),
      count: whole('count', input.count, { least: 1 }),
      status,
      error: text('error', input.error),
      retryAfter: whole('retry_after', input.retry_after ?? (status === 429 ? 5 : undefined), { least: 0 }),
      bytes: whole('bytes', input.bytes, { least: 0 }),
      every: whole('every', input.every, { least: 1 }),
    };
    return addFault(enterprise, input, fault);
  },

  slow: (enterprise, input) => addFault(enterprise, input, {
    kind: 'slow',
    endpoint: oneOf('endpoint', input.endpoint ?? 'token', [...ENDPOINTS, 'all']),
    delay: number('seconds', input.seconds ?? 5),
    seconds: number('lasts', input.lasts ?? 60),
    count: whole('count', input.count, { least: 1 }),
  }),

  clear: (enterprise, input) => mapAuthorities(authoritiesIn(enterprise, input, 'both'), (authority) => {
    authority.faults.clear();
    return { faults: [] };
  }),

  'sign-in-crowd': async ({ authorities: { acme }, record }, input) => {
    const count = whole('count', input.count ?? 60, { least: 1, most: 5000 }) ?? 60;
    await signInCrowd(acme, record, count);
    return { sessions: count };
  },

  'rotate-keys': async (enterprise, input) => {
    const authorities = authoritiesIn(enterprise, input, 'acme');
    await Promise.all(authorities.map((authority) => authority.rotateKeys({ forget: flag('forget', input.forget) })));
    return mapAuthorities(authorities, ({ keys }) => ({ signing_key: keys.signing, published_keys: keys.published }));
  },

  replay: async (enterprise, input) => {
    const person = personIn(enterprise, input);
    const authorities = authoritiesIn(enterprise, input, 'both');
    return { replayed: (await Promise.all(authorities.map((authority) => replayAt(authority, person, enterprise)))).flat() };
  },

  role: (enterprise, input) => {
    const person = personIn(enterprise, input);
    const role = text('role', input.role) ?? APPROVER;
    const others = person.roles.filter((other) => other !== role);
    person.roles = flag('on', input.on ?? !person.roles.includes(role)) ? [...others, role] : others;
    return { login: person.login, roles: person.roles };
  },

  'date-back': (enterprise, input) => {
    const person = personIn(enterprise, input);
    person.datedBack = whole('seconds', input.seconds ?? 300, { least: 0 }) ?? 0;
    return { login: person.login, dated_back: person.datedBack };
  },

  grace: (enterprise, input) => {
    const seconds = number('seconds', input.seconds ?? 0);
    return mapAuthorities(authoritiesIn(enterprise, input, 'both'), ({ store }) => {
      store.graceSeconds = seconds;
      return { grace_seconds: seconds };
    });
  },
};

/**
 * Presents a refresh token that was rotated away, once for each grant the person holds; reuse detection then revokes the
 * grant. Where nothing was rotated yet, the thief comes first: the token in use is spent, then spent again.
 *
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('./people.mjs').Person} person
 * @param {import('./control.mjs').Enterprise} enterprise
 */
async function replayAt(authority, person, { confidentialSecret }) {
  const mine = authority.store.list(
    ({ model, payload }) => model === 'RefreshToken' && payload.accountId === authority.subOf(person),
  );
  const grants = [...new Set(mine.map(({ payload }) => payload.grantId))];
  const grace = authority.store.graceSeconds;
  authority.store.graceSeconds = 0; // a replay is late by definition
  try {
    return await Promise.all(grants.map(async (grantId) => {
      const ofGrant = mine.filter(({ payload }) => payload.grantId === grantId);
      const old = ofGrant.find(({ payload }) => payload.consumed) ?? ofGrant[0];
      if (!old.payload.consumed) {
        await present(authority, old, confidentialSecret);
      }
      return { provider: authority.brand.key, ...(await present(authority, old, confidentialSecret)) };
    }));
  } finally {
    authority.store.graceSeconds = grace;
  }
}

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {import('./adapter.mjs').Entry} refreshToken
 * @param {string} confidentialSecret
 */
async function present(authority, { id, payload: { clientId } }, confidentialSecret) {
  const secret = clientId === 'lanyard' ? undefined : confidentialSecret;
  const basic = secret && { Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: id, ...(secret ? {} : { client_id: clientId }) });
  const reply = await fetch(`${authority.issuer}${ROUTES.token}`, { method: 'POST', body: form, headers: { ...basic } });
  // A fault that is on at the moment may answer this request too, with anything.
  const { error } = await reply.json().catch(() => ({}));
  return { status: reply.status, error };
}

/**
 * @param {import('./control.mjs').Enterprise} enterprise
 * @param {Input} input
 * @param {Parameters<import('./faults.mjs').Faults['add']>[0]} fault
 */
function addFault(enterprise, input, fault) {
  return mapAuthorities(authoritiesIn(enterprise, input, 'acme'), ({ faults }) => {
    faults.add(fault);
    return { faults: faults.list() };
  });
}

/**
 * @template T
 * @param {import('./authority.mjs').Authority[]} authorities
 * @param {(authority: import('./authority.mjs').Authority) => T} describe
 * @returns {Record<string, T>}
 */
function mapAuthorities(authorities, describe) {
  return Object.fromEntries(authorities.map((authority) => [authority.brand.key, describe(authority)]));
}

/**
 * @param {import('./control.mjs').Enterprise} enterprise
 * @param {Input} input
 * @param {'acme' | 'both'} fallback
 */
function authoritiesIn({ authorities }, input, fallback) {
  const wanted = oneOf('provider', input.provider ?? fallback, [...Object.keys(authorities), 'both']);
  return Object.values(authorities).filter(({ brand }) => wanted === 'both' || wanted === brand.key);
}

/**
 * @param {import('./control.mjs').Enterprise} enterprise
 * @param {Input} input
 */
function personIn({ directory }, input) {
  const person = directory.byLogin(String(input.login ?? 'ada'));
  if (!person) {
    throw new WrongRequest('login: nobody of that name works here');
  }
  return person;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string[]} choices
 */
function oneOf(name, value, choices) {
  if (typeof value !== 'string' || !choices.includes(value)) {
    throw new WrongRequest(`${name}: one of ${choices.join(', ')}`);
  }
  return value;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function number(name, value) {
  const found = value === '' ? NaN : Number(value);
  if (!Number.isFinite(found) || found < 0) {
    throw new WrongRequest(`${name}: a number from 0 on`);
  }
  return found;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {{least: number, most?: number}} bounds
 */
function whole(name, value, { least, most = Number.MAX_SAFE_INTEGER }) {
  if (value === undefined || value === '') {
    return undefined;
  }
  const found = number(name, value);
  if (!Number.isInteger(found) || found < least || found > most) {
    throw new WrongRequest(`${name}: a whole number from ${least} to ${most}`);
  }
  return found;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function text(name, value) {
  if (value !== undefined && (typeof value !== 'string' || !/^[\w:.-]{1,64}$/u.test(value))) {
    throw new WrongRequest(`${name}: a short name`);
  }
  return value;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function flag(name, value = false) {
  const found = { true: true, false: false }[String(value)];
  if (found === undefined) {
    throw new WrongRequest(`${name}: true or false`);
  }
  return found;
}
