// Words of the dialogs: sign out, remove, handle, support, remove a provider.
import type { StepResult } from "../ipc/types";

export const leaveWords = {
  signOutTitle: (title: string) => `Sign out ${title}?`,
  removeTitle: (title: string) => `Remove ${title} from this computer?`,
  /** `git and 2 more programs use acme: they get no more access tokens.` */
  handleStops: (handle: string, programs: readonly string[]) => {
    const [first, ...rest] = programs;
    if (first === undefined) return `Programs that ask for ${handle} get no more access tokens.`;
    const more = rest.length === 1 ? ` and ${rest[0] ?? ""}` : ` and ${rest.length} more programs`;
    return rest.length === 0
      ? `${first} uses ${handle}: it gets no more access tokens.`
      : `${first}${more} use ${handle}: they get no more access tokens.`;
  },
  renewStops: "Renewal stops, and the refresh token is deleted from the keychain.",
  revoked: (provider: string) => `${provider} is told to revoke the refresh token.`,
  cannotRevoke: (provider: string) =>
    `${provider} has no way to revoke the refresh token; it is deleted here and runs out there.`,
  jwtUntil: (time: string) => `An access token already given out works until ${time}, whatever is done here.`,
  accountStays: "The account stays in the list, to sign in again.",
  accountGoes: "Its claims and settings on this computer are forgotten. Its activity stays in the log.",
  inBrowser: (provider: string) => `Also sign out at ${provider} in the browser`,
  inBrowserHint: "This ends your other work there too.",
  noBrowser: (provider: string) => `${provider} has no sign-out in the browser.`,
  signOut: "Sign out",
  remove: "Remove",
  keepSignedIn: "Stay signed in",
  keepAccount: "Keep the account",
  close: "Close",
  signedOutTitle: (title: string) => `${title} is signed out`,
  removedTitle: (title: string) => `${title} was removed`,
  stepRevoked: "Refresh token revoked",
  stepWiped: "Removed from the keychain",
  stepBrowser: (provider: string) => `Signed out at ${provider}`,
  stillWorks: (time: string) => `The access token still works until ${time}.`,
  signingOut: "Signing out",
  removing: "Removing",
} as const;

/** The word beside a step of a sign-out. */
export const STEP_WORDS: Readonly<Record<StepResult["kind"], string>> = {
  done: "done",
  not_asked: "not asked",
  not_offered: "not offered by the provider",
  queued: "not yet; tried again by itself",
  failed: "failed",
};

export const handleWords = {
  title: "Change handle",
  label: "Handle",
  hint: "The short name of this account for programs and commands: letters, digits, dots, dashes, underscores.",
  consequence: (handle: string) => `Whatever uses ${handle} today must be given the new one.`,
  invalid: "Use up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
  same: "That is the handle it has now.",
  taken: "That handle belongs to another account. Choose another one.",
  changed: (handle: string) => `The handle is ${handle} now`,
  save: "Change handle",
  cancel: "Cancel",
} as const;

export const supportWords = {
  title: "Copy for support",
  intro: "This is all that is copied. It holds no token, no password and no key.",
  copy: "Copy",
  close: "Close",
  loading: "Putting it together",
  label: "Text for support",
} as const;

export const removeProviderWords = {
  button: "Remove this provider…",
  title: (provider: string) => `Remove ${provider}?`,
  text: "Its settings on this computer are forgotten. At the provider nothing changes.",
  blocked: (count: number) =>
    count === 1
      ? "One account is still here. Remove it first."
      : `${count} accounts are still here. Remove them first.`,
  confirm: "Remove",
  cancel: "Keep the provider",
} as const;
