// The status table: the same words in window, command line and tray.
import type { AccountState, AccountSummary, LeaseTimes, Unix, VaultState, WaitReason } from "../ipc/types";
import { errorWords } from "./errors";
import { atMoment, countdown, moment, onDay, shortLength } from "./time";

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

/** The line in the detail, after the word. */
export function statusLine(account: AccountSummary, provider: string, now: Unix): string {
  const { state, lease } = account;
  switch (state.kind) {
    case "active":
    case "renewing":
      if (!account.renews) {
        return lease === null
          ? "doesn't renew by itself"
          : `works until ${moment(lease.expires_at, now)} · ${provider} doesn't let it renew`;
      }
      return account.session_until === null
        ? "renews by itself"
        : `renews by itself · session until ${moment(account.session_until, now)}`;
    case "waiting": {
      const until = serves(lease, now) ? moment(lease.expires_at, now) : null;
      switch (state.why) {
        case "network":
        case "provider": {
          const plain = state.error.code === "unreachable" || state.error.code === "provider_busy";
          if (!plain) return errorWords(state.error, { now, lease }).sentence;
          const since = `${provider} ${state.why === "network" ? "doesn't answer" : "gives no token"} since ${moment(state.since, now)}.`;
          return until === null
            ? `${since} No token until it does; you stay signed in.`
            : `${since} The token works until ${until}.`;
        }
        case "keychain":
          if (state.error.code !== "keychain_locked") return errorWords(state.error, { now, lease }).sentence;
          return until === null
            ? "Renewal waits for the keychain; you stay signed in."
            : `The token works until ${until}; renewal waits for the keychain.`;
        case "setup":
        case "approval":
          return errorWords(state.error, { now, lease }).sentence;
        default:
          return state.why satisfies never;
      }
    }
    case "needs_sign_in":
      return errorWords(state.error, { now, lease: null }).sentence;
    case "signing_in":
      return "Finish signing in in your browser.";
    case "signed_out":
      return `You signed out ${onDay(state.at, now)}.`;
    default:
      return state satisfies never;
  }
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

/** The one line on top while the keychain is locked or missing. */
export function vaultLine(vault: VaultState, leases: LeaseTimes[], now: Unix): string | null {
  const first = firstEnd(leases, now);
  switch (vault) {
    case "unknown":
    case "ready":
      return null;
    case "locked":
      return first === null
        ? "The keychain is locked. Renewal waits."
        : `The keychain is locked. The ${leases.length === 1 ? "token works" : "first token works"} until ${moment(first, now)}; renewal waits.`;
    case "absent":
      return "No keychain runs on this computer. Lanyard needs one to keep you signed in.";
    default:
      return vault satisfies never;
  }
}

/** The one line on top while no provider can be reached. */
export function offlineLine(since: Unix, leases: LeaseTimes[], now: Unix): string {
  const first = firstEnd(leases, now);
  return first === null
    ? `Offline since ${moment(since, now)}. Lanyard tries again when the network returns; you stay signed in.`
    : `Offline since ${moment(since, now)}. Tokens go on working; the first ends at ${moment(first, now)}.`;
}

function firstEnd(leases: LeaseTimes[], now: Unix): Unix | null {
  const ends = leases.map((lease) => lease.expires_at).filter((end) => end > now);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Beside the status while the keychain has refused a renewed refresh token. */
export const NOT_SAVED =
  "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; saving is tried again by itself.";
