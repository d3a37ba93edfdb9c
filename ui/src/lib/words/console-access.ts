// Words about who administers: before, while and instead of it. And what a provider can't do.
import type { ConsoleAccess, ConsoleCapabilities, ConsoleView, JobView, Unix } from "../ipc/types";
import { both, figure } from "./console";
import { inert } from "./inert";
import { atMoment } from "./time";

/** What is heard when the access changes. */
export function accessSpoken(access: ConsoleAccess): string {
  switch (access.kind) {
    case "closed":
      return "Nobody administers here now";
    case "signing_in":
      return "Finish signing in in your browser";
    case "open":
      return access.lacks.length === 0
        ? `You administer as ${access.title}`
        : `You can look as ${access.title}, but not end sessions`;
    case "missing":
      return `${access.title} may not administer here`;
    case "switched_off":
      return accessWords.switchedOff;
    case "failed":
      return "The console can't be used";
    default:
      return access satisfies never;
  }
}

const CANT: readonly (readonly [keyof ConsoleCapabilities, string])[] = [
  ["list_offline_sessions", "list offline sessions"],
  ["end_session", "end one session by itself"],
  ["end_user", "end all of a person's sessions"],
  ["disable_user", "disable accounts"],
  ["not_before", "refuse tokens issued before a moment"],
  ["tells_who_ended", "tell who ended a session"],
  ["prove", "tell whether an ended session is dead"],
];

/** *Contoso can end a person's sign-ins but not list them.* Null where it can everything. */
export function capabilityLine(name: string, can: ConsoleCapabilities): string | null {
  if (!can.list_sessions && !can.end_user) return `${name} lets nobody list or end sessions from outside.`;
  const cant = CANT.filter(([key]) => !can[key]).map(([, words]) => words);
  if (!can.list_sessions) {
    const rest = can.disable_user ? "" : " Nor can it disable accounts.";
    return `${name} can end a person's sign-ins but not list them.${rest}`;
  }
  return cant.length === 0 ? null : `${name} can't ${both(cant).replace(/ and ([^,]+)$/, " or $1")}.`;
}

/** Where a kind of admin API keeps its roles: there an administrator looks for them. */
const ROLES_OF: Readonly<Record<string, string>> = { Keycloak: " of realm-management" };

/** *view-users and manage-users of realm-management*. */
const rolesWord = (kind: string, roles: readonly string[]) => `${both(roles)}${ROLES_OF[kind] ?? ""}`;

/** Why whoever administers there can't end anything; null where they can. */
export function cantEnd({ kind, access }: ConsoleView): string | null {
  if (access.kind !== "open" || access.lacks.length === 0) return null;
  return `needs ${rolesWord(kind, access.lacks)}`;
}

export const accessWords = {
  as: (title: string) => `as ${title}`,
  ends: (time: string) => `access ends ${time}`,
  signIn: "Sign in as administrator",
  closed: (provider: string) => `Administer ${provider}`,
  closedText:
    "You sign in afresh in your browser, whoever is signed in already. The access stays in memory, makes no " +
    "account here, and ends when you leave the console, two minutes after you turn to another page or close the " +
    "window, and after a quarter of an hour without use. A job that runs keeps it until it is done.",
  missing: (title: string, provider: string) => `${title} can't see sessions at ${provider}`,
  missingText: (kind: string, roles: readonly string[]) =>
    roles.length === 0
      ? "The account may not administer there."
      : `It needs the ${roles.length === 1 ? "role" : "roles"} ${rolesWord(kind, roles)}.`,
  lookOnly: (kind: string, lacks: readonly string[]) =>
    `You can look but not end sessions here: that needs ${rolesWord(kind, lacks)}.`,
  copyForIt: "Copy for your IT",
  forIt: (
    title: string,
    provider: string,
    registration: { issuer: string; client_id: string },
    missing: string,
  ) =>
    `${title} is to see and end sessions at ${provider} with Lanyard.\n` +
    `Issuer   ${registration.issuer}\nClient   ${registration.client_id}\nMissing  ${missing}\n`,
  missingRoles: (kind: string, roles: readonly string[]) =>
    roles.length === 0 ? "not told" : rolesWord(kind, roles),
  switchedOff: "Your IT has switched the console off here",
  switchedOffText: "The policy on this computer says so. Nothing else of Lanyard is touched by it.",
  failed: "The console can't be used",
  cutOff: ({ total, left, at, stopped }: JobView, now: Unix) =>
    `A job begun ${atMoment(at, now)} was cut off: ${figure(left)} of ${figure(total)} sessions were not tried.` +
    (stopped === null ? "" : ` It stopped because ${inert(stopped)}.`),
  cutOffClosed: "Sign in to go on.",
  goOn: "Go on",
  discard: "Discard",
} as const;
