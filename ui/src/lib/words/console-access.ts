// Words about who administers: before, while and instead of it. And what a provider can't do.
import type { ConsoleAccess, ConsoleCapabilities, JobView, Unix } from "../ipc/types";
import { both, figure } from "./console";
import { atMoment } from "./time";

/** What is heard when the access changes. */
export function accessSpoken(access: ConsoleAccess): string {
  switch (access.kind) {
    case "closed":
      return "Nobody administers here now";
    case "signing_in":
      return "Finish signing in in your browser";
    case "open":
      return `You administer as ${access.title}`;
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

export const accessWords = {
  as: (title: string) => `as ${title}`,
  ends: (time: string) => `access ends ${time}`,
  signIn: "Sign in as administrator",
  closed: (provider: string) => `Administer ${provider}`,
  closedText:
    "You sign in afresh in your browser, whoever is signed in already. The access stays in memory, makes no " +
    "account here, and ends when you leave the console.",
  missing: (title: string, provider: string) => `${title} can't see sessions at ${provider}`,
  missingText: (roles: readonly string[]) =>
    roles.length === 0
      ? "The account may not administer there."
      : `It needs the ${roles.length === 1 ? "role" : "roles"} ${both(roles)}.`,
  copyForIt: "Copy for your IT",
  forIt: (title: string, provider: string, issuer: string, client: string, roles: readonly string[]) =>
    `${title} is to see and end sessions at ${provider} with Lanyard.\n` +
    `Issuer   ${issuer}\nClient   ${client}\nMissing  ${roles.length === 0 ? "not told" : roles.join(", ")}\n`,
  switchedOff: "Your IT has switched the console off here",
  switchedOffText: "The policy on this computer says so. Nothing else of Lanyard is touched by it.",
  failed: "The console can't be used",
  cutOff: ({ total, left }: JobView, at: Unix, now: Unix) =>
    `A job was cut off ${atMoment(at, now)}: ${figure(left)} of ${figure(total)} sessions were not tried.`,
  cutOffClosed: "Sign in to go on.",
  goOn: "Go on",
} as const;
