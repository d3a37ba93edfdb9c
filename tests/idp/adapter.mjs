/**
 * Where a provider keeps its sessions, grants and tokens: a Map that can be listed.
 *
 * The adapter that comes with oidc-provider cannot be listed, and "end everything of one person" needs a list.
 *
 * 1. What goes in and what comes out are copies: nobody changes a stored payload but through the adapter.
 * 2. An expired entry is never returned and never counted.
 * 3. A refresh token keeps the time it was first consumed, so a grace cannot be stretched by using it again.
 */

/** @typedef {Record<string, any>} Payload what oidc-provider stores, plain JSON */
/** @typedef {{model: string, id: string, payload: Payload, endsAt: number}} Entry `endsAt` in ms since the epoch */

export class Store {
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /** Seconds for which a refresh token that was rotated away is still accepted; 0 is strict reuse detection. */
  graceSeconds = 0;

  /** Seconds since the epoch: access and refresh tokens issued before are taken for none. */
  notBefore = 0;

  /**
   * @param {string} model
   * @param {string} id
   * @param {Payload} payload
   * @param {number | undefined} expiresIn seconds; undefined never expires
   */
  put(model, id, payload, expiresIn) {
    const endsAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
    // oidc-provider hands over proxies, which structuredClone refuses.
    this.#entries.set(`${model}:${id}`, { model, id, payload: JSON.parse(JSON.stringify(payload)), endsAt });
  }

  /**
   * @param {string} model
   * @param {string} id
   * @returns {Payload | undefined}
   */
  get(model, id) {
    const entry = this.#live(`${model}:${id}`);
    return entry && structuredClone(entry.payload);
  }

  /**
   * @param {string} model
   * @param {string} id
   */
  delete(model, id) {
    this.#entries.delete(`${model}:${id}`);
  }

  /**
   * Marks as used.
   *
   * @param {string} model
   * @param {string} id
   * @param {number} at seconds since the epoch
   */
  consume(model, id, at) {
    const entry = this.#live(`${model}:${id}`);
    if (entry) {
      entry.payload.consumed ??= at;
    }
  }

  /**
   * @param {(entry: Entry) => boolean} [wanted]
   * @returns {Entry[]} copies, oldest first
   */
  list(wanted = () => true) {
    return [...this.#entries.keys()]
      .map((key) => this.#live(key))
      .filter((entry) => entry !== undefined && wanted(entry))
      .map((entry) => structuredClone(/** @type {Entry} */ (entry)));
  }

  /**
   * @param {(entry: Entry) => boolean} wanted
   * @returns {number} how many entries are gone
   */
  deleteWhere(wanted) {
    const gone = this.list(wanted);
    for (const { model, id } of gone) {
      this.delete(model, id);
    }
    return gone.length;
  }

  /** @param {string} key */
  #live(key) {
    const entry = this.#entries.get(key);
    if (entry && entry.endsAt <= Date.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }
}

/**
 * The adapter interface of oidc-provider over one store.
 *
 * @param {Store} store
 * @returns {(model: string) => object} what oidc-provider's `adapter` setting takes
 */
export function adapterOver(store) {
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      store.put(model, id, payload, expiresIn);
    },
    async find(id) {
      return withinGrace(store, model, notTooOld(store, model, store.get(model, id)));
    },
    async findByUid(uid) {
      return store.list((entry) => entry.model === model && entry.payload.uid === uid)[0]?.payload;
    },
    async findByUserCode() {
      return undefined; // the device flow is off
    },
    async consume(id) {
      store.consume(model, id, seconds());
    },
    async destroy(id) {
      store.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      store.deleteWhere(({ model: kind, payload }) => kind === model && payload.grantId === grantId);
    },
  });
}

/**
 * @param {Store} store
 * @param {string} model
 * @param {Payload | undefined} payload
 * @returns {Payload | undefined} a consumed refresh token inside its grace, as if it were unused
 */
function withinGrace(store, model, payload) {
  if (model !== 'RefreshToken' || !payload?.consumed || seconds() - payload.consumed >= store.graceSeconds) {
    return payload;
  }
  const { consumed, ...unused } = payload;
  return unused;
}

/**
 * @param {Store} store
 * @param {string} model
 * @param {Payload | undefined} payload
 * @returns {Payload | undefined} nothing for a token from before the moment that an administrator set
 */
function notTooOld(store, model, payload) {
  const isToken = model === 'AccessToken' || model === 'RefreshToken';
  return isToken && payload && payload.iat < store.notBefore ? undefined : payload;
}

/** @returns {number} now, in seconds since the epoch */
function seconds() {
  return Math.floor(Date.now() / 1000);
}
