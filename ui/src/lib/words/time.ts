// Times and lengths of time, in the window's words. Clock times are on 24 hours in the computer's own zone,
// as logs and the command line write them.
import type { Unix } from "../ipc/types";

const LOCALE = "en-GB";

/** Made when it is first needed: loading a locale costs milliseconds, which the window's first frame need not wait for. */
function formatter(options: Intl.DateTimeFormatOptions): (at: Unix) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => (format ??= new Intl.DateTimeFormat(LOCALE, options)).format(date(at));
}

const clockSeconds = formatter({
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const weekday = formatter({ weekday: "short" });
const day = formatter({ day: "numeric", month: "short" });
const dayYear = formatter({ day: "numeric", month: "short", year: "numeric" });
const dayLong = formatter({ weekday: "long", day: "numeric", month: "long" });
const full = formatter({ dateStyle: "full", timeStyle: "long" });

const DAY = 86_400;

const date = (at: Unix) => new Date(at * 1000);
const twoDigits = (number: number) => String(number).padStart(2, "0");

/** Midnight of that moment's day, in the computer's own zone. */
function midnight(at: Unix): number {
  const copy = date(at);
  copy.setHours(0, 0, 0, 0);
  return copy.getTime() / 1000;
}

/** Whole days from `now`'s day to `at`'s day. */
function daysBetween(now: Unix, at: Unix): number {
  return Math.round((midnight(at) - midnight(now)) / DAY);
}

function calendarDay(at: Unix, now: Unix): string {
  return date(at).getFullYear() === date(now).getFullYear() ? day(at) : dayYear(at);
}

/** `14:02` today, `Mon 14:02` within six days, else `3 May 14:02`: after *until*, *since*, *issued*. */
export function moment(at: Unix, now: Unix): string {
  const time = timeOfDay(at);
  const days = daysBetween(now, at);
  if (days === 0) return time;
  if (Math.abs(days) <= 6) return `${weekday(at)} ${time}`;
  return `${calendarDay(at, now)} ${time}`;
}

/** `at 14:02`, `yesterday at 14:02`, `on Mon at 14:02`, `on 3 May at 14:02`. */
export function atMoment(at: Unix, now: Unix): string {
  const time = `at ${timeOfDay(at)}`;
  const days = daysBetween(now, at);
  if (days === 0) return time;
  if (days === -1) return `yesterday ${time}`;
  if (days === 1) return `tomorrow ${time}`;
  if (Math.abs(days) <= 6) return `on ${weekday(at)} ${time}`;
  return `on ${calendarDay(at, now)} ${time}`;
}

/** `today`, `yesterday`, `on 3 May`. */
export function onDay(at: Unix, now: Unix): string {
  const days = daysBetween(now, at);
  if (days === 0) return "today";
  if (days === -1) return "yesterday";
  return `on ${calendarDay(at, now)}`;
}

/** Heading of a day in a log: `Today`, `Yesterday`, `Saturday 3 May`. */
export function dayHeading(at: Unix, now: Unix): string {
  const days = daysBetween(now, at);
  if (days === 0) return "Today";
  if (days === -1) return "Yesterday";
  return dayLong(at);
}

/** Whether two moments lie on one day. */
export function sameDay(a: Unix, b: Unix): boolean {
  return daysBetween(a, b) === 0;
}

/** `14:02`. */
export function timeOfDay(at: Unix): string {
  const time = date(at);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}

/** `14:02:10 CET`. */
export function preciseTime(at: Unix): string {
  return clockSeconds(at);
}

/** To the second today, for what is compared with a log elsewhere; else as a {@link moment}. */
export function preciseMoment(at: Unix, now: Unix): string {
  return sameDay(at, now) ? preciseTime(at) : moment(at, now);
}

/** Day, time and zone in full, for titles and unfolded details. */
export function fullMoment(at: Unix): string {
  return full(at);
}

/** A length in its largest fitting units, rounded down: `4 h 53`, `12 min`, `48 s`, `3 days`. */
export function length(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  if (left < 60) return `${left} s`;
  if (left < 3600) return `${Math.floor(left / 60)} min`;
  if (left < DAY) {
    const minutes = Math.floor((left % 3600) / 60);
    return `${Math.floor(left / 3600)} h${minutes === 0 ? "" : ` ${twoDigits(minutes)}`}`;
  }
  const days = Math.floor(left / DAY);
  return days === 1 ? "1 day" : `${days} days`;
}

/** For lists: whole minutes, seconds only in the last one: `4 min`, `48 s`, `2 h`. */
export function shortLength(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  if (left < 3600 || left >= DAY) return length(left);
  return `${Math.floor(left / 3600)} h`;
}

/** A countdown in figures: `4:12`, `0:48`; from an hour on as a length. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  if (left >= 3600) return length(left);
  return `${Math.floor(left / 60)}:${twoDigits(left % 60)}`;
}

/** A difference in words: `7 minutes`, `1 hour`, `20 seconds`. */
export function lengthInWords(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [count, unit] =
    whole < 90
      ? [whole, "second"]
      : whole < 5400
        ? [Math.round(whole / 60), "minute"]
        : whole < 36 * 3600
          ? [Math.round(whole / 3600), "hour"]
          : [Math.round(whole / DAY), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** `in 4 min`, `3 min ago`, `now`. */
export function relative(at: Unix, now: Unix): string {
  const away = at - now;
  if (Math.abs(away) < 1) return "now";
  return away > 0 ? `in ${length(away)}` : `${length(-away)} ago`;
}
