// Made-up people and providers for the gallery and for tests; never part of a release bundle.
import type {
  AccountDetail,
  AccountState,
  AccountSummary,
  ActivityEntry,
  ActivityKind,
  ClaimRow,
  ErrorCode,
  ErrorFacts,
  ErrorView,
  LeaseTimes,
  LeaseView,
  ProviderView,
  SignInPhase,
  SignInView,
} from "./types";

/** The moment at which every picture is taken: Tuesday 6 May 2025, 12:09:01 in the computer's own zone. */
export const NOW = new Date(2025, 4, 6, 12, 9, 1).getTime() / 1000;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** An error with the facts that matter to it. */
export function fakeError(
  code: ErrorCode,
  facts: Partial<ErrorFacts> = {},
  over: Partial<ErrorView> = {},
): ErrorView {
  return {
    code,
    message: `${facts.step ?? "token"}: ${code}`,
    retry: ["unreachable", "provider_busy", "captive_portal"].includes(code),
    account: null,
    reference: "A7-3K2",
    at: NOW - 7 * MINUTE,
    facts: {
      provider: "Acme ID",
      step: "token",
      host: "id.acme.example",
      status: null,
      oauth_error: null,
      words: null,
      skew: null,
      certificate_issuer: null,
      line: null,
      column: null,
      until: null,
      ended_by: null,
      ended_why: null,
      detail: null,
      ...facts,
    },
    ...over,
  };
}

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
    support: {
      pkce: true,
      sign_out: true,
      introspection: true,
      revocation: true,
      device_code: false,
      offline_access: true,
      select_account: true,
      scopes: ["openid", "profile", "email", "offline_access", "orders:read", "orders:write"],
    },
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

export const ACME = fakeProvider();
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

/** A lease in the middle of its life: issued a minute ago, four minutes to go. */
export const LEASE: LeaseTimes = {
  issued_at: NOW - 48,
  renews_at: NOW + 3 * MINUTE + 12,
  expires_at: NOW + 4 * MINUTE + 12,
};

/** An account. */
export function fakeAccount(over: Partial<AccountSummary> = {}): AccountSummary {
  return {
    id: "ada",
    provider: "acme",
    handle: "acme",
    title: "ada@acme.example",
    name: "Ada Lovelace",
    state: { kind: "active" },
    lease: LEASE,
    session_until: NOW + 4 * HOUR + 53 * MINUTE,
    renews: true,
    not_saved: false,
    ...over,
  };
}

/** Every state an account can be in, by a name the gallery uses. */
export const STATES = {
  active: { kind: "active" },
  renewing: { kind: "renewing", since: NOW - 3 },
  retrying: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 48,
    why: "network",
    error: fakeError("unreachable"),
  },
  retrying_without_lease: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 48,
    why: "network",
    error: fakeError("unreachable"),
  },
  provider_busy: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 27,
    why: "provider",
    error: fakeError("provider_busy", { status: 503 }),
  },
  needs_sign_in: {
    kind: "needs_sign_in",
    at: NOW - 7 * MINUTE,
    error: fakeError("refused", { status: 400, oauth_error: "invalid_grant", words: "Session not active" }),
  },
  signing_in: { kind: "signing_in", sign_in: "s1" },
  keychain_locked: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: null,
    why: "keychain",
    error: fakeError("keychain_locked", { step: "keychain", host: null, provider: null }),
  },
  setup: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 9 * MINUTE,
    why: "setup",
    error: fakeError("provider_setup", {
      status: 400,
      oauth_error: "invalid_scope",
      words: "The requested scope is not allowed for this client",
    }),
  },
  approval: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: null,
    why: "approval",
    error: fakeError("endpoint_moved", {
      step: "token",
      host: "login.other.example",
      detail: "id.acme.example",
    }),
  },
  signed_out: { kind: "signed_out", at: NOW - 3 * DAY },
} satisfies Record<string, AccountState>;

/** A name of {@link STATES}. */
export type StateName = keyof typeof STATES;

/** An account in one of the states. */
export function accountIn(state: StateName, over: Partial<AccountSummary> = {}): AccountSummary {
  const without: StateName[] = ["retrying_without_lease", "needs_sign_in", "signed_out"];
  return fakeAccount({ state: STATES[state], lease: without.includes(state) ? null : LEASE, ...over });
}

/** A list like one at work: a few providers, most accounts well, some not. */
export const WORK: AccountSummary[] = [
  fakeAccount(),
  fakeAccount({
    id: "ada-adm",
    handle: "acme-admin",
    title: "ada-adm@acme.example",
    name: "Ada Lovelace (admin)",
    lease: { issued_at: NOW - 3 * MINUTE, renews_at: NOW + 9 * MINUTE, expires_at: NOW + 12 * MINUTE + 20 },
  }),
  accountIn("needs_sign_in", {
    id: "ada-c",
    provider: "contoso",
    handle: "contoso",
    title: "ada@contoso.example",
    session_until: null,
  }),
  accountIn("retrying", {
    id: "ops",
    provider: "contoso",
    handle: "contoso-ops",
    title: "ops@contoso.example",
    name: "Operations",
    session_until: null,
  }),
];

const json = (value: unknown) => JSON.stringify(value);

function claim(name: string, group: ClaimRow["group"], values: Partial<ClaimRow>): ClaimRow {
  return {
    name,
    group,
    id_token: null,
    access_token: null,
    userinfo: null,
    introspection: null,
    differs: false,
    ...values,
  };
}

const SUB = json("7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2");

/** Claims of Ada, with one difference between the sources and one claim that carries markup. */
export const CLAIMS: ClaimRow[] = [
  claim("sub", "who", { id_token: SUB, access_token: SUB, userinfo: SUB }),
  claim("email", "who", { id_token: json("ada@acme.example"), userinfo: json("ada@acme.example") }),
  claim("email_verified", "who", { id_token: "true", userinfo: "true" }),
  claim("name", "who", { id_token: json("Ada Lovelace"), userinfo: json("Ada Lovelace") }),
  claim("nickname", "who", { userinfo: json('<img src=x onerror="alert(1)"><script>alert(2)</script>') }),
  claim("roles", "roles", {
    id_token: json(["buyer", "approver"]),
    access_token: json(["buyer"]),
    differs: true,
  }),
  claim("groups", "roles", {
    id_token: json(["engineering", "orders", "on-call"]),
    userinfo: json(["engineering", "orders", "on-call"]),
  }),
  claim("exp", "when", { id_token: json(NOW + 59 * MINUTE), access_token: json(LEASE.expires_at) }),
  claim("iat", "when", { id_token: json(LEASE.issued_at), access_token: json(LEASE.issued_at) }),
  claim("auth_time", "when", { id_token: json(NOW - 3 * HOUR - 7 * MINUTE) }),
  claim("aud", "for_whom", {
    id_token: json("lanyard-desktop"),
    access_token: json(["https://orders.acme.example"]),
  }),
  claim("iss", "for_whom", { id_token: json(ACME.issuer), access_token: json(ACME.issuer) }),
  claim("client_id", "for_whom", { access_token: json("lanyard-desktop") }),
  claim("scope", "for_whom", { access_token: json("openid profile email orders:read") }),
  claim("tenant", "for_whom", { id_token: json("acme-eu"), userinfo: json("acme-eu") }),
  claim("sid", "technical", { id_token: json("2f0a6c1b-9a44-4a0e-8a7d-9c1be2c8d0aa") }),
  claim("jti", "technical", { access_token: json("Zk3fQx81LqpT0Vb") }),
  claim("amr", "technical", { id_token: json(["pwd", "otp"]) }),
  claim("https://acme.example/claims/cost_center", "technical", {
    userinfo: json({ id: 4711, name: "Orders 🛒", limits: [100, 2500] }),
  }),
];

/** The main lease of an account. */
export function fakeLease(over: Partial<LeaseView> = {}): LeaseView {
  return {
    key: "main",
    resource: "https://orders.acme.example",
    audience: ["https://orders.acme.example"],
    scopes: ["openid", "profile", "email", "orders:read"],
    times: LEASE,
    token_type: "Bearer",
    format: "jwt",
    bytes: 1204,
    check: null,
    ...over,
  };
}

/** Everything about an account. */
export function fakeDetail(summary: AccountSummary, over: Partial<AccountDetail> = {}): AccountDetail {
  const provider = summary.provider === "contoso" ? CONTOSO : ACME;
  const opaque = provider === CONTOSO;
  return {
    summary,
    signed_in_at: NOW - 3 * HOUR - 7 * MINUTE,
    leases: summary.lease
      ? [
          opaque
            ? fakeLease({
                times: summary.lease,
                format: "opaque",
                resource: null,
                audience: [],
                scopes: ["openid", "tickets.read"],
                bytes: 43,
                check: null,
              })
            : fakeLease({ times: summary.lease }),
          ...(opaque
            ? []
            : [
                fakeLease({
                  key: "https://billing.acme.example orders:read",
                  resource: "https://billing.acme.example",
                  audience: ["https://billing.acme.example"],
                  scopes: ["orders:read"],
                  times: {
                    issued_at: NOW - 2 * MINUTE,
                    renews_at: NOW + 7 * MINUTE,
                    expires_at: NOW + 8 * MINUTE,
                  },
                  bytes: 988,
                  check: null,
                }),
              ]),
        ]
      : [],
    scopes: opaque
      ? ["openid", "profile", "email", "tickets.read"].map((scope) => ({ scope, asked: true, granted: true }))
      : [
          ...["openid", "profile", "email", "orders:read"].map((scope) => ({
            scope,
            asked: true,
            granted: true,
          })),
          { scope: "orders:write", asked: true, granted: false },
        ],
    claims: opaque ? CLAIMS.map((row) => ({ ...row, access_token: null, differs: false })) : CLAIMS,
    sources: { id_token: true, access_token: !opaque, userinfo: true, introspection: false },
    changes: opaque ? [] : [{ name: "roles", added: [json("buyer")], removed: [] }],
    changed_at: opaque ? null : LEASE.issued_at,
    provider,
    last_answer: { at: LEASE.issued_at, status: 200, endpoint: "token", millis: 84 },
    clock_skew: 0.4,
    can: { introspect: !opaque, revoke: true, sign_out_in_browser: !opaque },
    ...over,
  };
}

/** A sign-in in a phase. */
export function fakeSignIn(phase: SignInPhase, over: Partial<SignInView> = {}): SignInView {
  return {
    id: "s1",
    provider: "acme",
    provider_name: "Acme ID",
    account: null,
    started_at: NOW - 12,
    redirect_uri: "http://127.0.0.1/callback",
    phase,
    ...over,
  };
}

/** Every phase of a sign-in, by a name the gallery uses. */
export const PHASES: Record<SignInPhase["kind"], SignInPhase> = {
  preparing: { kind: "preparing" },
  browser: { kind: "browser" },
  finishing: { kind: "finishing" },
  done: { kind: "done", account: "ada", title: "ada@acme.example", was_here: false },
  other_person: { kind: "other_person", signed_in_as: "bob@acme.example", expected: "ada@acme.example" },
  failed: {
    kind: "failed",
    error: fakeError("declined", {
      step: "authorization",
      oauth_error: "access_denied",
      words: "account disabled",
    }),
  },
  cancelled: { kind: "cancelled" },
};

type Note = [minutesAgo: number, kind: ActivityKind, over?: Partial<ActivityEntry>];
const NOTES: Note[] = [
  [0.8, "renewed"],
  [0.8, "claims_changed", { changes: [{ name: "roles", added: [json("buyer")], removed: [] }] }],
  [5, "token_copied"],
  [
    7,
    "needs_sign_in",
    {
      account: "ada-c",
      account_title: "ada@contoso.example",
      provider_name: "Contoso",
      problem: true,
      error: STATES.needs_sign_in.error,
    },
  ],
  [
    7,
    "renewal_failed",
    {
      account: "ops",
      account_title: "ops@contoso.example",
      provider_name: "Contoso",
      problem: true,
      error: STATES.retrying.error,
    },
  ],
  [31, "recovered"],
  [34, "renewal_failed", { problem: true, error: fakeError("provider_busy", { status: 503 }) }],
  [90, "introspected"],
  [187, "signed_in"],
  [188, "sign_in_failed"],
  [190, "keychain", { account: null, account_title: null, provider_name: null }],
  [191, "started", { account: null, account_title: null, provider_name: null }],
  [24 * 60 + 40, "revocation"],
  [24 * 60 + 41, "signed_out"],
  [24 * 60 + 95, "provider_changed", { account: null, account_title: null, provider_name: "Contoso" }],
  [4 * 24 * 60, "removed", { account: null, account_title: "temp@acme.example" }],
];

/** Activity of a few days, newest first. */
export const ACTIVITY: ActivityEntry[] = NOTES.map(([ago, kind, over], index) => ({
  seq: 4000 - index,
  reference: `A${7 - (index % 3)}-${(index + 3).toString(36).toUpperCase()}K${index % 10}`,
  at: NOW - ago * MINUTE,
  kind,
  problem: false,
  account: "ada",
  account_title: "ada@acme.example",
  provider_name: "Acme ID",
  error: null,
  changes: [],
  facts: kind === "renewed" ? [{ name: "Took", text: "84 ms" }] : [],
  ...over,
}));

/** A thousand accounts at two providers, names of every kind. */
export function thousand(): AccountSummary[] {
  const odd = ODD_TITLES;
  return Array.from({ length: 1000 }, (_, index) => {
    const state: StateName =
      index % 97 === 0
        ? "needs_sign_in"
        : index % 41 === 0
          ? "retrying"
          : index % 53 === 0
            ? "signed_out"
            : "active";
    const number = String(index).padStart(4, "0");
    return accountIn(state, {
      id: `a${number}`,
      provider: index % 3 === 0 ? "contoso" : "acme",
      handle: `work-${number}`,
      title: odd[index] ?? `person.${number}@${index % 3 === 0 ? "contoso" : "acme"}.example`,
      name: `Person ${number}`,
    });
  });
}

/** Titles that break careless layouts. */
export const ODD_TITLES = [
  `${"maximiliane-".repeat(24)}von-und-zu@acme.example`,
  "مريم.الحسيني@acme.example",
  "👩🏽‍🚀🛰️ mission-control@acme.example",
  "<script>alert('x')</script>@acme.example",
  "山田太郎@acme.example",
];
