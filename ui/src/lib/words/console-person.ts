// Words of a person's panel: their sessions, their devices, and an administrator's jobs.
import type { AdminSession, Unix } from "../ipc/types";
import { figure, sessionsWord } from "./console";

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
