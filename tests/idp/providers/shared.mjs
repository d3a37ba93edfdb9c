/**
 * What both providers are made of. Each differs from this only by what its own file says.
 */
import { ROUTES } from '../requests.mjs';
import { errorPage } from '../pages.mjs';
import { sendPage } from '../web.mjs';

/** How long an access token lives, in seconds: short, so that renewals can be watched. */
export const ACCESS_TOKEN_SECONDS = 120;

/** Takes an administrator, who alone is granted it, to the admin route. */
export const MANAGE_SESSIONS = 'sessions:manage';

/** Any port of these is accepted, as RFC 8252 §7.3 asks for native clients. */
const LOOPBACK = ['http://127.0.0.1/callback', 'http://[::1]/callback'];

/** The client a person registers for Lanyard: native, and public since an installed program keeps no secret. */
export const LANYARD = {
  client_id: 'lanyard',
  client_name: 'Lanyard',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: LOOPBACK,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};

/**
 * @typedef {object} Setting what a provider's configuration needs to know of its surroundings
 * @property {'acme' | 'contoso'} key
 * @property {string} name
 * @property {import('../people.mjs').Directory} directory
 * @property {string} ordersResource
 * @property {string} confidentialSecret
 * @property {string} cookieKey signs the cookies
 * @property {string} issuer
 */

/**
 * @param {Setting} setting
 * @returns {Record<string, any>} the common part of an oidc-provider configuration
 */
export function shared({ key, name, cookieKey }) {
  return {
    routes: ROUTES,
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    rotateRefreshToken: true,
    loadExistingGrant: grantOfThisSignIn,
    cookies: {
      // Cookies know no ports: without names of their own, the providers would sign each other's people out.
      names: { session: `${key}_session`, interaction: `${key}_interaction`, resume: `${key}_resume` },
      keys: [cookieKey],
    },
    renderError(ctx, out) {
      sendPage(ctx, errorPage({ provider: { key, name }, error: out.error, description: out.error_description }), ctx.status);
    },
  };
}

/**
 * Every sign-in gets a grant of its own. By default all sign-ins of one browser session share one, and a client that
 * revokes the refresh token it has just replaced would take the new one with it.
 *
 * @param {any} ctx
 */
async function grantOfThisSignIn(ctx) {
  const grantId = ctx.oidc.result?.consent?.grantId;
  return grantId && ctx.oidc.provider.Grant.find(grantId);
}

/**
 * @param {number} seconds
 * @returns {() => number} a lifetime, as oidc-provider takes it without a warning
 */
export function lasting(seconds) {
  return () => seconds;
}

/**
 * Who may introspect or revoke a token: the client it was issued to.
 *
 * @param {unknown} _ctx
 * @param {{clientId: string}} client
 * @param {{clientId: string}} token
 */
export function ownTokens(_ctx, client, token) {
  return token.clientId === client.clientId;
}

/**
 * @param {unknown} _ctx
 * @param {{uid: string}} interaction
 * @returns {string} where the browser goes to sign in and to consent
 */
export function interactionUrl(_ctx, interaction) {
  return `/interaction/${interaction.uid}`;
}
