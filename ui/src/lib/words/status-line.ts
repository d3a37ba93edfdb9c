// The line beside an account's status: what it means, and until when.
import type { AccountSummary, Unix } from "../ipc/types";
import { errorWords } from "./errors";
import { moment, onDay } from "./time";
import { serves } from "./status";

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

/** Beside the status while the keychain has refused a renewed refresh token. */
export const NOT_SAVED =
  "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; saving is tried again by itself.";
