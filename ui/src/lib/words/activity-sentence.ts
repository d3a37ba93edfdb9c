// One sentence for each kind of activity. A kind without one fails the type check.
import type { ActivityEntry, ActivityKind } from "../ipc/types";
import { claimWords } from "./claims";

type Sentence = (who: string, provider: string, entry: ActivityEntry) => string;

const SENTENCES: Record<ActivityKind, Sentence> = {
  signed_in: (who, provider) => `${who} signed in to ${provider}`,
  sign_in_failed: (_who, provider, entry) =>
    entry.problem ? `A sign-in to ${provider} failed` : `A sign-in to ${provider} was cancelled`,
  renewed: (who) => `${who}: access token renewed`,
  renewal_failed: (who) => `${who}: renewal did not succeed`,
  recovered: (who) => `${who}: renewals work again`,
  needs_sign_in: (who, provider, entry) =>
    entry.error?.code === "refused"
      ? `${provider} ended the sign-in of ${who}`
      : `${who} has to sign in again`,
  signed_out: (who, provider) => `${who} signed out of ${provider}`,
  removed: (who) => `${who} was removed from this computer`,
  token_copied: (who) => `${who}: access token copied`,
  introspected: (who, provider) => `${who}: ${provider} was asked about the access token`,
  claims_changed: (who, _provider, entry) => `${who}: ${changes(entry)}`,
  provider_changed: (_who, provider, entry) => {
    const did = fact(entry, "provider");
    return did === "added" || did === "removed"
      ? `${provider} was ${did}`
      : `Settings of ${provider} changed`;
  },
  address_allowed: (who, provider) => `${who}: tokens may go to ${provider}'s new address`,
  address_denied: (who, provider) => `${who}: tokens not sent to ${provider}'s new address`,
  revocation: (who, provider, entry) =>
    entry.problem
      ? `${who}: ${provider} could not be told to revoke the refresh token`
      : `${who}: refresh token revoked at ${provider}`,
  keychain: (who, _provider, entry) => keychain(who, entry),
  granted: (who, _provider, entry) => `${program(entry)} may use ${who}`,
  denied: (who, _provider, entry) => `${program(entry)} was not given access to ${who}`,
  grant_ended: (who, _provider, entry) => `${program(entry)} may use ${who} no more`,
  token_given: (who, _provider, entry) =>
    `${who}: access token given to ${fact(entry, "program") ?? "a program"}${again(entry)}`,
  token_sent: (who, _provider, entry) => `${who}: access token sent to ${address(entry)}`,
  sending_denied: (who, _provider, entry) => `${who}: access token not sent to ${address(entry)}`,
  program_updated: (_who, _provider, entry) => `${program(entry)} was updated and keeps its access`,
  started: () => "Lanyard started",
  console_opened: (who, provider, entry) => {
    if (entry.problem) return `The console of ${provider} was not opened`;
    return fact(entry, "missing") === undefined
      ? `${who} opened the console of ${provider}`
      : `${who} may not administer at ${provider}`;
  },
  console_left: (who, provider) => `${who} left the console of ${provider}`,
  ending_ordered: (who, provider, entry) => `${who} ordered ${sessions(entry)} at ${provider} to be ended`,
  sessions_ended: (_who, provider, entry) => `${sessions(entry)} at ${provider} ended`,
  user_disabled: (who, provider, entry) => {
    if (entry.problem) return `${user(entry)} could not be disabled at ${provider}`;
    return fact(entry, "account") === undefined
      ? `${who} disabled ${user(entry)} at ${provider}`
      : `${user(entry)} was not at ${provider} to be disabled`;
  },
  not_before_set: (who, provider, entry) =>
    entry.problem
      ? `${provider} did not refuse earlier tokens`
      : fact(entry, "state") === "ordered"
        ? `${who} asked ${provider} to refuse all earlier tokens`
        : `${who} had ${provider} refuse all earlier tokens`,
  ending_proved: (who, provider) => `${who} checked that sessions at ${provider} are dead`,
  evidence_exported: () => "The evidence of the consoles was exported",
};

/** The entry's one sentence. */
export function activitySentence(entry: ActivityEntry): string {
  return SENTENCES[entry.kind](
    entry.account_title ?? "An account",
    entry.provider_name ?? "the provider",
    entry,
  );
}

/** By the fact that the engine notes; a state without one is told by whether it is a problem. */
function keychain(who: string, entry: ActivityEntry): string {
  if (entry.problem) return "The keychain could not be used";
  switch (fact(entry, "state")) {
    case "locked":
      return "The keychain was locked";
    case "absent":
      return "No keychain answers on this computer";
    case "the renewed token is saved":
      return `${who}: the renewed sign-in is in the keychain now`;
    default:
      return "The keychain can be used again";
  }
}

function fact(entry: ActivityEntry, name: string): string | undefined {
  return entry.facts.find((one) => one.name === name)?.text;
}

function address(entry: ActivityEntry): string {
  return fact(entry, "address") ?? "an address";
}

function user(entry: ActivityEntry): string {
  return fact(entry, "user") ?? "A user";
}

/** `1 session`, `37 sessions`: those that were ordered or that were ended. */
function sessions(entry: ActivityEntry): string {
  const count = fact(entry, "ended") ?? fact(entry, "sessions");
  if (count === undefined) return "Sessions";
  return count === "1" ? "1 session" : `${count} sessions`;
}

function program(entry: ActivityEntry): string {
  return fact(entry, "program") ?? "A program";
}

/** How often more than what an entry told before. */
function again(entry: ActivityEntry): string {
  const times = fact(entry, "again");
  if (times === undefined) return "";
  return times === "1" ? " once more" : ` again, ${times} times`;
}

function changes(entry: ActivityEntry): string {
  const [first] = entry.changes;
  if (!first) return "claims changed";
  const rest = entry.changes.length - 1;
  return changeWords(first) + (rest === 0 ? "" : ` and ${rest} more`);
}

/** A changed claim: `roles: “buyer” added`. */
export function changeWords(change: ActivityEntry["changes"][number]): string {
  const parts = [
    change.added.length === 0 ? null : `${values(change.added)} added`,
    change.removed.length === 0 ? null : `${values(change.removed)} removed`,
  ].filter((part) => part !== null);
  return `${claimWords(change.name).label.toLowerCase()} ${parts.join(", ")}`.trim();
}

/** Up to three values in words; more are counted. */
function values(json: readonly string[]): string {
  return json.length > 3 ? `${json.length} values` : json.map(quoted).join(", ");
}

/** A JSON text as a quoted word: strings lose their JSON quotes. */
function quoted(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return `“${typeof value === "string" ? value : json}”`;
  } catch {
    return `“${json}”`;
  }
}
