// How a claim of two tokens differs. Pure.
import type { ComparedClaim } from "$lib/ipc";

/** In the order of the page. */
export const DIFFERENCE_GROUPS = ["added", "removed", "changed"] as const;
export type DifferenceKind = (typeof DIFFERENCE_GROUPS)[number];

export function kindOf({ before, after }: Pick<ComparedClaim, "before" | "after">): DifferenceKind {
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}
