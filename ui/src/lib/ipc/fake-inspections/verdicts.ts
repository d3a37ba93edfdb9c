// A verdict on each rule, and the check they add up to.
import { ACME, NOW } from "../fake-data";
import type { CheckView, RuleResult, VerdictView } from "../types";
import { ORDERS } from "./claims";

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
