// Words of the consent window: a program asks for tokens, a call for an address, or a provider moved to a new one.
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
    case "new_address":
      return `Use ${inert(about.to)} for ${cut(inert(title))}?`;
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
    case "new_address":
      return `${inert(provider)}'s sign-in service now wants its tokens at ${inert(about.to)} instead of ${inert(about.from)}. Whoever runs that address could stay signed in as you.`;
    default:
      return about satisfies never;
  }
}

/** A program that was changed since it was allowed. */
export function changedWords({ about }: QuestionView, now: Unix): string | null {
  if (about.kind !== "tokens" || about.changed_since === null) return null;
  return `${about.program.name} was changed since you allowed it ${onDay(about.changed_since, now)}.`;
}

/** What to make sure of before a yes, where only somebody else can tell. */
export function beforeYes({ about, provider_name: provider }: QuestionView): string | null {
  if (about.kind !== "new_address") return null;
  return `Say yes only if your IT, asked in a way you know, tells you that ${inert(provider)} moved to exactly this address. If nobody can say so, say no: nothing changes, and you can decide later.`;
}

/** How long an answer lasts. */
export function offerWords(offer: Lasting, { about, provider_name: provider }: QuestionView): string {
  switch (about.kind) {
    case "tokens":
      return lastingWords(offer, about.program);
    case "sending":
      return SENDING[offer](provider);
    case "new_address":
      return `until ${inert(provider)} moves again`;
    default:
      return about satisfies never;
  }
}

/** The same, where there is nothing to choose. */
export function onlyOffer(question: QuestionView): string | null {
  const [offer, ...others] = question.offers;
  return offer === undefined || others.length > 0 ? null : offerWords(offer, question);
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
  new_address: { no: "Don't use it", yes: "Use the new address" },
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
  never: {
    tokens: "your password, the refresh token",
    sending: "your password, the refresh token",
    new_address: "your password",
  } satisfies Record<QuestionView["about"]["kind"], string>,
  everything: "whatever this account may",
  allow: "Allow",
  holds: "A yes holds",
  address: "Address",
  account: "Account",
  asker: "Asked by",
  newAddress: "New address",
  oldAddress: "Until now",
  gets: "Would get",
  refreshToken: "the refresh token, which keeps you signed in",
  clientSecret: (provider: string) => `the client secret, by which ${inert(provider)} knows Lanyard`,
  accounts: "the account's page, in Lanyard's window",
  requests: "a call on the page Requests, in Lanyard's window",
} as const;
