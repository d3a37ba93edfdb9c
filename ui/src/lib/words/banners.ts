// The lines on top of every page: no keychain, no network.
import type { LeaseTimes, Unix, VaultState } from "../ipc/types";
import { moment } from "./time";

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
