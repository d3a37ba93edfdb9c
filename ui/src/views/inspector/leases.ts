// What a lease is called beside its account. Pure.
import type { LeaseView } from "$lib/ipc";

/** The API a lease is for, else its key. */
export function resourceOf(lease: LeaseView): string {
  return lease.resource ?? lease.audience[0] ?? lease.key;
}
