// The words of the page Accounts: its list, the menu and the tabs of one account.
import type { Unix } from "../ipc/types";
import type { Tab } from "../state/navigation.svelte";
import { moment } from "./time";

export const listWords = {
  title: "Accounts",
  find: "Find an account",
  findHint: "Name, e-mail or handle",
  endFind: "End the search",
  add: "Add an account",
  /** Of a token that serves, for screen readers. */
  until: (at: Unix, now: Unix) => `until ${moment(at, now)}`,
  noMatch: (query: string) => `No account matches “${query}”.`,
} as const;

/** A sign-in that belongs to no account yet. */
export const signInRowWords = { failed: "Sign-in failed", waiting: "Waiting for the browser" } as const;

export const accountWords = {
  more: "More",
  changeHandle: "Change handle…",
  support: "Copy for support…",
  signOut: "Sign out…",
  remove: "Remove from this computer…",
  notSaved: "Not saved",
  tabs: (title: string) => `About ${title}`,
  reading: "Reading the account",
} as const;

export const TAB_WORDS: Record<Tab, string> = {
  overview: "Overview",
  claims: "Claims",
  access: "Access",
  activity: "Activity",
  provider: "Provider",
};
