// Words of first run, adding a provider, and a sign-in under way.
import type { ProviderOrigin, ProviderSupport } from "../ipc/types";

export const addWords = {
  headline: "Add a work account",
  intro: "Lanyard opens your browser for the sign-in and never sees your password.",
  knownProviders: "Providers",
  signIn: "Sign in",
  managed: (host: string) => `${host} · set by your IT`,
  other: "Other provider",
  openFile: "Open a provider file…",
  dropHint: "or drop one here",
  dropHere: "Drop the provider file to fill in the form",
  fromFile: (name: string) => `Filled in from ${name}. Look it over, then sign in.`,
  fileTooLarge: "This is no provider file: it is larger than 64 kB. Nothing was changed.",
  fileUnreadable: "The file could not be read. Nothing was changed.",
  cancel: "Cancel",
} as const;

export const formWords = {
  issuer: "Issuer address",
  issuerPlaceholder: "https://id.example.com",
  issuerHint: "Your company's sign-in service. Enter looks it up.",
  clientId: "Client ID",
  clientHint: "Your IT gives you this with the address; it names Lanyard at the provider.",
  more: "Scopes and more",
  name: "Name",
  nameHint: "How it is called in Lanyard. The host's name when empty.",
  addSecret: "The provider gave a client secret",
  secret: "Client secret",
  secretHint: "Kept in the keychain. Most providers give none to a desktop program.",
  secretKept: "One is in the keychain. Leave this empty to keep it.",
  scopes: "Scopes",
  scopesHint: "What to ask for, separated by spaces. openid is always asked for.",
  resources: "Resources",
  resourcesHint: "Addresses of the APIs the tokens are for, one a line, if your IT gave any.",
  redirect: "Redirect address",
  copyRedirect: "Copy redirect address",
  redirectHint: "Your IT registers this address at the provider.",
  looking: "Looking it up",
  signIn: "Sign in",
  save: "Save",
  saved: (name: string) => `${name} was saved`,
  editTitle: (name: string) => `Edit ${name}`,
  lockedByPolicy: "Your IT set this provider; it can't be changed here.",
  needIssuer: "This is no web address. It looks like https://id.example.com.",
  needClient: "A client ID is needed to sign in.",
  back: "Back",
} as const;

const wordList = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

/** *Acme ID · sign-out and introspection yes, device code no* */
export function capabilityLine(name: string, support: ProviderSupport): string {
  const known: readonly (readonly [string, boolean])[] = [
    ["PKCE", support.pkce],
    ["sign-out", support.sign_out],
    ["introspection", support.introspection],
    ["revocation", support.revocation],
    ["device code", support.device_code],
  ];
  const yes = known.filter(([, has]) => has).map(([word]) => word);
  const no = known.filter(([, has]) => !has).map(([word]) => word);
  const parts = [
    ...(yes.length > 0 ? [`${wordList(yes)} yes`] : []),
    ...(no.length > 0 ? [`${wordList(no)} no`] : []),
  ];
  return `${name} · ${parts.join(", ")}`;
}

export const ORIGIN_WORDS: Readonly<Record<ProviderOrigin, string>> = {
  policy: "Set by your IT",
  file: "From a provider file",
  person: "Added by you",
};

export const signInWords = {
  preparing: (provider: string) => `Looking up ${provider}`,
  preparingText: "Your browser opens next.",
  waiting: "Finish signing in in your browser",
  waitingAt: (provider: string) => `${provider} asks there who you are. This page goes on by itself.`,
  openAgain: "Open again",
  copyLink: "Copy link",
  cancel: "Cancel",
  helpQuestion: "Does the browser show an error instead?",
  help: "Copy it for your IT. The provider must know the redirect address",
  finishing: (provider: string) => `Checking what ${provider} answered`,
  finishingText: "It is verified before anything is kept.",
  done: (title: string) => `Signed in as ${title}`,
  wasHere: (title: string) => `${title} was already here; its sign-in was renewed.`,
  doneKeeps: "Lanyard keeps you signed in from here.",
  doneNext: "Use the token from a terminal:",
  another: "Use a different account",
  otherPerson: (who: string, expected: string) => `You signed in as ${who}; this account is ${expected}.`,
  otherPersonText: (expected: string) => `Nothing of ${expected} was changed.`,
  addOther: (who: string) => `Add ${who} as a new account`,
  tryAgain: "Try again",
  failed: "The sign-in was not finished",
  cancelled: "Sign-in cancelled",
  cancelledText: "Nothing was changed.",
  startAgain: "Sign in",
  close: "Close",
} as const;
