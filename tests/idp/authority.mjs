/**
 * One authorization server of the demo enterprise: its port, its store, its keys, its faults, and the oidc-provider that
 * answers.
 *
 * A rotation of the signing keys builds a new oidc-provider over the same store and puts it in the old one's place: its
 * keys are fixed for life, its state is not in it.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

import { adminRoute } from './admin.mjs';
import { adapterOver, Store } from './adapter.mjs';
import { Faults, play } from './faults.mjs';
import { interactions } from './interactions.mjs';
import { KeyRing } from './keys.mjs';
import { recording } from './record.mjs';
import { describeTokenRequest } from './requests.mjs';
import { assets } from './web.mjs';

const HOST = '127.0.0.1';

/**
 * @typedef {object} Surroundings
 * @property {{key: 'acme' | 'contoso', name: string}} brand
 * @property {(setting: import('./providers/shared.mjs').Setting) => Record<string, any>} configure
 * @property {import('./people.mjs').Directory} directory
 * @property {import('./record.mjs').SecretRecord} record
 * @property {import('./requests.mjs').RequestLog} log
 * @property {string} ordersResource
 * @property {string} confidentialSecret
 * @property {boolean} [tellsSessionEnd] whether token responses carry `refresh_expires_in`
 * @property {number} sessionSeconds how long a browser's session lasts from its last use
 * @property {boolean} [administered] whether it has the admin route
 */

export class Authority {
  store = new Store();
  faults = new Faults();

  /** Where each browser's session was begun from, by its `uid`. */
  addresses = new Map();
  #cookieKey = randomBytes(32).toString('base64url');
  #server = createServer((req, res) => void this.#answer(req, res));

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.surroundings = surroundings;
    this.brand = surroundings.brand;
    this.directory = surroundings.directory;
    this.sessionSeconds = surroundings.sessionSeconds;
  }

  /** @param {number} port 0 for any free one */
  async start(port) {
    this.keys = await KeyRing.create();
    this.issuer = await listen(this.#server, port);
    this.#replaceProvider();
  }

  async stop() {
    this.faults.clear();
    await closeServer(this.#server);
  }

  /** @param {{forget: boolean}} options */
  async rotateKeys(options) {
    await this.keys.rotate(options);
    this.#replaceProvider();
  }

  /** @param {import('./people.mjs').Person} person */
  subOf(person) {
    return person.sub[this.brand.key];
  }

  /**
   * Ends everything of one person: browser sessions, grants, and every token of them.
   *
   * @param {import('./people.mjs').Person} person
   * @returns {{sessions: number, grants: number, refresh_tokens: number}} what there was to end
   */
  endAllOf(person) {
    const before = this.holdingsOf(person);
    this.store.deleteWhere(({ payload }) => payload.accountId === this.subOf(person));
    return before;
  }

  /** @param {import('./people.mjs').Person} person */
  holdingsOf(person) {
    const sub = this.subOf(person);
    const count = (/** @type {string} */ model) =>
      this.store.list(({ model: kind, payload }) => kind === model && payload.accountId === sub && !payload.consumed).length;
    return { sessions: count('Session'), grants: count('Grant'), refresh_tokens: count('RefreshToken') };
  }

  #replaceProvider() {
    const { configure, directory, record, ordersResource, confidentialSecret } = this.surroundings;
    const { key, name } = this.brand;
    const configuration = configure({
      key, name, directory, ordersResource, confidentialSecret, cookieKey: this.#cookieKey, issuer: this.issuer,
    });
    this.provider = new Provider(this.issuer, {
      ...configuration,
      adapter: adapterOver(this.store),
      jwks: { keys: this.keys.keys },
    });
    this.provider.use(assets);
    this.provider.use(describeTokenRequest);
    this.provider.use(recording(record));
    if (this.surroundings.tellsSessionEnd) {
      this.provider.use(tellSessionEnd);
    }
    if (this.surroundings.administered) {
      this.provider.use(noteAddress(this));
      this.provider.use(adminRoute(this));
    }
    this.provider.use(interactions(this));
    this.callback = this.provider.callback();
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   */
  async #answer(req, res) {
    const entry = this.surroundings.log.begin(this.brand.key, req, res);
    req.logEntry = entry;
    const delay = this.faults.take(entry.endpoint, 'delay');
    const failure = this.faults.take(entry.endpoint, 'failure');
    if (delay || failure) {
      entry.fault = [delay?.kind, failure?.kind].filter(Boolean).join(' + ');
    }
    if (delay) {
      await this.faults.hold(delay.delay);
    }
    const serve = () => this.callback(req, res);
    return failure ? play(failure, this.faults, req, res, serve) : serve();
  }
}

/** Says in the token response how long the refresh token lives, in seconds, in the words Keycloak and others use.
 *
 * @type {import('koa').Middleware}
 */
async function tellSessionEnd(ctx, next) {
  await next();
  const refreshToken = ctx.oidc?.route === 'token' && ctx.body?.refresh_token && ctx.oidc.entities.RefreshToken;
  if (refreshToken) {
    ctx.body = { ...ctx.body, refresh_expires_in: refreshToken.remainingTTL };
  }
}

/**
 * Notes where somebody signs in from.
 *
 * @param {Authority} authority
 * @returns {import('koa').Middleware}
 */
function noteAddress({ addresses }) {
  return async (ctx, next) => {
    await next();
    const session = ctx.oidc?.session;
    if (session?.accountId && !addresses.has(session.uid)) {
      addresses.set(session.uid, ctx.ip);
    }
  };
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port 0 for any free one
 * @returns {Promise<string>} the origin it listens on, on the loopback address only
 */
export async function listen(server, port) {
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(undefined));
  });
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://${HOST}:${bound}`;
}

/** @param {import('node:http').Server} server */
export async function closeServer(server) {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}
