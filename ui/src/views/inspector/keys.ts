// Sets of keys side by side. Pure.
import type { KeySetView, KeyView } from "$lib/ipc";

/** A set with the keys marked that verified the token, as another look at the same set tells. */
export function withMatches(set: KeySetView, checked: KeySetView): KeySetView {
  const matched = new Set(checked.keys.filter((key) => key.matched).map(name));
  return { ...set, keys: set.keys.map((key) => ({ ...key, matched: matched.has(name(key)) })) };
}

/** What tells a key from the others: its thumbprint, else its id. */
function name(key: KeyView): string {
  return key.thumbprint ?? key.kid ?? "";
}
