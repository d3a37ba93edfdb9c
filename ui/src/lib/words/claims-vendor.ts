/**
 * Claims that products add: Keycloak, Microsoft Entra ID, Okta, Auth0, Google, Amazon Cognito.
 * No standard defines them, so the place of definition is the product.
 */
import type { ClaimWords } from "./claims-standard";

const KEYCLOAK = "Keycloak";
const ENTRA = "Microsoft Entra ID";
const OKTA = "Okta";
const AUTH0 = "Auth0";
const GOOGLE = "Google";
const COGNITO = "Amazon Cognito";

const claim = (label: string, meaning: string, product: string): ClaimWords => ({
  label,
  meaning,
  spec: `${product}; no standard defines it`,
});

/** By the claim's name. */
export const VENDOR_CLAIMS: Readonly<Record<string, ClaimWords>> = {
  realm_access: claim("Realm roles", "Roles that hold in the whole realm.", KEYCLOAK),
  resource_access: claim("Client roles", "Roles that hold at single clients, by client.", KEYCLOAK),
  "allowed-origins": claim("Allowed origins", "Web pages that may use this token.", KEYCLOAK),
  session_state: claim("Session", "Names the session at the provider.", KEYCLOAK),
  typ: claim("Kind of token", "Bearer is an access token, ID an ID token.", KEYCLOAK),
  organization: claim("Organization", "The organization the person belongs to.", KEYCLOAK),
  oid: claim(
    "Object ID",
    "The person's identifier in the directory. Unlike sub it is the same for every application.",
    ENTRA,
  ),
  tid: claim("Tenant ID", "The directory that the person signed in to.", ENTRA),
  upn: claim("User principal name", "The name the person signs in with. It can change.", ENTRA),
  unique_name: claim("Unique name", "A name for display. In spite of its name it is not unique.", ENTRA),
  appid: claim("Application ID", "The client the token was issued to.", ENTRA),
  app_displayname: claim("Application name", "Name of the client the token was issued to.", ENTRA),
  appidacr: claim(
    "Client proof",
    "How the client proved itself: 0 not at all, 1 by secret, 2 by certificate.",
    ENTRA,
  ),
  azpacr: claim(
    "Client proof",
    "How the client proved itself: 0 not at all, 1 by secret, 2 by certificate.",
    ENTRA,
  ),
  scp: claim("Scope", "What the token may be used for.", `${ENTRA} and ${OKTA}`),
  wids: claim(
    "Directory roles",
    "Roles in the directory itself, by the identifier of their template.",
    ENTRA,
  ),
  hasgroups: claim("Has groups", "The person is in more groups than fit in the token.", ENTRA),
  _claim_names: claim(
    "Claims kept elsewhere",
    "Claims that did not fit in the token and must be asked for.",
    ENTRA,
  ),
  _claim_sources: claim("Where they are kept", "Where the claims that did not fit can be asked for.", ENTRA),
  idp: claim("Identity provider", "Where the person proved who they are.", ENTRA),
  idtyp: claim("Kind of subject", "Whether a person or an application signed in.", ENTRA),
  ipaddr: claim("IP address", "The address the person signed in from.", ENTRA),
  onprem_sid: claim("Local security ID", "The person's identifier in the local directory.", ENTRA),
  puid: claim("Passport ID", "An old identifier of the person.", ENTRA),
  verified_primary_email: claim("Verified e-mail", "Addresses that the directory has checked.", ENTRA),
  xms_st: claim("Subject elsewhere", "The person's sub at another application.", ENTRA),
  aio: claim("Provider's own data", "Data that the provider keeps for itself.", ENTRA),
  rh: claim("Provider's own data", "Data that the provider keeps for itself.", ENTRA),
  uti: claim("Token ID", "Names this one token in the provider's logs.", ENTRA),
  ver: claim("Version", "Version of the token's layout.", `${ENTRA} and ${OKTA}`),
  uid: claim("User ID", "The person's identifier in the directory.", OKTA),
  cid: claim("Client ID", "The client the token was issued to.", OKTA),
  permissions: claim("Permissions", "What the person may do at the API.", AUTH0),
  org_id: claim("Organization ID", "The organization the person signed in to.", AUTH0),
  org_name: claim("Organization", "Name of the organization the person signed in to.", AUTH0),
  gty: claim("Grant", "How the token was obtained.", AUTH0),
  hd: claim("Domain", "The company's domain. Absent for private accounts.", GOOGLE),
  token_use: claim("Kind of token", "Whether it is an ID token or an access token.", COGNITO),
  origin_jti: claim("First token ID", "Names the token that this one was renewed from.", COGNITO),
  event_id: claim("Event", "Names the sign-in in the provider's logs.", COGNITO),
  tenant: claim("Tenant", "The company or department the account belongs to.", "Common usage"),
  tenant_id: claim("Tenant ID", "The company or department the account belongs to.", "Common usage"),
  department: claim("Department", "The department the person works in.", "Common usage"),
  role: claim("Role", "What the person is to an application.", "Common usage"),
  employee_id: claim("Employee number", "The person's number at their employer.", "Common usage"),
};

/** Names of claims under a company's own address, such as `cognito:groups`. */
export const VENDOR_PREFIXES: readonly (readonly [string, ClaimWords])[] = [
  ["cognito:groups", claim("Groups", "Groups of the user pool that the person belongs to.", COGNITO)],
  ["cognito:roles", claim("Roles", "Roles that the person's groups bring along.", COGNITO)],
  ["cognito:", claim("Cognito detail", "A detail that Amazon Cognito adds.", COGNITO)],
  ["xms_", claim("Entra detail", "A detail that Microsoft Entra ID adds.", ENTRA)],
];
