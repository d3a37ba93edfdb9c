// The sentence and the button for every error code. A code without an entry fails the type check.
//
// A sentence says what happened and what it means; the provider's own words are quoted as its words; the
// OAuth error code stays in the details. What only holds while an account is renewed is said of a renewal alone.
import type { ErrorCode, ErrorView } from "../ipc/types";
import type { Entry, Next } from "./error-entry";
import { factsOf, type ErrorContext } from "./error-facts";
import { OF_THIS_COMPUTER } from "./errors-here";
import { OF_PROVIDERS } from "./errors-provider";

export type { ErrorAction } from "./error-entry";
export type { ErrorContext } from "./error-facts";

/** An error in the person's words. */
export type ErrorWords = { sentence: string } & Next;

const CATALOGUE: Record<ErrorCode, Entry> = { ...OF_PROVIDERS, ...OF_THIS_COMPUTER };

/** The sentence and button for an error. */
export function errorWords(error: ErrorView, context: ErrorContext): ErrorWords {
  const { sentence, next } = CATALOGUE[error.code];
  const facts = factsOf(error, context);
  return { sentence: sentence(facts), ...(typeof next === "function" ? next(facts.act) : next) };
}
