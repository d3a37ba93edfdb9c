// Entries of the log by day. Pure.
import type { ActivityEntry, Unix } from "$lib/ipc";
import { sameDay } from "$lib/words/time";

export interface ActivityDay {
  /** Stays as it is while entries come at either end. */
  readonly key: string;
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
  return keyed(days);
}

/** By the date; where the clock was set back across midnight a date comes again, counted from the oldest. */
function keyed(days: readonly Omit<ActivityDay, "key">[]): ActivityDay[] {
  const times = new Map<string, number>();
  return days
    .toReversed()
    .map((day) => {
      const date = new Date(day.at * 1000).toDateString();
      const time = times.get(date) ?? 0;
      times.set(date, time + 1);
      return { ...day, key: `${date} ${time}` };
    })
    .reverse();
}
