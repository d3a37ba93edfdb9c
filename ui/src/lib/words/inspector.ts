// Words of the Inspector: what is drawn around a token. What is said of the token itself comes from the engine.
import type {
  CheckProfile,
  InspectionView,
  TokenForm,
  TokenOutcome,
  TokenSource,
  Unix,
  Wrapping,
} from "../ipc/types";
import { accessWords } from "./access";
import { preciseTime, sameDay, moment } from "./time";

/** The three words of a verdict; there is no fourth. */
export const OUTCOMES: Readonly<Record<TokenOutcome, string>> = accessWords.outcome;

/** What a token is checked as, by the specification's own name. */
export const PROFILES: Readonly<Record<CheckProfile, string>> = {
  "at+jwt": "Access token, RFC 9068",
  jwt: "Access token, plain JWT",
  "id-token": "ID token",
  logout: "Logout token",
};

/** What was taken off around a token. */
const WRAPPINGS: Readonly<Record<Wrapping, string>> = {
  scheme: "taken out of an Authorization value",
  authorization_header: "taken out of an Authorization line",
  cookie: "taken out of a cookie",
  url: "taken out of an address",
  json: "taken out of JSON",
  spacing: "spaces and line breaks taken off",
  text: "taken out of other text",
};

/** What stands in the token's place when it is no JWT that could be drawn. */
export const FORMS: Readonly<Record<TokenForm, string>> = {
  signed: "Signed JWT",
  encrypted: "Encrypted JWT (JWE)",
  opaque: "Opaque token",
  malformed: "No readable token",
  too_large: "Too large to show",
};

/** `Not valid: it expired 3 minutes ago`. */
export function headline({ check }: Pick<InspectionView, "check">): string {
  return check.because === "" ? OUTCOMES[check.outcome] : `${OUTCOMES[check.outcome]}: ${check.because}`;
}

/** Where a token came from; an account by its title. */
export function sourceName(source: TokenSource, title: (account: string) => string): string {
  switch (source.kind) {
    case "clipboard":
      return "Pasted token";
    case "typed":
      return "Typed token";
    case "file":
      return source.name;
    case "account":
      return title(source.account);
    case "sample":
      return "Sample token";
    default:
      return source satisfies never;
  }
}

/** What else is to be said of where it came from, or nothing. */
export function aroundIt({ wrapping, others }: Pick<InspectionView, "wrapping" | "others">): string {
  const more = others === 0 ? "" : `${count(others, "other token")} in the same text not shown`;
  return [wrapping === null ? "" : WRAPPINGS[wrapping], more].filter((part) => part !== "").join(" · ");
}

/** `1 other token`, `2 other tokens`, `10,000 claims`. */
export function count(many: number, one: string): string {
  return `${many.toLocaleString("en")} ${one}${many === 1 ? "" : "s"}`;
}

/** A moment as a choice: `12:13:05 CET` today, else with its day. */
export function momentName(at: Unix, now: Unix): string {
  return sameDay(at, now) ? preciseTime(at) : moment(at, now);
}

export const inspectorWords = {
  title: "Inspector",
  intro: "Paste a token, drop a file, or use an account.",
  promise: "Nothing leaves this computer.",
  field: "Token",
  placeholder: "Paste or type a token",
  paste: "Paste",
  openFile: "Open file…",
  useAccount: "Use an account",
  sample: "Try it with a sample",
  dropHere: "Drop it to look at the token in it",
  addAccount: "Add an account",
  loading: "Reading the token",
  checking: "Checking the token",
  token: "Token",
  clear: "Clear",
  keptBack: "signature kept back",
  noSignature: "no signature",
  bytes: (bytes: number) => `${bytes.toLocaleString("en")} bytes`,
  leaseOf: (title: string, resource: string) => `${title} · ${resource}`,

  choices: "How it is checked",
  checkAs: "Check as",
  checkAsExplain:
    "Which rules apply. An access token is for an API, an ID token for the application that signed the person in.",
  from: "From",
  fromExplain:
    "Whose keys must have signed it. A provider that you added is found by the issuer (iss); an address inside a token is never fetched.",
  for: "For",
  forExplain: "The audience (aud) it must name. Anybody else has to refuse it.",
  at: "At",
  atExplain: "The moment at which it should be valid: now, or when something failed.",
  issuer: "Issuer",
  issuerExplain: "Who must have issued it, as your IT told you: a key file doesn't say whose it is.",
  nonce: "Nonce",
  nonceExplain: "The value your application sent with the request. It ties the token to that sign-in.",
  matches: (provider: string) => `${provider} (matches iss)`,
  noMatch: "No provider matches iss",
  noKeys: "No keys",
  keyFile: (name: string) => `File: ${name}`,
  openKeyFile: "Open key file…",
  noAudience: "No audience given",
  otherAudience: "Another audience…",
  audience: "Audience",
  now: "now",
  issuedAt: (time: string) => `when it was issued, ${time}`,
  beforeExpiry: (time: string) => `just before it expired, ${time}`,
  otherTime: "Another time…",
  time: "Time",
  timeHint: "Such as 12:05, 2025-05-06 12:05 or 1746525600",
  timeWrong: "Write it as 12:05, 2025-05-06 12:05 or in Unix seconds.",
  notGiven: "not given",

  next: "Next",
  addProvider: "Add its provider",
  copyReport: "Copy report…",
  compare: "Compare with…",
  ask: (provider: string) => `Ask ${provider}`,
  askSomeone: "Ask its provider",
  askAs: (provider: string, account: string) => `Ask ${provider} as ${account}`,
  asking: "Asking the provider",
  accepted: (provider: string, time: string) => `${provider} said at ${time}: this token is accepted.`,
  refused: (provider: string, time: string) => `${provider} said at ${time}: this token is not accepted.`,

  rules: "Rules",
  failed: (many: number) => `${many} failed`,
  passed: (many: number) => `${many} passed`,
  notChecked: (many: number) => `${many} not checked`,
  titled: (label: string, titles: readonly string[]) => `${label}: ${titles.join(", ")}`,
  expected: "needed",
  found: "found",
  here: (time: string) => `${time} on this computer`,
  result: { passed: "Passed", failed: "Failed", not_checked: "Not checked" },
  observations: "Worth knowing",
  weight: { note: "Note", warning: "Warning" },

  parts: "Parts of the token",
  tabs: { claims: "Claims", header: "Header", keys: "Keys", differences: "Differences" },
  unverified: "Unverified: anyone could have written this",
  noClaims: "The token has no claims.",
  answerOf: (provider: string) => `Answer of ${provider}`,
  providerToo: "The provider",
} as const;
