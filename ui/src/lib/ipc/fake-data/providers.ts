// Two providers: one that tells and can everything, one that tells and can little.
import type { Discovered, ProviderFile, ProviderSupport, ProviderView } from "../types";

const SUPPORT: ProviderSupport = {
  pkce: true,
  sign_out: true,
  introspection: true,
  revocation: true,
  device_code: false,
  offline_access: true,
  select_account: true,
  scopes: ["openid", "profile", "email", "offline_access", "orders:read", "orders:write"],
};

/** A provider. */
export function fakeProvider(over: Partial<ProviderView> = {}): ProviderView {
  const issuer = over.issuer ?? "https://id.acme.example";
  return {
    id: "acme",
    name: "Acme ID",
    issuer,
    host: new URL(issuer).host,
    client_id: "lanyard-desktop",
    has_client_secret: false,
    authentication: "none",
    prompt: null,
    token_profile: null,
    endpoints_given: false,
    scopes: ["openid", "profile", "email", "offline_access", "orders:read", "orders:write"],
    resources: ["https://orders.acme.example"],
    redirect_uri: "http://127.0.0.1/callback",
    origin: "policy",
    support: SUPPORT,
    endpoints: [
      "authorization",
      "token",
      "userinfo",
      "introspection",
      "revocation",
      "end_session",
      "jwks",
    ].map((name) => ({
      name,
      url: `${issuer}/${name === "jwks" ? "jwks.json" : `oauth/${name.replace("_", "-")}`}`,
    })),
    ...over,
  };
}

/** It tells and can everything; the policy brought it. */
export const ACME = fakeProvider();

/** It tells and can little; the person added it. */
export const CONTOSO = fakeProvider({
  id: "contoso",
  name: "Contoso",
  issuer: "https://login.contoso.example/tenant/4f6c",
  client_id: "4f6c2f1e-0b3a-4d28-9d9c-6b1f0a1c77aa",
  has_client_secret: true,
  authentication: "client_secret_basic",
  origin: "person",
  resources: [],
  scopes: ["openid", "profile", "email", "tickets.read"],
  support: {
    pkce: true,
    sign_out: false,
    introspection: false,
    revocation: true,
    device_code: true,
    offline_access: false,
    select_account: false,
    scopes: ["openid", "profile", "email"],
  },
  endpoints: ["authorization", "token", "userinfo", "revocation", "jwks"].map((name) => ({
    name,
    url: `https://login.contoso.example/tenant/4f6c/${name}`,
  })),
});

/** What Acme answers to who looks it up. */
export const DISCOVERED: Discovered = {
  issuer: ACME.issuer,
  name: "id.acme.example",
  support: SUPPORT,
  redirect_uri: ACME.redirect_uri,
};

/** What its file says. */
export const PROVIDER_FILE: ProviderFile = {
  name: ACME.name,
  issuer: ACME.issuer,
  client_id: ACME.client_id,
  scopes: ACME.scopes,
  resources: ACME.resources,
};
