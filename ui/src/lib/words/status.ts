// The status table: the same words in window, command line and tray.
import type { AccountState, AccountSummary, LeaseTimes, Unix, WaitReason } from "../ipc/types";
import { atMoment, countdown, shortLength } from "./time";

/** A row of the status table. */
export type Status =
  | "active"
  | "renewing"
  | "retrying"
  | "not_available"
  | "needs_sign_in"
  | "signing_in"
  | "keychain_locked"
  | "setup"
  | "approval"
  | "signed_out";

/** The one filled button of an account's page. */
export type PrimaryAct =
  "copy_token" | "try_now" | "use_new_address" | "sign_in_again" | "open_again" | "unlock" | "sign_in";

/** Which act each status puts first. */
export const PRIMARY: Record<Status, { act: PrimaryAct; button: string }> = {
  active: { act: "copy_token", button: "Copy access token" },
  renewing: { act: "copy_token", button: "Copy access token" },
  retrying: { act: "try_now", button: "Try now" },
  not_available: { act: "try_now", button: "Try now" },
  needs_sign_in: { act: "sign_in_again", button: "Sign in again" },
  signing_in: { act: "open_again", button: "Open again" },
  keychain_locked: { act: "unlock", button: "Unlock" },
  setup: { act: "try_now", button: "Try again" },
  approval: { act: "use_new_address", button: "Use the new address…" },
  signed_out: { act: "sign_in", button: "Sign in" },
};

/** Seconds a renewal may take before the word says so. */
const QUIET_RENEWAL = 1;

/** Whether a lease still serves. */
export function serves(lease: LeaseTimes | null, now: Unix): lease is LeaseTimes {
  return lease !== null && lease.expires_at > now;
}

/** The row of the table an account stands in. */
export function statusOf(account: Pick<AccountSummary, "state" | "lease">, now: Unix): Status {
  const { state, lease } = account;
  switch (state.kind) {
    case "active":
      return "active";
    case "renewing":
      return now - state.since >= QUIET_RENEWAL ? "renewing" : "active";
    case "waiting":
      switch (state.why) {
        case "keychain":
          return state.error.code === "keychain_locked"
            ? "keychain_locked"
            : serves(lease, now)
              ? "retrying"
              : "not_available";
        case "setup":
          return "setup";
        case "approval":
          return "approval";
        case "network":
        case "provider":
          return serves(lease, now) ? "retrying" : "not_available";
        default:
          return state.why satisfies never;
      }
    case "needs_sign_in":
      return "needs_sign_in";
    case "signing_in":
      return "signing_in";
    case "signed_out":
      return "signed_out";
    default:
      return state satisfies never;
  }
}

/** What only the person can mend. */
const WAITS_FOR_PERSON: readonly WaitReason[] = ["setup", "keychain", "approval"];

/** Whether only the person can move it on: what the badge counts and what stands first. */
export function needsPerson(state: AccountState): boolean {
  if (state.kind === "needs_sign_in") return true;
  return state.kind === "waiting" && WAITS_FOR_PERSON.includes(state.why);
}

/** The word beside the icon. */
export function statusWord(account: Pick<AccountSummary, "state" | "lease">, now: Unix): string {
  const status = statusOf(account, now);
  switch (status) {
    case "active":
      return "Signed in";
    case "renewing":
      return "Renewing";
    case "retrying":
      return retrying(account.state, now);
    case "not_available":
      return "Not available";
    case "needs_sign_in":
      return "Sign in again";
    case "signing_in":
      return "Waiting for the browser";
    case "keychain_locked":
      return "Keychain locked";
    case "setup":
    case "approval":
      return "Not renewing";
    case "signed_out":
      return "Signed out";
    default:
      return status satisfies never;
  }
}

function retrying(state: AccountState, now: Unix): string {
  if (state.kind !== "waiting" || state.next_try === null) return "Waiting";
  return state.next_try <= now ? "Retrying" : `Retrying in ${countdown(state.next_try - now)}`;
}

/** The right end of a row in the list: the time left, or the word where there is none. */
export function rowTime(account: AccountSummary, now: Unix): string | null {
  const status = statusOf(account, now);
  if ((status === "active" || status === "renewing") && serves(account.lease, now))
    return shortLength(account.lease.expires_at - now);
  return null;
}

/** What a screen reader is told when an account's status changes. */
export function announcement(account: AccountSummary, now: Unix): string {
  const { state } = account;
  const word =
    state.kind === "waiting" && statusOf(account, now) === "retrying"
      ? "retrying"
      : statusWord(account, now).toLowerCase();
  const at =
    state.kind === "needs_sign_in" || state.kind === "signed_out" ? ` ${atMoment(state.at, now)}` : "";
  return `${account.title}: ${word}${at}`;
}
