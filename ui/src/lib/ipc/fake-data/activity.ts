// A few days of the activity log.
import { finds } from "../../state/activity-find";
import type { ActivityEntry, ActivityFilter, ActivityKind } from "../types";
import { STATES } from "./accounts";
import { fakeError } from "./error";
import { MINUTE, NOW } from "./moment";

type Note = [minutesAgo: number, kind: ActivityKind, over?: Partial<ActivityEntry>];
const NOTES: Note[] = [
  [0.8, "renewed"],
  [0.8, "claims_changed", { changes: [{ name: "roles", added: ['"buyer"'], removed: [] }] }],
  [5, "token_copied"],
  [
    7,
    "needs_sign_in",
    {
      account: "ada-c",
      account_title: "ada@contoso.example",
      provider_name: "Contoso",
      problem: true,
      error: STATES.needs_sign_in.error,
    },
  ],
  [
    7,
    "renewal_failed",
    {
      account: "ops",
      account_title: "ops@contoso.example",
      provider_name: "Contoso",
      problem: true,
      error: STATES.retrying.error,
    },
  ],
  [31, "recovered"],
  [34, "renewal_failed", { problem: true, error: fakeError("provider_busy", { status: 503 }) }],
  [90, "introspected"],
  [187, "signed_in"],
  [188, "sign_in_failed"],
  [190, "keychain", { account: null, account_title: null, provider_name: null }],
  [191, "started", { account: null, account_title: null, provider_name: null }],
  [24 * 60 + 40, "revocation"],
  [24 * 60 + 41, "signed_out"],
  [24 * 60 + 95, "provider_changed", { account: null, account_title: null, provider_name: "Contoso" }],
  [4 * 24 * 60, "removed", { account: null, account_title: "temp@acme.example" }],
];

/** Activity of a few days, newest first. */
export const ACTIVITY: ActivityEntry[] = NOTES.map(([ago, kind, over], index) => ({
  seq: 4000 - index,
  reference: `A${7 - (index % 3)}-${(index + 3).toString(36).toUpperCase()}K${index % 10}`,
  at: NOW - ago * MINUTE,
  kind,
  problem: false,
  account: "ada",
  account_title: "ada@acme.example",
  provider_name: "Acme ID",
  error: null,
  changes: [],
  facts: kind === "renewed" ? [{ name: "Took", text: "84 ms" }] : [],
  ...over,
}));

/** Whether the log shows an entry to who asks like this; `handle` is its account's. */
export function passes(entry: ActivityEntry, filter: ActivityFilter, handle: string | undefined): boolean {
  return (
    (filter.account === null || entry.account === filter.account) &&
    (filter.kind === null || entry.kind === filter.kind) &&
    (!filter.problems_only || entry.problem) &&
    finds(filter.find ?? "", entry, handle) &&
    (filter.before_seq === null || entry.seq < filter.before_seq)
  );
}
