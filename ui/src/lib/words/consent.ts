// Words of the consent window: a program asks for tokens, or a call for an address.
import type { Lasting, QuestionView, Unix } from "../ipc/types";
import { inert } from "./inert";
import { cut, lastingWords, programName } from "./programs";
import { moment, onDay } from "./time";

/** The headline. */
export function question({ about, handle, title }: QuestionView): string {
  switch (about.kind) {
    case "tokens": {
      const { program } = about;
      return program.kind.kind === "session"
        ? `Let everything in ${programName(program)} use ${handle}?`
        : `Let ${programName(program)} use ${handle}?`;
    }
    case "sending":
      return `Send ${cut(inert(title))}'s token to ${about.origin}?`;
    default:
      return about satisfies never;
  }
}

/** What a yes comes to. */
export function consequence({ about, title, provider_name: provider }: QuestionView, now: Unix): string {
  switch (about.kind) {
    case "tokens":
      return about.program.kind.kind === "session"
        ? `Every program there would get access tokens of ${title} at ${provider}.`
        : `It would get access tokens of ${title} at ${provider}.`;
    case "sending": {
      const foreign = about.listed
        ? `It was added to ${inert(provider)}'s resources after you linked this account.`
        : `It is not among the addresses that ${inert(provider)} issues this account's tokens for.`;
      const until = about.token_until === null ? "it expires" : moment(about.token_until, now);
      return `${foreign} Whoever runs it could use the token until ${until}.`;
    }
    default:
      return about satisfies never;
  }
}

/** A program that was changed since it was allowed. */
export function changedWords({ about }: QuestionView, now: Unix): string | null {
  if (about.kind !== "tokens" || about.changed_since === null) return null;
  return `${about.program.name} was changed since you allowed it ${onDay(about.changed_since, now)}.`;
}

/** How long an answer lasts. */
export function offerWords(offer: Lasting, { about, provider_name: provider }: QuestionView): string {
  switch (about.kind) {
    case "tokens":
      return lastingWords(offer, about.program);
    case "sending":
      return SENDING[offer](provider);
    default:
      return about satisfies never;
  }
}

const SENDING: Record<Lasting, (provider: string) => string> = {
  once: () => "once",
  while_it_runs: () => "until Lanyard quits",
  until_revoked: (provider) => `as long as it is among ${inert(provider)}'s resources`,
};

/** The two buttons. */
export function buttons({ about }: QuestionView): { no: string; yes: string } {
  return BUTTONS[about.kind];
}

const BUTTONS: Record<QuestionView["about"]["kind"], { no: string; yes: string }> = {
  tokens: { no: "Don't allow", yes: "Allow" },
  sending: { no: "Don't send", yes: "Send" },
};

/** `No answer by 12:11 means no · 1 more program is waiting`. */
export function deadline(until: Unix, now: Unix, others: readonly QuestionView[]): string {
  const by = `No answer by ${moment(until, now)} means no`;
  if (others.length === 0) return by;
  const what = others.every(({ about }) => about.kind === "tokens") ? "program" : "question";
  return `${by} · ${others.length === 1 ? `1 more ${what} is` : `${others.length} more ${what}s are`} waiting`;
}

/** Whose token would go. */
export function whose({ title, handle, provider_name: provider }: QuestionView): string {
  return `${inert(title)} (${handle}) at ${inert(provider)}`;
}

export const consentWords = {
  program: "Program",
  started: "Started",
  may: "May",
  onlyAt: "Only at",
  neverLabel: "Never",
  never: "your password, the refresh token",
  everything: "whatever this account may",
  allow: "Allow",
  address: "Address",
  account: "Account",
  asker: "Asked by",
  requests: "a call on the page Requests, in Lanyard's window",
} as const;
