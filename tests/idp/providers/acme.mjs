/**
 * Acme ID: the provider with everything. JWT access tokens (RFC 9068) for its two APIs, opaque ones without a resource,
 * introspection, revocation, sign-out, account selection, claims in the ID token, and a session whose end it tells.
 */
import { errors, interactionPolicy } from 'oidc-provider';

import { signOutPage, signedOutPage } from '../pages.mjs';
import { ADMIN_PATH } from '../requests.mjs';
import { sendPage } from '../web.mjs';
import {
  ACCESS_TOKEN_SECONDS, LANYARD, MANAGE_SESSIONS, interactionUrl, lasting, ownTokens, shared,
} from './shared.mjs';

/** From sign-in to the last renewal, in seconds. It does not slide: rotation inherits what is left. */
export const SESSION_SECONDS = 8 * 60 * 60;

/** An administrator gets no refresh token for the admin route, so the access token lasts for a piece of work. */
const ADMIN_TOKEN_SECONDS = 30 * 60;

export const MAIL_RESOURCE = 'https://mail.acme.example';

/** Granted with every resource too, so that a token answers for the whole sign-in, as Keycloak's and Auth0's do. */
const IDENTITY_SCOPES = 'openid profile email offline_access';

const TENANT = 'acme-corp';

/** Other programs of the enterprise, which its people use all day. */
export const PROGRAMS = [
  { ...LANYARD, client_id: 'orders-web', client_name: 'Orders' },
  { ...LANYARD, client_id: 'mail', client_name: 'Mail' },
  { ...LANYARD, client_id: 'timesheets', client_name: 'Timesheets' },
];

/** @param {import('./shared.mjs').Setting} setting */
export function acme(setting) {
  const { directory, confidentialSecret } = setting;
  const provider = { key: setting.key, name: setting.name };
  return {
    ...shared(setting),
    clients: [
      LANYARD,
      {
        ...LANYARD,
        client_id: 'lanyard-confidential',
        client_name: 'Lanyard (with a secret)',
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: confidentialSecret,
      },
      ...PROGRAMS,
    ],
    scopes: [...shared(setting).scopes, MANAGE_SESSIONS],
    clientAuthMethods: ['none', 'client_secret_basic'],
    acrValues: ['urn:acme:password'],
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr', 'tenant', 'sid'],
      profile: ['name', 'preferred_username', 'groups', 'roles'],
      email: ['email', 'email_verified'],
    },
    discovery: {
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      lanyard_session_admin: `${setting.issuer}${ADMIN_PATH}`,
    },
    interactions: { policy: policyWithAccountSelection(), url: interactionUrl },
    async findAccount(_ctx, sub, token) {
      const person = directory.bySub('acme', sub);
      const claims = async () => ({ ...claimsOf(person), sid: sessionOf(token) });
      return person && !person.disabled ? { accountId: sub, claims } : undefined;
    },
    async extraTokenClaims(_ctx, token) {
      const person = directory.bySub('acme', token.accountId);
      return person && { roles: person.roles, tenant: TENANT };
    },
    formats: { customizers: { jwt: (_ctx, token, jwt) => dateBack(jwt.payload, directory.bySub('acme', token.accountId)) } },
    ttl: {
      AccessToken: (_ctx, token) => (token.scopes.has(MANAGE_SESSIONS) ? ADMIN_TOKEN_SECONDS : ACCESS_TOKEN_SECONDS),
      AuthorizationCode: lasting(60),
      IdToken: lasting(60 * 60),
      Interaction: lasting(30 * 60),
      Session: lasting(SESSION_SECONDS),
      Grant: lasting(SESSION_SECONDS + 60),
      RefreshToken: (ctx) => ctx?.oidc?.entities.RotatedRefreshToken?.remainingTTL ?? SESSION_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      claimsParameter: { enabled: true },
      introspection: { enabled: true, allowedPolicy: ownTokens },
      revocation: { enabled: true, allowedPolicy: ownTokens },
      resourceIndicators: { enabled: true, getResourceServerInfo: (_ctx, uri) => resourceServer(setting, uri) },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => sendPage(ctx, signOutPage({ provider, xsrf: ctx.oidc.session.state.secret })),
        postLogoutSuccessSource: (ctx) => sendPage(ctx, signedOutPage({ provider })),
      },
    },
  };
}

/** @param {import('../people.mjs').Person} person */
function claimsOf(person) {
  return {
    sub: person.sub.acme,
    name: person.name,
    preferred_username: person.login,
    email: person.email,
    email_verified: true,
    groups: person.groups,
    roles: person.roles,
    tenant: TENANT,
  };
}

/**
 * The session that keeps a token alive, by its id at the admin route (OpenID Connect Front-Channel Logout, section 3).
 *
 * @param {{expiresWithSession?: boolean, sessionUid?: string, grantId?: string} | undefined} token
 */
function sessionOf(token) {
  return token?.expiresWithSession ? token.sessionUid : token?.grantId;
}

/**
 * Makes of a token one that was given a while ago and has been kept since, before it is signed.
 *
 * @param {{iat: number, exp: number}} payload
 * @param {import('../people.mjs').Person | undefined} person
 */
function dateBack(payload, person) {
  const seconds = person?.datedBack ?? 0;
  payload.iat -= seconds;
  payload.exp -= seconds;
}

/**
 * @param {import('./shared.mjs').Setting} setting
 * @param {string} uri the `resource` of the request (RFC 8707)
 */
function resourceServer({ ordersResource }, uri) {
  const scopes = { [ordersResource]: 'orders:read orders:write', [MAIL_RESOURCE]: 'mail:read' }[uri];
  if (scopes === undefined) {
    throw new errors.InvalidTarget();
  }
  return {
    scope: `${IDENTITY_SCOPES} ${scopes}`,
    audience: uri,
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: 'RS256' } },
  };
}

/** The default policy, and before it the choice of the account when `prompt=select_account` asks for it. */
function policyWithAccountSelection() {
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}
