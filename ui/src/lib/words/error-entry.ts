// An error's place in the catalogue: its sentence, and the one button.
import type { Act } from "./error-acts";
import type { Facts } from "./error-facts";

/** What an error's button does. */
export type ErrorAction =
  | "sign_in"
  | "retry"
  | "network_page"
  | "support"
  | "edit_provider"
  | "unlock"
  | "keychain_help"
  | "time_settings"
  | "quit"
  | "dismiss";

/** What helps. */
export type Next = { button: string; action: ErrorAction };

/** The sentence of a code, and what helps; both may depend on what was being done. */
export type Entry = { sentence: (facts: Facts) => string; next: Next | ((act: Act) => Next) };

export const SIGN_IN: Next = { button: "Sign in again", action: "sign_in" };
export const TRY_AGAIN: Next = { button: "Try again", action: "retry" };
export const TRY_NOW: Next = { button: "Try now", action: "retry" };
export const SUPPORT: Next = { button: "Copy for support", action: "support" };
export const CLOSE: Next = { button: "Close", action: "dismiss" };
export const QUIT: Next = { button: "Quit", action: "quit" };

/** *Now* where it is tried again by itself otherwise. */
export const trying = (act: Act) => (act === "renewal" ? TRY_NOW : TRY_AGAIN);
