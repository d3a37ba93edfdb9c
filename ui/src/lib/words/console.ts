// Words of the page Console: the list of sessions, its filters, the person's panel.
import type { AdminSession, SessionFilter, SessionKind, Unix } from "../ipc/types";
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

/** `37 match in 612 loaded of about 4,000`. */
export function countLine(counts: Counts, filtered: boolean): string {
  const { matching, loaded, about, complete } = counts;
  const whole = complete || about === null || about <= loaded ? null : figure(about);
  const there = complete
    ? `${sessionsWord(loaded)}`
    : `${figure(loaded)} loaded${whole === null ? "" : ` of about ${whole}`}`;
  if (!filtered)
    return complete ? there : `${sessionsWord(loaded)} loaded${whole === null ? "" : ` of about ${whole}`}`;
  return `${figure(matching)} ${matching === 1 ? "matches" : "match"} in ${there}`;
}

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

/** The address of a device and how it is used: `10.1.4.7`, `3 sessions, last used 2 days ago`. */
export type Device = { from: string; sessions: number; used_at: Unix | null };

/** The devices that a person's sessions came from, the latest used first. */
export function devices(sessions: readonly AdminSession[]): Device[] {
  const found = new Map<string, Device>();
  for (const { from, used_at, own } of sessions) {
    if (from === null || own) continue;
    const known = found.get(from) ?? { from, sessions: 0, used_at: null };
    const latest = Math.max(known.used_at ?? 0, used_at ?? 0);
    found.set(from, { from, sessions: known.sessions + 1, used_at: latest === 0 ? null : latest });
  }
  return [...found.values()].sort((one, other) => (other.used_at ?? 0) - (one.used_at ?? 0));
}

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
  anyClient: "Any client",
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
  nobody: "Nobody is signed in here.",
  noMatch: "No session matches.",
  noMatchLoaded: "No loaded session matches. Load all to search the rest.",
  noConsole: "No provider here has a console.",
  keys: "Arrows move, Space chooses, Shift chooses a range, Enter opens the person.",
} as const;

export const personWords = {
  loading: "Reading the person",
  close: "Close",
  username: "User name",
  email: "E-mail",
  account: "Account",
  enabled: "Can sign in",
  disabled: "Disabled: can't sign in",
  sessions: "Sessions",
  clients: "Clients",
  none: "No sessions now.",
  unlisted: (provider: string) => `${provider} doesn't list them.`,
  devices: "Devices",
  deviceLine: (sessions: number, used: string) => `${sessionsWord(sessions)}, last used ${used}`,
  showAll: (count: number) => `Show all ${figure(count)}`,
  act: "What to do",
  endAll: "End all sessions…",
  endSignIns: "End their sign-ins…",
  endAllHint: "Online and offline. They can sign in again at once.",
  left: "Someone left",
  disable: "Disable, then end all…",
  disableHint: "In this order, or they are back in a minute.",
  cantDisable: (provider: string) =>
    `${provider} can't disable accounts here: do that first where accounts are kept, or they are back in a minute.`,
  lost: "Lost device",
  endFrom: (address: string) => `End what came from ${address}…`,
  own: "This is you. Your own session is left out unless you name it.",
  find: "Person",
  findHint: (provider: string) =>
    `E-mail or user name. ${provider} doesn't list who is signed in; Enter looks the person up.`,
  look: "Look up",
} as const;
