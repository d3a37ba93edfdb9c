// Words of the Activity page and tab. What an entry says is in `activity-sentence.ts`.
import type { ActivityKind } from "../ipc/types";
import { cut } from "./programs";
import { typedReference } from "./reference";

/** Names of the kinds, for the filter. */
export const ACTIVITY_KINDS: Record<ActivityKind, string> = {
  signed_in: "Sign-ins",
  sign_in_failed: "Failed sign-ins",
  renewed: "Renewals",
  renewal_failed: "Failed renewals",
  recovered: "Recoveries",
  needs_sign_in: "Ended by the provider",
  signed_out: "Sign-outs",
  removed: "Removals",
  token_copied: "Copied tokens",
  introspected: "Questions about a token",
  claims_changed: "Changed claims",
  provider_changed: "Provider settings",
  address_allowed: "New addresses allowed",
  address_denied: "New addresses not allowed",
  revocation: "Revocations",
  keychain: "Keychain",
  granted: "Programs allowed",
  denied: "Programs denied",
  grant_ended: "Grants ended",
  token_given: "Tokens given to programs",
  token_sent: "Tokens sent elsewhere",
  sending_denied: "Tokens not sent elsewhere",
  program_updated: "Updated programs",
  started: "Starts",
  console_opened: "Consoles opened",
  console_left: "Consoles left",
  ending_ordered: "Endings ordered",
  sessions_ended: "Sessions ended",
  user_disabled: "Disabled people",
  not_before_set: "Earlier tokens refused",
  ending_proved: "Proofs of an ending",
  evidence_exported: "Exported evidence",
};

/** What there is nothing of: what was typed, and whether only problems, a kind or account, one account's were asked for. */
type NothingOf = { find: string; problemsOnly: boolean; filtered: boolean; ofOne: boolean };

/** Why nothing stands there: an empty log, or what was looked for in vain. */
export function nothingWords({ find, problemsOnly, filtered, ofOne }: NothingOf): string {
  if (find !== "") {
    const entry = problemsOnly ? "No problem" : "No entry";
    const whose = ofOne ? `${entry} of this account` : entry;
    const where = filtered ? `${whose} within these filters` : whose;
    const reference = typedReference(find);
    return reference === null ? `${where} names “${cut(find)}”.` : `${where} has the reference ${reference}.`;
  }
  if (filtered || problemsOnly) return activityWords.noMatch;
  return ofOne ? activityWords.emptyAccount : activityWords.empty;
}

/** Words of the Activity page and tab. */
export const activityWords = {
  title: "Activity",
  filters: "Filter",
  find: "Reference, account, program",
  findOfOne: "Reference, program",
  found: (count: number, more: boolean) =>
    `${count === 1 ? "1 entry" : `${count} entries`} found${more ? ", and there may be more" : ""}`,
  fresh: (count: number) => (count === 1 ? "1 new entry" : `${count.toLocaleString("en")} new entries`),
  account: "Account",
  allAccounts: "All accounts",
  kind: "Kind",
  allKinds: "Everything",
  problemsOnly: "Problems only",
  problem: "Problem",
  empty: "Nothing has happened yet. Sign-ins, renewals and copies are noted here; tokens never are.",
  emptyAccount: "Nothing has happened with this account yet.",
  noMatch: "Nothing matches these filters.",
  showEverything: "Show everything",
  loading: "Reading the log",
  older: "Show older entries",
  details: (sentence: string) => `Details: ${sentence}`,
  time: "Time",
  provider: "Provider",
  reference: "Reference",
  showAccount: "Show the account",
  support: "Copy for support",
  chain: "Log",
  chainExplain:
    "Each entry holds a fingerprint of the one before it, so that a changed or missing entry shows. Whoever " +
    "can write this computer's files could rewrite all of them: keep the last fingerprint elsewhere to rule that out.",
  unbroken: (since: string) => `Unbroken since ${since}`,
  broken: (after: string) => `Broken after ${after}`,
  brokenFromStart: "Broken from the first entry on",
  copyHead: "Copy the last fingerprint",
} as const;
