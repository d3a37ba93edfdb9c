// Names of the window's pages, and what is said where one isn't there yet.
import type { ErrorWords } from "./errors";

export const pageWords = {
  accounts: "Accounts",
  activity: "Activity",
  programs: "Programs",
  inspector: "Inspector",
  requests: "Requests",
  console: "Console",
} as const;

export const openingWords = {
  accounts: "Reading your accounts",
  page: (name: string) => `Opening ${name}`,
} as const;

/** Of an error on a page. */
export const errorPanelWords = { label: "Error" } as const;

/** Of a line to type a filter into. */
export const filterWords = { clear: "Clear" } as const;

/** A page that the window could not get from its own files. */
export function notOpened(name: string): ErrorWords {
  return {
    sentence: `${name} could not be opened. Your sign-ins are untouched.`,
    button: "Try again",
    action: "retry",
  };
}
