// Words of ending sessions: the dialog, the job that runs, its results and their proof.
import type { DryRunView, EndWhat, ItemResult, JobView, ProofResult, ProofView, Unix } from "../ipc/types";
import type { Hindrance } from "../state/console-ending.svelte";
import { figure, peopleWord, sessionsWord } from "./console";
import { length, moment } from "./time";

/** *End 37 sessions of 12 people at Acme ID?* */
export function endQuestion(what: EndWhat, list: DryRunView | null, count: number, provider: string): string {
  if (!list) return `Ask ${provider} what would be ended`;
  const disable = what.kind === "user" && what.disable;
  const who = list.people.length === 1 ? (list.people[0]?.title ?? "") : peopleWord(list.people.length);
  if (disable)
    return count === 0
      ? `Disable the account at ${provider}?`
      : `Disable ${who}, then end ${sessionsWord(count)} at ${provider}?`;
  if (count === 0) return `Nothing to end at ${provider}`;
  return list.people.length === 0
    ? `End ${sessionsWord(count)} at ${provider}?`
    : `End ${sessionsWord(count)} of ${who} at ${provider}?`;
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

/** The four results, in their order. */
export const RESULTS = ["ended", "gone", "refused", "retry"] as const satisfies readonly (keyof JobView)[];

export const RESULT_WORDS: Record<(typeof RESULTS)[number], string> = {
  ended: "Ended",
  gone: "Already gone",
  refused: "Refused",
  retry: "To retry",
};

/** Why a session was not ended. */
export function troubleWhy(result: ItemResult): string {
  switch (result.kind) {
    case "ended":
      return RESULT_WORDS.ended;
    case "already_gone":
      return RESULT_WORDS.gone;
    case "refused":
      return `${RESULT_WORDS.refused}: ${result.why}`;
    case "to_retry":
      return `${RESULT_WORDS.retry}: ${result.why}`;
    default:
      return result satisfies never;
  }
}

/** How far a job is, or what came of it. */
export function jobTitle(job: JobView): string {
  const { state, total, left, ended, gone } = job;
  if (state === "running") return `Ending ${figure(total - left)} of ${figure(total)}`;
  const out = ended + gone;
  if (state === "cancelled" && left > 0)
    return `Cancelled: ${figure(out)} of ${figure(total)} sessions are ended`;
  if (out === total) return total === 1 ? "The session is ended" : `All ${figure(total)} sessions are ended`;
  return `${figure(out)} of ${figure(total)} sessions are ended`;
}

/** What is heard of a job. */
export function jobSpoken(job: JobView): string {
  if (job.state === "running") return `Ending ${sessionsWord(job.total)}`;
  const parts = RESULTS.filter((name) => job[name] > 0).map(
    (name) => `${RESULT_WORDS[name]} ${figure(job[name])}`,
  );
  const left = job.left > 0 ? [`${jobWords.left} ${figure(job.left)}`] : [];
  return `${jobTitle(job)}. ${[...parts, ...left].join(", ")}`;
}

/** What a check came to, in a word. */
export type ProofWord = "dead" | "unlisted" | "alive";

/** Absence from a list alone is no proof. */
export function proofWord({ listed, refresh, introspection }: ProofView): ProofWord {
  if (listed.length > 0 || refresh === "alive" || introspection === "alive") return "alive";
  return refresh === "dead" || introspection === "dead" ? "dead" : "unlisted";
}

export const PROOF_TITLES: Record<ProofWord, string> = {
  dead: "They are dead",
  unlisted: "No longer listed",
  alive: "Not all are dead",
};

/** A line of a proof: what was asked, what came of it. */
export type ProofLine = { name: "listed" | "refresh" | "introspection"; result: ProofResult; text: string };

const REFRESH: Record<ProofResult, string> = {
  dead: "Refresh: refused, tried with the linked account among them.",
  alive: "Refresh: still works for the linked account among them.",
  not_checked: "Refresh: not tried, no account linked here is among them.",
};

const INTROSPECTION: Record<ProofResult, string> = {
  dead: "Introspection: its access token is inactive.",
  alive: "Introspection: its access token is still active.",
  not_checked: "Introspection: not asked.",
};

/** What was asked, line by line. */
export function proofLines(proof: ProofView, provider: string): ProofLine[] {
  const still = proof.listed.length;
  const gone = `Session: ${provider} no longer knows ${proof.gone === 1 ? "it" : `any of ${figure(proof.gone)}`}.`;
  const listed = `Session: ${provider} still lists ${figure(still)}. A list can lag behind; check again in a minute.`;
  return [
    { name: "listed", result: still === 0 ? "dead" : "alive", text: still === 0 ? gone : listed },
    { name: "refresh", result: proof.refresh, text: REFRESH[proof.refresh] },
    { name: "introspection", result: proof.introspection, text: INTROSPECTION[proof.introspection] },
  ];
}

/** Until when a token works that nobody has to ask about. */
export function tokensUntil(until: Unix | null, provider: string, now: Unix): string {
  if (until === null)
    return `Self-contained access tokens work until their own expiry, which ${provider} doesn't tell. No revocation shortens that.`;
  if (until <= now) return "Access tokens given out before have expired too.";
  return `Self-contained access tokens still work until ${moment(until, now)} where the API doesn't ask. No revocation shortens that.`;
}

export const endWords = {
  asking: "Asking the provider what is there now",
  more: (count: number) => `${figure(count)} more`,
  fewer: "Fewer",
  leftOut: "Left out: your own session.",
  nameOwn: "End your own session too: you are signed out here then.",
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

export const jobWords = {
  cancel: "Cancel",
  cancelHint: "stops after those under way",
  left: "Not tried",
  troubles: (count: number) => `${figure(count)} not ended: why`,
  retry: (count: number) => `Retry ${figure(count)}`,
  goOn: (count: number) => `Go on with ${figure(count)}`,
  check: "Check they are dead",
  checkAgain: "Check again",
  checking: "Asking the provider",
  cantProve: (provider: string) => `${provider} can't be asked whether they are dead.`,
  export: "Export",
  exported: "Exported",
  close: "Close",
  checked: (time: string) => `checked at ${time}`,
  noProof: "Absence from a list is no proof; a refused refresh is.",
} as const;
