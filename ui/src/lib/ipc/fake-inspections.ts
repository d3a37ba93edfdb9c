// Tokens that the Inspector looks at, for the gallery and for tests. None of them is a token: what would be its
// signature was never made.
import { ACME, NOW } from "./fake-data";
import type {
  CheckView,
  ClaimGroup,
  InspectedClaim,
  InspectionView,
  KeySetView,
  KeyView,
  RuleResult,
  VerdictView,
} from "./types";

const json = (value: unknown) => JSON.stringify(value);
const encode = (value: unknown) =>
  btoa(json(value)).replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");
const ORDERS = "https://orders.acme.example";
export const EXPIRED_AT = NOW - 185;

/** A claim of a token. */
export function claimOf(name: string, group: ClaimGroup, value: unknown): InspectedClaim {
  return { name, group, json: json(value) };
}

/** Claims of Ada's access token for the orders API. */
export const TOKEN_CLAIMS: InspectedClaim[] = [
  claimOf("email", "who", "ada@acme.example"),
  claimOf("sub", "who", "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2"),
  claimOf("roles", "roles", ["buyer", "approver"]),
  claimOf("exp", "when", EXPIRED_AT),
  claimOf("iat", "when", EXPIRED_AT - 300),
  claimOf("aud", "for_whom", [ORDERS]),
  claimOf("client_id", "for_whom", "lanyard-desktop"),
  claimOf("iss", "for_whom", ACME.issuer),
  claimOf("scope", "for_whom", "openid profile email orders:read"),
  claimOf("jti", "technical", "Zk3fQx81LqpT0Vb"),
  claimOf("https://acme.example/claims/cost_center", "technical", {
    id: 4711,
    name: "Orders 🛒",
    limits: [100, 2500],
  }),
];

/** A verdict on one rule. */
export function verdict(
  rule: string,
  title: string,
  result: RuleResult,
  over: Partial<VerdictView> = {},
): VerdictView {
  return {
    rule,
    title,
    result,
    expected: "",
    found: "",
    sentence: "",
    next: "",
    source: "RFC 9068 §4",
    ...over,
  };
}

const PASSED: VerdictView[] = [
  verdict("signature", "Signature", "passed", {
    expected: "made by a key of the issuer",
    found: "RS256 by key 2026-a",
    sentence: "It was signed with Acme ID's key 2026-a and nothing was changed since.",
    source: "RFC 7515 §5.2",
  }),
  verdict("algorithm", "Algorithm", "passed", {
    found: "RS256",
    sentence: "RS256 is among the algorithms that are allowed.",
    source: "RFC 8725 §3.1",
  }),
  verdict("type", "Type", "passed", { found: "at+jwt", sentence: "It calls itself an access token." }),
  verdict("issuer", "Issuer", "passed", {
    found: ACME.issuer,
    sentence: "It names the issuer that is expected.",
    source: "RFC 8725 §3.8",
  }),
  verdict("audience", "Audience", "passed", { found: ORDERS, sentence: "It is for the orders API." }),
  verdict("expiry", "Expiry", "passed", { sentence: "It has not expired.", source: "RFC 7519 §4.1.4" }),
  verdict("not_before", "Not before", "passed", {
    sentence: "It has begun to be valid.",
    source: "RFC 7519 §4.1.5",
  }),
  verdict("issued_at", "Issued at", "passed", {
    sentence: "It was issued in the past.",
    source: "RFC 7519 §4.1.6",
  }),
  verdict("subject", "Subject", "passed", {
    sentence: "It names whom it is about.",
    source: "RFC 9068 §2.2",
  }),
  verdict("client", "Client", "passed", {
    sentence: "It names the application that asked.",
    source: "RFC 9068 §2.2",
  }),
  verdict("token_id", "Token ID", "passed", {
    sentence: "It has an id of its own.",
    source: "RFC 9068 §2.2",
  }),
  verdict("critical", "Critical", "passed", {
    sentence: "It asks for nothing that is unknown.",
    source: "RFC 7515 §4.1.11",
  }),
];
const NOT_CHECKED: VerdictView[] = [
  verdict("nonce", "Nonce", "not_checked", {
    sentence: "No nonce was given to compare with.",
    source: "OIDC Core §3.1.3.7",
  }),
  verdict("access_token_hash", "Access token hash", "not_checked", {
    sentence: "Only an ID token has one.",
    source: "OIDC Core §3.1.3.6",
  }),
];

/** All verdicts of a token in which these rules came out otherwise, broken ones first. */
export function verdicts(...others: VerdictView[]): VerdictView[] {
  const names = new Set(others.map(({ rule }) => rule));
  const rest = [...PASSED, ...NOT_CHECKED].filter(({ rule }) => !names.has(rule));
  const order: RuleResult[] = ["failed", "not_checked", "passed"];
  return [...others, ...rest].sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
}

/** A verification that went well. */
export function fakeCheck(over: Partial<CheckView> = {}): CheckView {
  return {
    outcome: "valid",
    because: "",
    about: "It is for the orders API, from Acme ID, signed with its key 2026-a.",
    next: "",
    profile: "at+jwt",
    provider: "acme",
    issuer: ACME.issuer,
    audience: ORDERS,
    audiences: [ORDERS, "https://billing.acme.example", "lanyard-desktop"],
    at: NOW,
    verdicts: verdicts(),
    ...over,
  };
}

/** A key of a set. */
export function fakeKey(over: Partial<KeyView> = {}): KeyView {
  return {
    kid: "2026-a",
    kind: "RSA",
    alg: "RS256",
    purpose: "sig",
    bits: 2048,
    thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    defect: null,
    matched: false,
    new: false,
    ...over,
  };
}

/** Acme's keys. */
export function fakeKeys(over: Partial<KeySetView> = {}): KeySetView {
  return {
    provider: "acme",
    file: null,
    fetched_at: NOW - 41 * 60,
    keys: [
      fakeKey({ matched: true }),
      fakeKey({ kid: "2026-b", kind: "EC P-256", alg: "ES256", bits: 256, thumbprint: "aP256" }),
    ],
    gone: [],
    compared_with: NOW - 86_400,
    findings: [],
    problem: null,
    ...over,
  };
}

/** A token that is looked at: a valid one of Ada's, pasted. */
export function fakeInspection(over: Partial<InspectionView> = {}): InspectionView {
  return {
    id: "i1",
    source: { kind: "clipboard" },
    wrapping: null,
    others: 0,
    bytes: 1204,
    form: "signed",
    problem: null,
    preview: {
      header: encode({ alg: "RS256", typ: "at+jwt", kid: "2026-a" }),
      payload: encode({ iss: ACME.issuer, sub: "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2", aud: [ORDERS] }),
      signature_start: "Qx8f",
      signature_end: "w2_A",
      signature_bytes: 256,
    },
    header: [
      { name: "alg", json: json("RS256") },
      { name: "typ", json: json("at+jwt") },
      { name: "kid", json: json("2026-a") },
    ],
    claims: TOKEN_CLAIMS.map((claim) =>
      claim.name === "exp"
        ? claimOf("exp", "when", NOW + 252)
        : claim.name === "iat"
          ? claimOf("iat", "when", NOW - 48)
          : claim,
    ),
    check: fakeCheck(),
    observations: [],
    keys: fakeKeys(),
    can_introspect: [],
    introspection: null,
    ...over,
  };
}
