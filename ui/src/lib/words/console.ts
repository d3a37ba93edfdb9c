// Words of the page Console: the list of sessions and its filters.
import type { AdminSession, Reach, SessionFilter, SessionKind, Unix } from "../ipc/types";
import type { Counts } from "../state/console-sessions.svelte";
import { moment, relative, shortLength } from "./time";

/** `4,012`. */
export const figure = (count: number): string => count.toLocaleString("en");

/** `1 session`, `37 sessions`. */
export const sessionsWord = (count: number): string =>
  `${figure(count)} ${count === 1 ? "session" : "sessions"}`;

/** `1 person`, `12 people`. */
export const peopleWord = (count: number): string => `${figure(count)} ${count === 1 ? "person" : "people"}`;

/** `a`, `a and b`, `a, b and c`. */
export function both(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Choices of *Idle over*, in seconds. */
export const IDLE = [HOUR, 8 * HOUR, DAY, 7 * DAY, 30 * DAY] as const;
/** Choices of *Older than*, in seconds. */
export const OLDER = [8 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY] as const;

/** `1 hour`, `8 hours`, `7 days`. */
function span(seconds: number): string {
  const [count, unit] = seconds < DAY ? [seconds / HOUR, "hour"] : [seconds / DAY, "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

export const KIND_WORDS: Record<SessionKind, string> = { online: "Online", offline: "Offline" };

/** What a session is, in its last column. */
export const kindWord = ({ own, kind }: AdminSession): string =>
  own ? consoleWords.thisSession : KIND_WORDS[kind];

/** `2 days ago`, `now`. */
export function usedWord(at: Unix | null, now: Unix): string {
  if (at === null) return consoleWords.untold;
  return now - at < 60 ? "now" : now - at < DAY ? `${shortLength(now - at)} ago` : relative(at, now);
}

/** `Mon 09:12`, `12 Apr`. */
export function startedWord(at: Unix | null, now: Unix): string {
  if (at === null) return consoleWords.untold;
  const text = moment(at, now);
  return now - at > 7 * DAY ? text.replace(/ \d\d:\d\d$/, "") : text;
}

/** `37 match in 612 loaded of about 4,000`, `37 match in the first 250,000 of about 312,000`. */
export function countLine({ matching, loaded, about, reach }: Counts, filtered: boolean): string {
  const match = `${figure(matching)} ${matching === 1 ? "matches" : "match"} in`;
  const whole = about === null || about <= loaded ? "" : ` of about ${figure(about)}`;
  switch (reach) {
    case "whole":
      return filtered ? `${match} ${sessionsWord(loaded)}` : sessionsWord(loaded);
    case "more":
      return filtered
        ? `${match} ${figure(loaded)} loaded${whole}`
        : `${sessionsWord(loaded)} loaded${whole}`;
    case "full":
      return filtered
        ? `${match} the first ${figure(loaded)}${whole}`
        : `The first ${sessionsWord(loaded)}${whole}`;
    default:
      return reach satisfies never;
  }
}

/** Nothing to list, without a filter and with one. What is not here is not denied. */
export const NO_SESSIONS: Record<Reach, { none: string; noMatch: string }> = {
  whole: { none: "Nobody is signed in here.", noMatch: "No session matches." },
  more: {
    none: "None of those loaded is left. Load all to see the rest.",
    noMatch: "No loaded session matches. Load all to search the rest.",
  },
  full: {
    none: "None of those loaded is left, and there are more. Ask again to see them.",
    noMatch: "No loaded session matches, and there are more than are loaded at once.",
  },
};

const FILTER_NAMES: readonly (readonly [keyof SessionFilter, string])[] = [
  ["text", "person"],
  ["client", "client"],
  ["idle_over", "idle"],
  ["older_than", "age"],
  ["from", "from"],
];

/** `idle and from are searched here`, while not all are loaded. */
export function searchedHere(filter: SessionFilter): string | null {
  const names = FILTER_NAMES.filter(([key]) => filter[key] !== null && filter[key] !== "").map(
    ([, name]) => name,
  );
  if (names.length === 0) return null;
  return `${both(names)} ${names.length === 1 ? "is" : "are"} searched here`;
}

/** `37 sessions of 12 people selected`. */
export const selectedLine = (sessions: number, people: number): string =>
  `${sessionsWord(sessions)} of ${peopleWord(people)} selected`;

export const consoleWords = {
  title: "Console",
  provider: "Provider",
  loading: "Reading the consoles",
  leave: "Leave",
  evidence: "Evidence",
  evidenceCsv: "Export as a table (CSV)…",
  evidenceJson: "Export as JSON…",
  evidenceSaved: "Evidence saved",
  more: "More",
  endClient: (client: string) => `End every session of ${client}…`,
  endAll: (provider: string) => `End every session at ${provider}…`,
  refuseTokens: "Refuse tokens issued until now…",
  reload: "Ask again",
  asOf: (time: string) => `as of ${time}`,
  filters: "Filters",
  search: "Person, e-mail, session id",
  client: "Client",
  anyClient: (unnamed: number) =>
    unnamed === 0 ? "Any client" : `Any client (${figure(unnamed)} more are not listed)`,
  idle: "Idle over",
  anyIdle: "Idle or not",
  idleOver: (seconds: number) => `Idle over ${span(seconds)}`,
  older: "Older than",
  anyOlder: "Any age",
  olderThan: (seconds: number) => `Older than ${span(seconds)}`,
  from: "From",
  anyFrom: "From anywhere",
  fromAddress: (address: string) => `From ${address}`,
  clearFilters: "Clear filters",
  loadAll: "Load all",
  loadingAll: "Loading",
  full: "there are more; open a person to see all of theirs",
  sessions: "Sessions",
  sessionsLoading: "Reading the sessions",
  person: "Person",
  started: "Started",
  lastUsed: "Last used",
  kind: "Kind",
  you: "You",
  thisSession: "This session",
  untold: "–",
  clients: (clients: readonly string[]) =>
    clients.length === 0
      ? "–"
      : clients.length === 1
        ? (clients[0] ?? "")
        : `${clients[0]} +${clients.length - 1}`,
  sessionsOf: (count: number) => `${sessionsWord(count)} loaded`,
  selectOne: (title: string, client: string) => `${title}, ${client}`,
  selectAll: (count: number) => `Select all ${figure(count)} that match`,
  clear: "Clear",
  endSelected: (count: number) => `End ${sessionsWord(count)}…`,
  noConsole: "No provider here has a console.",
  keys: "Arrows move, Space chooses, Shift chooses a range, Enter opens the person.",
} as const;
