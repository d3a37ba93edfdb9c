// Words of ordering an end: the dialog about a frozen list, and refusing tokens issued until now.
import type { DryRunView, EndWhat } from "../ipc/types";
import type { Hindrance } from "../state/console-ending.svelte";
import { figure, peopleWord, sessionsWord } from "./console";
import { length } from "./time";

/** *End 37 sessions of 12 people at Acme ID?* */
export function endQuestion(what: EndWhat, list: DryRunView | null, count: number, provider: string): string {
  if (!list) return `Ask ${provider} what would be ended`;
  const disable = what.kind === "user" && what.disable;
  const people = list.people.length + list.more_people;
  const who = people === 1 ? (list.people[0]?.title ?? "") : peopleWord(people);
  if (disable)
    return count === 0
      ? `Disable the account at ${provider}?`
      : `Disable ${who}, then end ${sessionsWord(count)} at ${provider}?`;
  if (count === 0)
    return list.coverage.kind === "whole"
      ? `Nothing to end at ${provider}`
      : `Nothing found to end at ${provider}`;
  return people === 0
    ? `End ${sessionsWord(count)} at ${provider}?`
    : `End ${sessionsWord(count)} of ${who} at ${provider}?`;
}

/** That the list is not of all there are; null where it is. */
export function notWhole(what: EndWhat, { coverage, sessions }: DryRunView, provider: string): string | null {
  switch (coverage.kind) {
    case "whole":
      return null;
    case "unread":
      return `${provider}'s list can't be read whole. Some sessions may be missing here.`;
    case "first": {
      const many = `${provider} has more than ${figure(coverage.sessions)} sessions`;
      if (sessions === 0) return `${many}; among the first there is none of these.`;
      return what.kind === "all"
        ? `${many}; these are the first. Do it again afterwards.`
        : `${many}; only the first were looked through. Some may be missing here.`;
    }
    default:
      return coverage satisfies never;
  }
}

/** The button that orders it. */
export function endButton(what: EndWhat, count: number): string {
  if (what.kind !== "user" || !what.disable) return `End ${sessionsWord(count)}`;
  return count === 0 ? "Disable the account" : `Disable, then end ${sessionsWord(count)}`;
}

/** For how long tokens go on working. */
export function tokenLife(seconds: number | null, provider: string): string {
  const until =
    seconds === null
      ? `work until their own expiry, which ${provider} doesn't tell`
      : `work for up to ${spanWords(seconds)} more (realm setting)`;
  return `Access tokens already given out ${until}, unless the API asks the provider.`;
}

function spanWords(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : length(seconds);
}

/** Whether they can come back. */
export function comeBack(what: EndWhat): string {
  if (what.kind === "user" && what.disable)
    return "The account is disabled first, so they can't sign in again until somebody enables it.";
  return "They can sign in again at once: their accounts stay enabled.";
}

export const HINDRANCES: Record<Exclude<Hindrance, "asking">, (count: number) => string> = {
  nothing: () => "none of them is there any more",
  reason: () => "needs a reason",
  number: (count) => `needs the number ${figure(count)}`,
};

export const endWords = {
  asking: "Asking the provider what is there now",
  more: (count: number) => `${figure(count)} more`,
  fewer: "Fewer",
  leftOut: (own: number) => `Left out: your own ${own === 1 ? "session" : sessionsWord(own)}.`,
  nameOwn: (own: number) =>
    `End your own ${own === 1 ? "session" : sessionsWord(own)} too: you are signed out here then.`,
  frozen: (time: string) => `Asked at ${time}. Exactly these are ended; sessions begun later are not.`,
  reason: "Reason",
  reasonHint: "kept in the activity log",
  reasonLimit: 500,
  type: (count: number) => `Type ${figure(count)} to go on`,
  typeHint: "asked above 10, or for all",
  keep: "Keep them",
  close: "Close",
  save: "Save this list",
  saved: "Saved",
  stale: "This list holds no longer: it was used, or is older than a quarter of an hour. Nothing was ended.",
  askAgain: "Ask again",
  nothing: "The provider was asked again: nothing of this is there any more.",
  noSessions: "No session of theirs is there now. The account is disabled all the same.",
} as const;

export const notBeforeWords = {
  title: (provider: string) => `Refuse tokens issued until now at ${provider}?`,
  text: "Everyone signed in has to sign in again: their refresh tokens are refused from now on. APIs that check tokens by themselves learn of it only where they ask the provider.",
  keep: "Keep them",
  act: "Refuse them",
  done: "Tokens issued until now are refused",
} as const;
