// What the page reads out of a token's claims by itself: text and times, of any shape a stranger may write. Pure.
import type { ClaimRow, InspectedClaim, InspectionView, NamedJson, Unix } from "$lib/ipc";
import { timeOf, valuesOf } from "../claims/rows";

/** Bytes up to which tokens are verified at all. */
const VERIFIABLE = 64 * 1024;
/** Seconds after which the words of a verdict about *now* are old. */
const FRESH = 60;

/** A claim that is a moment, or null. */
export function secondsOf(token: InspectionView, name: string): Unix | null {
  const claim = token.claims.find((one) => one.name === name);
  return claim ? timeOf(name, claim.json) : null;
}

/** The claims that rules about moments look at, by the rule's name. */
const MOMENTS: Readonly<Record<string, string>> = {
  expiry: "exp",
  not_before: "nbf",
  issued_at: "iat",
  auth_time: "auth_time",
};

/** The moment that a rule is about, or null. */
export function momentOf(token: InspectionView, rule: string): Unix | null {
  const name = Object.hasOwn(MOMENTS, rule) ? MOMENTS[rule] : undefined;
  return name === undefined ? null : secondsOf(token, name);
}

/** A claim that is one text, or null. */
export function textOf(token: InspectionView, name: string): string | null {
  const claim = token.claims.find((one) => one.name === name);
  return claim ? (valuesOf(claim.json)[0] ?? null) : null;
}

/** A claim as a row of the Claims tab: of one source, which needs no mark. */
export function rowOf({ name, group, json }: InspectedClaim): ClaimRow {
  return {
    name,
    group,
    id_token: null,
    access_token: json,
    userinfo: null,
    introspection: null,
    differs: false,
  };
}

/** A member of a provider's answer as such a row. */
export function answerRow({ name, json }: NamedJson): ClaimRow {
  return rowOf({ name, json, group: "technical" });
}

/** Whether a verdict about *now* has to be asked for again: a moment that matters has passed, or its words are old. */
export function isStale(token: InspectionView, at: Unix | null, now: Unix): boolean {
  const { check, form, bytes } = token;
  if (at !== null || form !== "signed" || bytes > VERIFIABLE || now <= check.at) return false;
  const passed = ["exp", "nbf"]
    .map((name) => secondsOf(token, name))
    .some((moment) => moment !== null && moment > check.at && moment <= now);
  // Without keys nothing can change by waiting, and the engine might ask the provider each time.
  return passed || (check.outcome !== "could_not_be_verified" && now - check.at >= FRESH);
}
