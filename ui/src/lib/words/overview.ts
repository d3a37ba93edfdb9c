// The words of an account's overview: two lives, then what the token is good for.
import type { LeaseTimes, Unix } from "../ipc/types";
import { length, moment } from "./time";

export const overviewWords = {
  signedOut:
    "This account's tokens were wiped from this computer. Sign in to use it again, or remove it in the menu.",
  session: "Session",
  token: "Access token",
  tokenExplain:
    "What programs show an API to be let in. It is short-lived; Lanyard fetches the next one in time.",
  scopes: "Scopes",
  scopesExplain: "What the access token may be used for. The provider may grant less than was asked for.",
  audience: "Audience",
  audienceExplain: "Who may accept the access token. Everyone else has to refuse it.",
  opaque: (provider: string) => `This access token is opaque: only ${provider} can read it.`,
  audienceLater: "Known when there is a token.",
  noAudience: "The token names none.",
  change: "Last change",
  moreChanges: (count: number) => ` and ${count} more`,
  compare: "Compare",
  unchanged: "Nothing changed at the last renewal.",
} as const;

/** The session's life. */
export const sessionWords = {
  ended: "Ended.",
  endedAt: (from: Unix, now: Unix) => `Signed in ${moment(from, now)}, ended.`,
  untold: (provider: string) => `${provider} doesn't say when this session ends.`,
  ends: (until: Unix, now: Unix) => `Ends ${moment(until, now)}`,
  since: (from: Unix, now: Unix) => `Signed in since ${moment(from, now)}`,
  /** The bar in a sentence. */
  bar: (from: Unix, until: Unix, now: Unix) =>
    `Session: signed in ${moment(from, now)}, ${until > now ? "ends" : "ended"} ${moment(until, now)}`,
  signedIn: "signed in",
  now: "now",
  end: (until: Unix, now: Unix) => (until > now ? `ends in ${length(until - now)}` : "ended"),
} as const;

/** The access token's life. */
export const lifeWords = {
  fetched: "Fetched when it is first needed.",
  none: "None now.",
  expired: (at: Unix, now: Unix, renews: boolean) =>
    `Expired ${moment(at, now)}${renews ? "; the next one is fetched when it is needed." : "."}`,
  /** The bar in a sentence. */
  bar: ({ issued_at, renews_at, expires_at }: LeaseTimes, now: Unix, renews: boolean) =>
    `Access token: issued ${moment(issued_at, now)}, ${renews ? `renews ${moment(renews_at, now)}, ` : ""}expires ${moment(expires_at, now)}`,
  issued: "issued",
  now: "now",
  renews: "renews",
  expires: (left: string) => `expires in ${left}`,
} as const;

const count = (number: number) => number.toLocaleString("en");

/** The scopes. */
export const scopeWords = {
  notGranted: "not granted",
  askAgain: "Ask again",
  askAgainFor: (scopes: readonly string[]) => `Ask again for ${scopes.join(", ")}`,
  showAll: (number: number) => `Show all ${count(number)}`,
  allows: (meaning: string) => `Lets the holder ${meaning}.`,
  /** `4 of 5 granted`: of those asked for, and what came beside. */
  granted(got: number, asked: number, extra: number): string {
    if (asked === 0) return extra === 0 ? "None" : `${count(extra)} granted`;
    const beside = extra > 0 ? `, ${count(extra)} not asked for` : "";
    return `${got === asked ? `All ${count(got)}` : `${count(got)} of ${count(asked)}`} granted${beside}`;
  },
} as const;
