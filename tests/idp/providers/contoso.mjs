/**
 * Contoso: the provider with the least. Opaque tokens, claims at UserInfo only, revocation but no introspection, no
 * sign-out endpoint, no account selection, and no word on when the session ends.
 */
import { interactionPolicy } from 'oidc-provider';

import { ACCESS_TOKEN_SECONDS, LANYARD, interactionUrl, lasting, ownTokens, shared } from './shared.mjs';

/** Refresh tokens slide: each renewal starts these seconds anew. */
export const REFRESH_TOKEN_SECONDS = 14 * 24 * 60 * 60;

/** @param {import('./shared.mjs').Setting} setting */
export function contoso(setting) {
  const { directory } = setting;
  return {
    ...shared(setting),
    clients: [LANYARD],
    clientAuthMethods: ['none'],
    conformIdTokenClaims: true,
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    discovery: { prompt_values_supported: ['none', 'login', 'consent'] },
    interactions: { policy: interactionPolicy.base(), url: interactionUrl },
    async findAccount(_ctx, sub) {
      const person = directory.bySub('contoso', sub);
      return person && !person.disabled ? { accountId: sub, claims: async () => claimsOf(person) } : undefined;
    },
    ttl: {
      AccessToken: lasting(ACCESS_TOKEN_SECONDS),
      AuthorizationCode: lasting(60),
      IdToken: lasting(60 * 60),
      Interaction: lasting(30 * 60),
      Session: lasting(REFRESH_TOKEN_SECONDS),
      Grant: lasting(365 * 24 * 60 * 60),
      RefreshToken: lasting(REFRESH_TOKEN_SECONDS),
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ownTokens },
      rpInitiatedLogout: { enabled: false },
    },
  };
}

/** @param {import('../people.mjs').Person} person */
function claimsOf(person) {
  return {
    sub: person.sub.contoso,
    name: person.name,
    preferred_username: `${person.login}@contoso.example`,
    email: `${person.login}@contoso.example`,
    email_verified: true,
    groups: person.groups,
  };
}
