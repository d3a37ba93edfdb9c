// Words about programs: the Programs page, and what the consent window says of one.
import type { GrantView, Lasting, ProgramView } from "../ipc/types";

/** `terminal 3` for `pts/3`; `console 1` for `tty1`; null where a session has no terminal. */
export function terminalName(terminal: string | null): string | null {
  if (terminal === null) return null;
  const [, kind, number] = /^(pts\/|tty)(\d+)$/.exec(terminal) ?? [];
  if (number === undefined) return terminal;
  return kind === "tty" ? `console ${number}` : `terminal ${number}`;
}

/** Names longer than this are cut in the middle; the path beside them is always in full. */
const LONGEST_NAME = 48;

/** What a grant is for, in one name: `git`, `terminal 3`, `this session of bash`. */
export function programName(program: ProgramView): string {
  if (program.kind.kind !== "session") return cut(program.name);
  return terminalName(program.terminal) ?? `this session of ${program.name}`;
}

/** A name, cut in the middle where it is too long to be one. */
export function cut(name: string): string {
  const letters = [...name];
  if (letters.length <= LONGEST_NAME) return name;
  return `${letters.slice(0, LONGEST_NAME - 13).join("")}…${letters.slice(-12).join("")}`;
}

/** What is behind the name: path and keeper, or the script that an interpreter runs. */
export function programFacts(program: ProgramView): string {
  switch (program.kind.kind) {
    case "ordinary":
      return `${program.path} · ${programWords.keeper[program.keeper]}`;
    case "interpreter":
      return program.kind.script === null
        ? `${program.name}: any script of yours that runs in it`
        : `${program.name}, running ${program.kind.script}`;
    case "session":
      return `${program.path} and everything started from it`;
    default:
      return program.kind satisfies never;
  }
}

/** `by bash in terminal 3, in ~/src/orders`. */
export function startedBy(program: ProgramView): string | null {
  const parent = program.parents[0];
  const terminal = program.kind.kind === "session" ? null : terminalName(program.terminal);
  const parts = [
    parent === undefined ? null : `by ${parent}`,
    terminal === null ? null : `in ${terminal}`,
  ].filter((part) => part !== null);
  const where = program.folder === null ? [] : [`in ${program.folder}`];
  const text = [parts.join(" "), ...where].filter((part) => part !== "").join(", ");
  return text === "" ? null : text;
}

/** How long an answer lasts, said of this program. */
export function lastingWords(lasting: Lasting, program: ProgramView): string {
  switch (lasting) {
    case "once":
      return "once";
    case "while_it_runs":
      if (program.kind.kind === "session")
        return program.terminal === null ? "until this session ends" : `until ${programName(program)} closes`;
      return program.kind.kind === "interpreter"
        ? `until this ${program.name} ends`
        : `until ${programName(program)} ends`;
    case "until_revoked":
      return "until I revoke it";
    default:
      return lasting satisfies never;
  }
}

/** How long a grant lasts, in the table. */
export function grantUntil(grant: GrantView): string {
  if (grant.origin === "policy") return programWords.byPolicy;
  return grant.lasting === "until_revoked"
    ? programWords.untilRevoked
    : lastingWords(grant.lasting, grant.program).replace(/^until /, "");
}

/** The scopes of a grant's tokens: given where some were, else asked. */
export function grantScopes(grant: GrantView): readonly string[] {
  return grant.given_scopes.length > 0 ? grant.given_scopes : grant.asked_scopes;
}

export const programWords = {
  title: "Programs",
  intro:
    "Programs that may get access tokens from Lanyard. This is your consent and a record of it, not a wall: " +
    "a hostile program that runs as you can read what you can read.",
  find: "Program, path, account",
  found: (count: number) => (count === 1 ? "1 program shown" : `${count} programs shown`),
  noMatch: (text: string) => `No program here matches “${text}”.`,
  showAll: "Show all programs",
  empty: "No program may use an account now. One that wants a token asks you first, in a small window.",
  tryIt: "Try it from a terminal",
  program: "Program",
  account: "Account",
  may: "May",
  lastUsed: "Last used",
  until: "Until",
  act: "Act",
  never: "not yet",
  whatTheAccountMay: "all that the account may",
  only: (resource: string) => `only at ${resource}`,
  revoke: "Revoke",
  revokeOf: (program: string, handle: string) => `Revoke: ${program} may use ${handle} no more`,
  revoked: (program: string, handle: string) => `${program} may use ${handle} no more`,
  byPolicy: "your IT changes it",
  untilRevoked: "you revoke it",
  details: (program: string) => `Details of ${program}`,
  asked: "Asked",
  given: "Given",
  uses: "Tokens given",
  usesCount: (uses: number) => (uses === 0 ? "none since Lanyard started" : `${uses} since Lanyard started`),
  allowed: "Allowed",
  resource: "Only at",
  started: "Started",
  keeper: {
    system: "installed by the system",
    person: "can be changed by you",
  } satisfies Record<ProgramView["keeper"], string>,
  origin: {
    window: "by you, in the window",
    passphrase: "by you, with the vault's passphrase",
    login: "by the sign-in from that session",
    policy: "by your IT's policy",
  } satisfies Record<GrantView["origin"], string>,
  silenced: "Silenced",
  silencedIntro: "You said no to these three times, so they are not asked about any more.",
  since: (time: string) => `silenced since ${time}`,
  letAskAgain: "Let it ask again",
  letAskAgainOf: (program: string) => `Let it ask again: ${program}`,
  asksAgain: (program: string) => `${program} may ask again`,
  loading: "Reading the programs",
} as const;
