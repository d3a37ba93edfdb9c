// Words of a job that ends sessions: how far it is, its results and their proof.
import type { Disabling, ItemResult, JobView, ProofResult, ProofView, Unix } from "../ipc/types";
import { figure, sessionsWord } from "./console";
import { moment } from "./time";

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

/** Whether the account was disabled; null where nobody asked for it. */
export function disablingWord({ kind }: Disabling): string | null {
  switch (kind) {
    case "not_ordered":
      return null;
    case "to_do":
      return "Account not disabled yet";
    case "done":
      return "Account disabled";
    case "refused":
    case "to_retry":
      return "Not disabled";
    default:
      return kind satisfies never;
  }
}

/** How far a job is, or what came of it. Without sessions it is about the account alone. */
export function jobTitle(job: JobView): string {
  const { state, total, left, ended, gone } = job;
  if (total === 0 && state === "running") return "Disabling the account";
  if (total === 0) return `The account is ${job.disabling.kind === "done" ? "" : "not "}disabled`;
  if (state === "running") return `Ending ${figure(total - left)} of ${figure(total)}`;
  const out = ended + gone;
  if (state === "cancelled" && left > 0)
    return `Cancelled: ${figure(out)} of ${figure(total)} sessions are ended`;
  if (out === total) return total === 1 ? "The session is ended" : `All ${figure(total)} sessions are ended`;
  return `${figure(out)} of ${figure(total)} sessions are ended`;
}

/** What is heard of a job. */
export function jobSpoken(job: JobView): string {
  if (job.total === 0) return jobTitle(job);
  if (job.state === "running") return `Ending ${sessionsWord(job.total)}`;
  const parts = RESULTS.filter((name) => job[name] > 0).map(
    (name) => `${RESULT_WORDS[name]} ${figure(job[name])}`,
  );
  const left = job.left > 0 ? [`${jobWords.left} ${figure(job.left)}`] : [];
  return `${jobTitle(job)}. ${[disablingWord(job.disabling) ?? [], ...parts, ...left].flat().join(", ")}`;
}

/** What a check came to, in a word. */
export type ProofWord = "dead" | "some_dead" | "unlisted" | "alive";

/** Absence from a list alone is no proof, and what is proved of one is not proved of the others. */
export function proofWord({ gone, proved, listed, refresh, introspection }: ProofView): ProofWord {
  if (listed.length > 0 || refresh === "alive" || introspection === "alive") return "alive";
  if (proved === 0) return "unlisted";
  return proved >= gone ? "dead" : "some_dead";
}

export const PROOF_TITLES: Record<ProofWord, string> = {
  dead: "They are dead",
  some_dead: "No longer listed; those linked here are dead",
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

export const jobWords = {
  cancel: "Cancel",
  cancelHint: "stops after those under way",
  left: "Not tried",
  troubles: (count: number) => `${figure(count)} not ended: why`,
  retry: (count: number) => `Retry ${figure(count)}`,
  goOn: (count: number) => `Go on with ${figure(count)}`,
  tryAgain: "Try again",
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
