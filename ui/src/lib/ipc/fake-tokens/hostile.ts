// Tokens and comparisons that break careless pages: by their length, by what is written in them.
import { ACME, NOW } from "../fake-data";
import { EXPIRED_AT, claimOf, fakeCheck, fakeInspection, verdict, verdicts } from "../fake-inspections";
import type { ComparisonView, InspectionView } from "../types";
import { NO_KEYS } from "./keys";

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
