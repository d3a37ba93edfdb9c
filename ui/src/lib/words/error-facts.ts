// An error's facts as a sentence takes them.
import type { ErrorView, LeaseTimes, Unix } from "../ipc/types";
import { actOf, type Act } from "./error-acts";
import { atMoment, moment } from "./time";

/** What a sentence may draw on beside the error itself. */
export type ErrorContext = {
  now: Unix;
  /** The account's main lease, where one serves on. */
  lease?: LeaseTimes | null;
};

/** An error's facts, filled where the provider or the engine left a gap. */
export type Facts = {
  act: Act;
  provider: string;
  /** The same within a sentence. */
  within: string;
  host: string;
  /** Who was called, where it is an API. */
  api: string;
  words: string | null;
  certificate: string | null;
  skew: number | null;
  /** ` (line 3, column 7)`, or nothing. */
  place: string;
  detail: string | null;
  /** Who ended the sign-in from the console, and why. */
  ended: { by: string; why: string } | null;
  /** `at 14:02`. */
  at: string;
  /** `14:02`. */
  when: string;
  /** `14:10`, or null where no token works on. */
  until: string | null;
  /** `12:11`, or null where no answer is waited for. */
  answerBy: string | null;
  /** The detail, where it is a number of seconds. */
  seconds: number | null;
};

export function factsOf(error: ErrorView, { now, lease }: ErrorContext): Facts {
  const { facts } = error;
  const column = facts.column === null ? "" : `, column ${facts.column}`;
  return {
    act: actOf(facts.step),
    provider: facts.provider ?? "The provider",
    within: facts.provider ?? "the provider",
    host: facts.host ?? facts.provider ?? "the provider",
    api: facts.host ?? "The API",
    words: facts.words,
    certificate: facts.certificate_issuer,
    skew: facts.skew,
    place: facts.line === null ? "" : ` (line ${facts.line}${column})`,
    detail: facts.detail,
    ended: facts.ended_by && facts.ended_why ? { by: facts.ended_by, why: facts.ended_why } : null,
    at: atMoment(error.at, now),
    when: moment(error.at, now),
    until: lease && lease.expires_at > now ? moment(lease.expires_at, now) : null,
    answerBy: facts.until === null ? null : moment(facts.until, now),
    seconds: facts.detail !== null && /^\d+$/.test(facts.detail) ? Number(facts.detail) : null,
  };
}

/** ` (1.4)`, or nothing. */
export const inBrackets = (text: string | null) => (text === null ? "" : ` (${text})`);

/** ` Acme ID says: “account disabled”.`, or nothing. */
export const says = ({ provider, words }: Facts) => (words === null ? "" : ` ${provider} says: “${words}”.`);

/** Until when the token works and what then is said; without one, something else. */
export const serving = ({ until }: Facts, then: string, otherwise: string) =>
  until === null ? otherwise : `The token works until ${until}; ${then}`;
