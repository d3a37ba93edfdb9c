// Entries of the log by day. Pure.
import type { ActivityEntry, Unix } from "$lib/ipc";
import { sameDay } from "$lib/words/time";

export interface ActivityDay {
  /** A moment of the day: its newest entry's. */
  readonly at: Unix;
  readonly entries: readonly ActivityEntry[];
}

/** Days in the order of the entries; the log comes newest first and stays so, even when the clock was set back. */
export function byDay(entries: readonly ActivityEntry[]): ActivityDay[] {
  const days: { at: Unix; entries: ActivityEntry[] }[] = [];
  for (const entry of entries) {
    const last = days.at(-1);
    if (last && sameDay(last.at, entry.at)) last.entries.push(entry);
    else days.push({ at: entry.at, entries: [entry] });
  }
  return days;
}
