// Tokens of every kind that support staff meet, for the gallery and for tests.
import { ACME, NOW, fakeError } from "./fake-data";
import {
  EXPIRED_AT,
  TOKEN_CLAIMS,
  claimOf,
  fakeCheck,
  fakeInspection,
  fakeKey,
  fakeKeys,
  verdict,
  verdicts,
} from "./fake-inspections";
import type { ComparisonView, InspectionView, KeySetView } from "./types";

const NO_KEYS: KeySetView = fakeKeys({ provider: null, fetched_at: null, keys: [], compared_with: null });

/** A colleague's token that expired three minutes ago; everything else is in order. */
export const EXPIRED: InspectionView = fakeInspection({
  wrapping: "authorization_header",
  others: 1,
  claims: TOKEN_CLAIMS,
  check: fakeCheck({
    outcome: "not_valid",
    because: "it expired 3 minutes ago",
    about: "It is for the orders API, from Acme ID, signed with its key 2026-a. Everything else is in order.",
    next: "have Ada renew. If it returns, her program keeps an old token: it should ask Lanyard before each use.",
    verdicts: verdicts(
      verdict("expiry", "Expiry", "failed", {
        expected: "after 12:09:01 UTC",
        found: "12:05:56 UTC",
        sentence: "The token is too old: it expired 3 minutes ago.",
        source: "RFC 7519 §4.1.4",
      }),
    ),
  }),
  observations: [
    {
      kind: "personal_data",
      weight: "note",
      sentence: "It carries personal data: email.",
      claims: ["email"],
    },
    {
      kind: "long_life",
      weight: "warning",
      sentence: "It lives for 26 hours. Whoever finds it can use it that long; an hour or less is usual.",
      claims: ["exp", "iat"],
    },
  ],
});

/** One whose content was changed after it was signed. */
export const BAD_SIGNATURE: InspectionView = fakeInspection({
  check: fakeCheck({
    outcome: "not_valid",
    because: "its signature is wrong",
    about: "It names Acme ID as its issuer and key 2026-a, but that key did not sign what it says.",
    next: "don't trust anything in it. Ask where it came from; somebody may have changed it.",
    verdicts: verdicts(
      verdict("signature", "Signature", "failed", {
        expected: "made by key 2026-a over this header and payload",
        found: "256 bytes that no key of Acme ID made",
        sentence: "The header or the payload was changed after it was signed, or another key signed it.",
        next: "Refuse it.",
        source: "RFC 7515 §5.2",
      }),
      verdict("audience", "Audience", "failed", {
        expected: "https://orders.acme.example",
        found: "https://payroll.acme.example",
        sentence: "It is for another API.",
        source: "RFC 9068 §4",
      }),
    ),
  }),
  keys: fakeKeys({ keys: [fakeKey()] }),
});

/** One of an issuer that nobody added. */
export const KEYLESS: InspectionView = fakeInspection({
  claims: TOKEN_CLAIMS.map((claim) =>
    claim.name === "iss" ? claimOf("iss", "for_whom", "https://login.fabrikam.example") : claim,
  ),
  check: fakeCheck({
    outcome: "could_not_be_verified",
    because: "there is no key",
    about: "It names https://login.fabrikam.example as its issuer, which is none of your providers.",
    next: "add its provider, or open a key file.",
    provider: null,
    issuer: null,
    audience: null,
    verdicts: verdicts(
      verdict("signature", "Signature", "not_checked", { sentence: "There is no key to check it with." }),
      verdict("issuer", "Issuer", "not_checked", { sentence: "No issuer was given." }),
    ),
  }),
  keys: NO_KEYS,
});

/** One whose provider can't be asked for keys now. */
export const UNREACHABLE: InspectionView = {
  ...KEYLESS,
  claims: TOKEN_CLAIMS,
  check: {
    ...KEYLESS.check,
    because: "Acme ID can't be reached",
    about: "It names Acme ID as its issuer.",
    provider: "acme",
  },
  keys: fakeKeys({
    keys: [],
    fetched_at: null,
    compared_with: null,
    problem: fakeError("unreachable", { step: "jwks" }, { at: NOW }),
  }),
};

const UNREADABLE = fakeCheck({
  outcome: "could_not_be_verified",
  about: "",
  provider: null,
  issuer: null,
  audience: null,
  audiences: [],
  verdicts: [],
});

/** An encrypted one: its header is all that can be read. */
export const ENCRYPTED: InspectionView = fakeInspection({
  form: "encrypted",
  claims: [],
  header: [
    { name: "alg", json: '"RSA-OAEP-256"' },
    { name: "enc", json: '"A256GCM"' },
    { name: "cty", json: '"JWT"' },
    { name: "kid", json: '"payroll-2026"' },
  ],
  preview: null,
  check: {
    ...UNREADABLE,
    because: "it is encrypted",
    about: "Only the one it is for has the key to read it. Its header says how it was encrypted.",
    next: "look at it where it is decrypted.",
  },
  keys: NO_KEYS,
});

/** One that only its provider can read. */
export const OPAQUE: InspectionView = fakeInspection({
  form: "opaque",
  bytes: 43,
  header: [],
  claims: [],
  preview: null,
  check: {
    ...UNREADABLE,
    because: "it is opaque",
    about: "This is no JWT: only whoever issued it can read it.",
  },
  keys: NO_KEYS,
  can_introspect: ["ada"],
});

/** Three parts that are no JWT. */
export const MALFORMED: InspectionView = fakeInspection({
  form: "malformed",
  bytes: 812,
  header: [],
  claims: [],
  problem: "The second part is not base64url: it holds “+” at character 118.",
  check: {
    ...UNREADABLE,
    outcome: "not_valid",
    because: "it is no well-formed JWT",
    next: "copy the whole token again; something on its way changed it.",
  },
  keys: NO_KEYS,
});

/** More than is read at all. */
export const TOO_LARGE: InspectionView = fakeInspection({
  form: "too_large",
  bytes: 20_971_520,
  header: [],
  claims: [],
  preview: null,
  problem: "It has 20,971,520 bytes; more than 2 MiB are not read.",
  check: { ...UNREADABLE, because: "it is too large" },
  keys: NO_KEYS,
});

const roles = (many: number) =>
  Array.from({ length: many }, (_, index) => `role-${String(index).padStart(5, "0")}`);

/** A megabyte of claims: ten thousand roles, two thousand claims of its own, one very long text. */
export const MEGABYTE: InspectionView = fakeInspection({
  bytes: 1_470_212,
  claims: [
    claimOf("sub", "who", "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2"),
    claimOf("note", "who", "very long text ".repeat(30_000)),
    claimOf("roles", "roles", roles(10_000)),
    claimOf("exp", "when", NOW + 252),
    claimOf("iss", "for_whom", ACME.issuer),
    ...Array.from({ length: 2000 }, (_, index) =>
      claimOf(`https://acme.example/claims/${String(index).padStart(4, "0")}`, "technical", {
        id: index,
        text: "x".repeat(160),
      }),
    ),
  ],
  check: fakeCheck({
    outcome: "could_not_be_verified",
    because: "it is too large to verify",
    about: "Tokens over 64 KiB are shown and never verified: no API takes them.",
    verdicts: [],
  }),
});

/** Names and values that break careless pages. */
export const HOSTILE: InspectionView = fakeInspection({
  source: { kind: "file", name: `${"<b>request</b>-\u202e".repeat(20)}.log` },
  claims: [
    claimOf("name", "who", "مريم الحسيني"),
    claimOf("nickname", "who", '<img src=x onerror="alert(1)"><script>alert(2)</script>'),
    claimOf("email", "who", "ada\u202e@moc.elpmaxe\u202c\u200b"),
    claimOf("__proto__", "technical", { constructor: "x" }),
    claimOf("<script>alert(3)</script>", "technical", "\u001b[31mred\u001b[0m"),
    claimOf("دور", "roles", ["مشتري", "approver", "👩🏽‍🚀"]),
    claimOf("exp", "when", 1e300),
    claimOf("iss", "for_whom", `https://${"very-long-host.".repeat(30)}example`),
  ],
  header: [
    { name: "alg", json: '"none"' },
    { name: "jku", json: '"https://evil.example/<script>"' },
  ],
  check: fakeCheck({
    outcome: "not_valid",
    because: "it isn't signed",
    about: `It names https://${"very-long-host.".repeat(30)}example as its issuer.`,
    verdicts: verdicts(
      verdict("algorithm", "Algorithm", "failed", {
        expected: "a signature",
        found: "none",
        sentence: "Anyone can write such a token.",
        source: "RFC 8725 §3.1",
      }),
    ),
  }),
  keys: NO_KEYS,
});

/** Keys with all that may be wrong with a set, and changes since last time. */
export const FINDINGS: KeySetView = fakeKeys({
  keys: [
    fakeKey({ matched: true }),
    fakeKey({ kid: "2026-b", kind: "EC P-256", alg: "ES256", bits: 256, thumbprint: "b", new: true }),
    fakeKey({ kid: "legacy", bits: 1024, thumbprint: "c", defect: "1,024 bits are too few to be safe." }),
    fakeKey({
      kid: null,
      kind: "Ed25519",
      alg: null,
      purpose: null,
      bits: 256,
      thumbprint: "tH0mbPr1nt0fAKeyW1thoutAn1d",
    }),
    fakeKey({
      kid: `${"a-very-long-key-id-".repeat(12)}end`,
      alg: "RS256",
      thumbprint: "d",
      purpose: "enc",
      defect: "It is for encryption.",
    }),
  ],
  gone: ["2025-a", "2025-b"],
  findings: [
    { kind: "weak_key", weight: "warning", sentence: "Key legacy is weak: 1,024 bits.", claims: [] },
    {
      kind: "no_kid",
      weight: "note",
      sentence: "One key has no key ID, so a token can't say that it used it.",
      claims: [],
    },
  ],
});

/** A comparison in which very much changed. */
export const MANY_ROLES: ComparisonView = {
  before: "Pasted token, issued 12:01",
  after: "ada@acme.example, 11:38",
  outcomes: ["could_not_be_verified", null],
  claims: [
    {
      name: "roles",
      group: "roles",
      before: JSON.stringify(roles(10_000)),
      after: "[]",
      added: [],
      removed: roles(10_000).map((role) => JSON.stringify(role)),
      per_token: false,
    },
    {
      name: "exp",
      group: "when",
      before: JSON.stringify(EXPIRED_AT),
      after: JSON.stringify(NOW),
      added: [],
      removed: [],
      per_token: true,
    },
  ],
  same: 1,
};
