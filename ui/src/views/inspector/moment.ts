// A moment as a person writes it. Pure.
import type { Unix } from "$lib/ipc";

const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** `12:05` of today, `2025-05-06 12:05:10`, the same in UTC with a Z, or Unix seconds; null for anything else. */
export function parseMoment(text: string, now: Unix): Unix | null {
  const written = text.trim();
  if (/^\d{9,10}$/.test(written)) return Number(written);
  const time = TIME.exec(written);
  if (time) {
    const day = new Date(now * 1000);
    return local(day.getFullYear(), day.getMonth() + 1, day.getDate(), time.slice(1));
  }
  const date = DATE.exec(written);
  if (!date) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", zone] = date;
  const at = local(Number(year), Number(month), Number(day), [hour, minute, second]);
  if (at === null || zone === undefined) return at;
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return utc / 1000 - offset(zone);
}

/** In the computer's own zone; null where there is no such day or time. */
function local(year: number, month: number, day: number, time: readonly (string | undefined)[]): Unix | null {
  const [hour = 0, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const at = new Date(year, month - 1, day, hour, minute, second);
  return at.getMonth() === month - 1 && at.getDate() === day ? at.getTime() / 1000 : null;
}

/** Seconds that a zone is ahead of UTC. */
function offset(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
