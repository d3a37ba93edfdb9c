// What well-known claims are called and mean, and which specification defines them.
import type { ClaimGroup } from "../ipc/types";
import { STANDARD_CLAIMS, type ClaimWords } from "./claims-standard";
import { VENDOR_CLAIMS, VENDOR_PREFIXES } from "./claims-vendor";

export type { ClaimWords };

/** Headings of the groups, in display order. */
export const CLAIM_GROUPS: Readonly<Record<ClaimGroup, string>> = {
  who: "Who",
  roles: "Roles and groups",
  when: "When",
  for_whom: "For whom",
  technical: "Technical",
};

/** What a claim means; for one nobody has defined, its own name and a plain sentence. */
export function claimWords(name: string): ClaimWords {
  return known(name) ?? { label: name, meaning: UNKNOWN, spec: null };
}

const UNKNOWN = "The provider's own claim. No specification defines it; ask the provider what it means.";

/** Own properties only: a provider chooses the names, `constructor` among them. */
function known(name: string): ClaimWords | undefined {
  if (Object.hasOwn(STANDARD_CLAIMS, name)) return STANDARD_CLAIMS[name];
  if (Object.hasOwn(VENDOR_CLAIMS, name)) return VENDOR_CLAIMS[name];
  return VENDOR_PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1];
}
