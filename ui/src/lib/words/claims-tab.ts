// Words of the Claims tab.

/** A source of claims, as a field of `ClaimRow`. */
export type ClaimSource = "id_token" | "access_token" | "userinfo" | "introspection";

/** What a source is called, at the head of a column and in full. */
export const SOURCE_WORDS: Readonly<Record<ClaimSource, { short: string; long: string }>> = {
  id_token: {
    short: "ID token",
    long: "ID token",
  },
  access_token: {
    short: "Access",
    long: "Access token",
  },
  userinfo: {
    short: "UserInfo",
    long: "UserInfo",
  },
  introspection: {
    short: "Provider",
    long: "Introspection",
  },
};

export const tabWords = {
  filter: "Filter claims",
  onlyDifferences: "Only differences",
  copyJson: "Copy as JSON",
  differ: "differ",
  mark: { same: "same value", differs: "another value", absent: "not there", other_time: "its own time" },
  empty: "empty",
  meaning: "Meaning",
  definedIn: "Defined in",
  undefinedSpec: "no specification",
  raw: "As sent",
  copyValue: (name: string) => `Copy ${name}`,
  decodedOnly: "The access token is decoded, not verified: only the API it is for can judge it.",
  none: "No claims yet. They come with the first sign-in.",
  noMatch: (text: string) => `No claim matches “${text}”.`,
  noDifferences: "The sources agree on every claim.",
  showAllClaims: "Show all claims",
  more: (count: number) => `and ${count.toLocaleString("en")} more`,
  showAll: (count: number) => `Show all ${count.toLocaleString("en")}`,
  showWhole: (count: number) => `Show all ${count.toLocaleString("en")} characters`,
  showFewer: "Show fewer",
  count: (shown: number) => (shown === 1 ? "1 claim shown" : `${shown} claims shown`),
  opaque: (provider: string) => `This access token is opaque: only ${provider} can read it.`,
  ask: (provider: string) => `Ask ${provider}`,
  asking: (provider: string) => `Asking ${provider}`,
  cannotAsk: (provider: string) => `${provider} answers no questions about tokens.`,
  inactive: (provider: string, time: string) =>
    `${provider} said at ${time}: this access token is no longer accepted.`,
  active: (provider: string, time: string) => `${provider} said at ${time}: this access token is accepted.`,
} as const;
