/**
 * Who is signed in at one authority, and how that ends. Nothing is kept here: what oidc-provider stores is read.
 *
 * 1. An online session is a browser's; its id is its `uid`, never the cookie. An offline session is a grant with a live
 *    refresh token; its id is the grant's. The ID token's `sid` names the one that keeps its tokens alive.
 * 2. Ending an online session ends the grants that live and die with it, and leaves the offline ones; ending an offline
 *    one revokes its grant and every token of it. The next refresh is refused.
 */

/**
 * @typedef {object} Session
 * @property {string} id
 * @property {'online' | 'offline'} kind
 * @property {string} user the subject
 * @property {string | undefined} username
 * @property {string | undefined} name
 * @property {string | undefined} email
 * @property {string[]} clients
 * @property {number} started_at seconds since the epoch
 * @property {number} used_at seconds since the epoch
 * @property {string | null} from the address it was begun from
 */

/** @typedef {import('./adapter.mjs').Entry} Entry */

/**
 * @param {import('./authority.mjs').Authority} authority
 * @returns {Session[]} as they were begun, so that a list goes on at its end
 */
export function sessionsAt(authority) {
  const held = authority.store.list((entry) => isOnline(entry) || isOffline(entry));
  return held.map((entry) => (isOnline(entry) ? online(entry, authority) : offline(entry, authority)));
}

/**
 * @param {import('./authority.mjs').Authority} authority
 * @param {Pick<Session, 'id' | 'kind'>} session
 */
export function endSession({ store, addresses }, { id, kind }) {
  if (kind === 'offline') {
    revoke(store, id);
    return;
  }
  store.deleteWhere((entry) => isOnline(entry) && entry.payload.uid === id);
  addresses.delete(id);
  const bound = store.list(({ payload }) => payload.sessionUid === id && payload.expiresWithSession === true);
  for (const { payload } of bound) {
    revoke(store, payload.grantId);
  }
}

/**
 * @param {import('./adapter.mjs').Store} store
 * @param {string} grantId
 */
function revoke(store, grantId) {
  store.delete('Grant', grantId);
  store.deleteWhere(({ payload }) => payload.grantId === grantId);
}

/** @param {Entry} entry */
function isOnline({ model, payload }) {
  return model === 'Session' && typeof payload.accountId === 'string';
}

/** @param {Entry} entry */
function isOffline({ model, payload }) {
  return model === 'RefreshToken' && payload.consumed === undefined;
}

/**
 * @param {Entry} entry
 * @param {import('./authority.mjs').Authority} authority
 * @returns {Session}
 */
function online({ payload, endsAt }, authority) {
  return {
    id: payload.uid,
    kind: 'online',
    ...whose(payload.accountId, authority),
    clients: Object.keys(payload.authorizations ?? {}),
    started_at: payload.loginTs,
    // Each visit starts the lifetime anew, so its end tells when the last one was.
    used_at: Math.round(endsAt / 1000) - authority.sessionSeconds,
    from: authority.addresses.get(payload.uid) ?? null,
  };
}

/**
 * @param {Entry} entry
 * @param {import('./authority.mjs').Authority} authority
 * @returns {Session}
 */
function offline({ payload }, authority) {
  return {
    id: payload.grantId,
    kind: 'offline',
    ...whose(payload.accountId, authority),
    clients: [payload.clientId],
    started_at: payload.iiat,
    used_at: payload.iat,
    from: authority.addresses.get(payload.sessionUid) ?? null,
  };
}

/**
 * @param {string} sub
 * @param {import('./authority.mjs').Authority} authority
 */
function whose(sub, { brand, directory }) {
  const person = directory.bySub(brand.key, sub);
  return { user: sub, username: person?.login, name: person?.name, email: person?.email };
}
