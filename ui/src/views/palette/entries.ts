// What typing keeps of what the palette offers, and where the arrows go. Pure.
import type { Copied } from "$lib/ipc";

export type EntryGroup = "pages" | "accounts" | "actions";

/** What an entry led to: the window moved on, or it was done and something is to be said here. */
export type Outcome =
  | { readonly kind: "moved" }
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "copied"; readonly copied: Copied };

export interface PaletteEntry {
  /** Unique within the palette. */
  readonly id: string;
  readonly group: EntryGroup;
  readonly title: string;
  /** What else tells it apart: handle, provider. Searched as well. */
  readonly detail: string;
  /** The keys that do the same, if there are any. */
  readonly keys: readonly string[];
  readonly run: () => Outcome | Promise<Outcome>;
}

/** At most this many are drawn: nobody reads on, they type on. */
export const SHOWN = 50;

/** Entries that hold every typed word, the best first: title's beginning, then a word's, then anywhere. */
export function filterEntries(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, SHOWN);
  return entries
    .map((entry, order) => ({ entry, order, rank: rankOf(entry, words) }))
    .filter((found) => found.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.order - b.order)
    .slice(0, SHOWN)
    .map((found) => found.entry);
}

/** The index after a key, wrapping at both ends; null when the key moves nothing. */
export function moved(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (index + 1) % count;
    case "ArrowUp":
      return (index + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "PageDown":
      return Math.min(index + 8, count - 1);
    case "PageUp":
      return Math.max(index - 8, 0);
    default:
      return null;
  }
}

function rankOf(entry: PaletteEntry, words: readonly string[]): number | null {
  const title = fold(entry.title);
  const all = `${title} ${fold(entry.detail)}`;
  let rank = 0;
  for (const word of words) {
    if (!all.includes(word)) return null;
    if (title.startsWith(word)) continue;
    rank += ` ${title}`.includes(` ${word}`) ? 1 : title.includes(word) ? 2 : 3;
  }
  return rank;
}

/** Lower case without accents, so that “rené” is found by “rene”. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
