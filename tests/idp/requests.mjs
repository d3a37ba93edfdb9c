/**
 * Counts what reaches a provider, and remembers the last requests. Holds no secret: names and numbers only.
 */

const REMEMBERED = 200;

/** Path to endpoint name; the provider's `routes` setting agrees with it. */
export const ROUTES = {
  authorization: '/authorize',
  token: '/token',
  jwks: '/jwks',
  userinfo: '/userinfo',
  introspection: '/introspect',
  revocation: '/revoke',
  end_session: '/sign-out',
};

/** Where the admin route is, below the issuer. */
export const ADMIN_PATH = '/admin';

/** @typedef {keyof typeof ROUTES | 'discovery' | 'interaction' | 'admin' | 'ending' | 'other'} Endpoint */

/** @type {[string, Endpoint][]} longest first, so that no prefix hides another */
const PREFIXES = [
  ['/.well-known/', 'discovery'],
  ['/interaction/', 'interaction'],
  [`${ADMIN_PATH}/`, 'admin'],
  ...Object.entries(ROUTES).map(([name, path]) => /** @type {[string, Endpoint]} */ ([path, /** @type {Endpoint} */ (name)])),
];

/** Every endpoint a fault can be put on. */
export const ENDPOINTS = [...Object.keys(ROUTES), 'discovery', 'interaction', 'admin', 'ending'];

/**
 * @param {string} path without the query
 * @param {string} [method]
 * @returns {Endpoint} `ending` for what ends sessions at the admin route, `admin` for all else there
 */
export function endpointOf(path, method) {
  const endpoint = PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other';
  return endpoint === 'admin' && method === 'DELETE' ? 'ending' : endpoint;
}

/**
 * @typedef {object} Request
 * @property {string} at ISO 8601
 * @property {string} provider
 * @property {Endpoint} endpoint
 * @property {string} method
 * @property {number | null} status null where the answer never got out whole
 * @property {string} [fault] the fault that was played
 * @property {string} [grant_type] token endpoint only
 * @property {string} [resource] token endpoint only
 * @property {string} [scope] token endpoint only
 * @property {string} [error] the OAuth error code of the answer
 */

export class RequestLog {
  /** @type {Record<string, Record<string, number>>} provider, endpoint, count */
  counts = {};

  /** @type {Request[]} */
  last = [];

  /**
   * @param {string} provider
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   * @returns {Request} the entry, filled in as the answer goes out
   */
  begin(provider, req, res) {
    const path = (req.url ?? '/').split('?')[0];
    const entry = {
      at: new Date().toISOString(), provider, endpoint: endpointOf(path, req.method), method: req.method ?? '', status: null,
    };
    const counts = (this.counts[provider] ??= {});
    counts[entry.endpoint] = (counts[entry.endpoint] ?? 0) + 1;
    this.last.push(entry);
    if (this.last.length > REMEMBERED) {
      this.last.shift();
    }
    res.on('finish', () => {
      entry.status = res.statusCode;
    });
    return entry;
  }
}

/** Notes which grant was asked for, and how it ended, on the entry of this request.
 *
 * @type {import('koa').Middleware}
 */
export async function describeTokenRequest(ctx, next) {
  await next();
  if (ctx.oidc?.route !== 'token') {
    return;
  }
  const { grant_type, resource, scope } = ctx.oidc.params ?? {};
  Object.assign(ctx.req.logEntry ?? {}, { grant_type, resource, scope, error: ctx.body?.error });
}
