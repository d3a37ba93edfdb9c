// Words of the Access and Provider tabs.

export const accessWords = {
  leases: "Access tokens",
  mainLease: "Without a resource",
  audience: "Audience",
  audienceExplain: "The API the token is for. Any other must refuse it.",
  check: "Verified",
  checkExplain:
    "The token's signature and claims were checked with the provider's keys, by the rules that this provider's " +
    "settings name. It is shown for you alone: what an API makes of it is its own decision.",
  outcome: {
    valid: "Valid",
    not_valid: "Not valid",
    could_not_be_verified: "Could not be verified",
  },
  checkProfile: { "id-token": "as an ID token", "at+jwt": "as RFC 9068 asks", jwt: "as a plain JWT" },
  format: { jwt: "JWT", opaque: "opaque" },
  formatExplain: {
    jwt: "A JSON Web Token: whoever holds it can read what is in it.",
    opaque: "Only the provider can read what is in it.",
  },
  type: "Type",
  size: (bytes: number) => `${bytes.toLocaleString("en")} bytes`,
  expires: "Expires",
  left: (countdown: string) => `in ${countdown} · `,
  scopes: "Scopes",
  copy: "Copy access token",
  noLease: "No access token at the moment. It comes with the next renewal.",
  signedOut: "No access token. It comes with the next sign-in.",
  another: "Get a token for another resource",
  resource: "Resource",
  resourcePlaceholder: "https://api.example.com",
  resourceHint: "The address of the API, as its owner names it (RFC 8707). Only this API accepts the token.",
  resourceInvalid: "A resource is an address such as https://api.example.com, without #.",
  resourceScopesHint: "Separated by spaces. Leave empty to get what the provider gives.",
  get: "Get the token",
  getting: "Asking for the token",
  got: (resource: string) => `There is an access token for ${resource}`,
  scopesTitle: "Scopes",
  scopesExplain: "What the token may be used for. Your own rights at the API limit it further.",
  scope: "Scope",
  allows: "Lets the holder",
  result: "Answer",
  granted: "granted",
  notGranted: "not granted",
  notAsked: "granted unasked",
  unknownScope: "– the API decides",
  noScopes: "No scopes.",
  askAgain: "Ask again",
  grantedCount: (granted: number, asked: number) =>
    `${granted.toLocaleString("en")} of ${asked.toLocaleString("en")} granted`,
  refusedOne: "One scope was not granted. Asking again opens the browser, where you or your IT may allow it.",
  refusedMany: (count: number) =>
    `${count.toLocaleString("en")} scopes were not granted. Asking again opens the browser, where you or your IT may allow them.`,
} as const;

export const providerWords = {
  issuer: "Issuer",
  issuerExplain: "The provider's own address. Every token names it, and Lanyard accepts no other.",
  clientId: "Client ID",
  clientIdExplain: "How the provider knows Lanyard.",
  secret: "Client secret",
  secretKept: "kept in the keychain",
  scopes: "Scopes",
  resources: "Resources",
  none: "none",
  redirect: "Redirect address",
  redirectExplain:
    "Where the browser hands over after the sign-in. The provider must know it; the port may differ.",
  origin: "Settings",
  supports: "Supports",
  supportUnknown: "Not looked up yet.",
  supportLabel: {
    pkce: "PKCE S256",
    sign_out: "Sign-out in the browser",
    introspection: "Introspection",
    revocation: "Revocation",
    device_code: "Device code",
    offline_access: "Staying signed in (offline_access)",
    select_account: "Choosing an account",
  },
  yes: "yes",
  no: "no",
  endpoints: "Endpoints",
  endpointLabel: {
    authorization: "Sign-in page",
    token: "Tokens",
    userinfo: "UserInfo",
    introspection: "Introspection",
    revocation: "Revocation",
    end_session: "Sign-out",
    jwks: "Signing keys",
  } as Readonly<Record<string, string>>,
  lastAnswer: "Last answer",
  answer: (status: number, what: string, millis: number) =>
    `${status} from ${what}, after ${millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`}`,
  asked: {
    discovery: "discovery",
    token: "the token endpoint",
    userinfo: "UserInfo",
    introspection: "introspection",
    revocation: "revocation",
    jwks: "the signing keys",
  } as Readonly<Record<string, string>>,
  noAnswer: "none yet",
  clock: "Clock",
  clockUnknown: "not compared yet",
  clockEven: "The same time on both sides.",
  edit: "Edit",
  locked: "Set by your IT; it can't be changed here.",
  clockLine: (skew: number, provider: string) => clockLine(skew, provider),
} as const;

/** How far this computer's clock is from the provider's; `skew` is ours less theirs, in seconds. */
function clockLine(skew: number, provider: string): string {
  const seconds = Math.round(Math.abs(skew));
  if (seconds < 2) return providerWords.clockEven;
  const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `This computer's clock is ${amount} ${skew < 0 ? "behind" : "ahead of"} ${provider}'s.`;
}
