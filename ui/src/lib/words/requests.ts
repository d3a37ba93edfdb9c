// Words of the Requests page.
import type { ExchangeView, Unix } from "../ipc/types";
import { errorWords } from "./errors";

const bytes = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "byte" : "bytes"}`;

/** `812 bytes`, `64 kB`, `1.2 MB`. */
export function size(count: number): string {
  if (count < 1000) return bytes(count);
  if (count < 1_000_000) return `${Math.round(count / 1000)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** `84 ms`, `1.2 s`. */
export function millis(count: number): string {
  return count < 1000 ? `${count} ms` : `${(count / 1000).toFixed(1)} s`;
}

/** The kinds of status, each with a word of its own. */
export type StatusKind = "answered" | "redirected" | "refused" | "rejected" | "broken";

export function statusKind(status: number): StatusKind {
  if (status < 300) return "answered";
  if (status < 400) return "redirected";
  if (status === 401 || status === 403) return "refused";
  return status < 500 ? "rejected" : "broken";
}

export const STATUS_WORDS: Record<StatusKind, string> = {
  answered: "Answered",
  redirected: "Sends elsewhere",
  refused: "Refused",
  rejected: "Rejected",
  broken: "Failed at the API",
};

/** Why a header can't be sent: Lanyard adds it itself, or it isn't a header. */
export type HeaderProblem = "authorization" | "name" | "value";

export const HEADER_PROBLEMS: Record<HeaderProblem, string> = {
  authorization: "Lanyard adds Authorization itself, from the account. Remove this row.",
  name: "A header's name has letters, digits and hyphens, without spaces.",
  value: "A header's value can't hold line breaks or characters beyond Latin-1.",
};

export const requestWords = {
  title: "Requests",
  line: "Request",
  method: "Method",
  address: "Address",
  addressHint: "https://api.example.com/orders",
  addressInvalid: "This is no web address. It looks like https://api.example.com/orders.",
  account: "Account",
  send: "Send",
  sending: "Sending",
  resources: "Resources",
  useResource: (address: string) => `Use ${address}`,
  counted: (name: string, count: number) => (count === 0 ? name : `${name} ${count}`),
  noToken: "no token now",
  parts: "Parts of the request",
  headers: "Headers",
  body: "Body",
  bearer: "Bearer — added by Lanyard, never shown",
  headerName: "Header name",
  headerValue: (name: string) => (name === "" ? "Header value" : `Value of ${name}`),
  addHeader: "Add a header",
  removeHeader: (name: string) => (name === "" ? "Remove this header" : `Remove ${name}`),
  noBody: (method: string) =>
    `A ${method} request has no body. What stands here goes along with other methods.`,
  bodyHint: "Headers and body are emptied when you leave this page.",
  format: "Format JSON",
  noJson: "This isn't JSON, so it was left as it is.",
  proposeType: (type: string) => `Add Content-Type: ${type}`,
  waiting: "Waiting for you to allow this in Lanyard's own window",
  waitingText: (origin: string, account: string, until: string) =>
    `${origin} is none of ${account}'s own addresses, so nothing is sent before you answer there. No answer by ${until} means no.`,
  cancel: "Cancel",
  notSent: "Nothing was sent",
  answer: "Answer",
  noAnswer: "The answer comes here.",
  answerParts: "Parts of the answer",
  timings: { token: "Token", head: "First byte", whole: "Whole" },
  timingsExplain: {
    token: "From the start until a token was there: at once where one serves, else after a renewal.",
    head: "From the start until the API's status and headers were there.",
    whole: "From the start until the last byte was there.",
  },
  redirects: "Sent on to",
  withToken: "with the token",
  withoutToken: "without the token",
  notFollowed: (why: string) => `Not followed further: ${why}.`,
  noHeaders: "No headers.",
  emptyBody: "The answer has no body.",
  binary: (type: string | null, length: number | null) =>
    `The body is no text${type === null ? "" : ` (${type})`}${length === null ? "" : `, ${size(length)}`}. It isn't shown.`,
  cut: (whole: number) => `Only its beginning is kept here: the whole body has ${size(whole)}.`,
  showWhole: (length: number) => `Show all ${size(length)}`,
  copyBody: "Copy body",
  details: "Details",
  problem: "Problem",
  theApi: "The API",
  again: "Send again",
  exchange: "The exchange, step by step",
  steps: "Steps of the exchange",
  noMessage: "Nothing went over the wire in this step.",
  askedWith: "Request",
  answeredWith: "Answer",
  noAnswerCame: "None came.",
  copyRequest: "Copy request",
  copyAnswer: "Copy answer",
  when: "When",
  took: "Took",
  redacted: "Tokens, codes, secrets and cookies are masked before they come here.",
  history: "Last exchanges",
  historyNote: "Kept in memory until Lanyard quits.",
  forget: "Forget them",
  missing: "This exchange is no longer remembered.",
  loading: "Reading the last exchanges",
  empty: "Call an API with an account's token, and see each step from sign-in to answer.",
  addAccount: "Add a work account",
  seeExchange: "See the exchange",
} as const;

/** What an exchange was, in a line: `GET https://orders.acme.example/orders`. */
export function exchangeTitle(exchange: ExchangeView, provider: string): string {
  switch (exchange.kind) {
    case "call":
      return callLine(exchange) ?? "Call of an API";
    case "sign_in":
      return `Sign-in at ${provider}`;
    case "renewal":
      return `Renewal at ${provider}`;
    default:
      return exchange.kind satisfies never;
  }
}

/** A fact of the step in which the resource was asked for. */
export function askedFact({ steps }: ExchangeView, name: string): string | null {
  const asked = steps.find(({ step }) => step === "resource_asked");
  return asked?.facts.find((fact) => fact.name === name)?.text ?? null;
}

/** Method and address of a call. */
function callLine(exchange: ExchangeView): string | null {
  const [method, url] = [askedFact(exchange, "method"), askedFact(exchange, "url")];
  return method === null || url === null ? null : `${method} ${url}`;
}

/** The API's host, where the exchange has an API. */
export function apiHost(exchange: ExchangeView): string | null {
  const url = askedFact(exchange, "url") ?? "";
  return URL.canParse(url) ? new URL(url).host : null;
}

/** How an exchange came out, in a word. */
export function outcomeWord(exchange: ExchangeView): string {
  const { answer } = exchange;
  if (answer) return `${answer.status} ${answer.reason}`.trim();
  return wentWell(exchange) ? "Done" : "Failed";
}

/** Whether nothing in it failed. */
export function wentWell({ steps, answer, problem }: ExchangeView): boolean {
  if (answer && answer.status >= 400) return false;
  return problem === null && steps.every(({ state }) => state !== "failed");
}

/** Why the API gave no answer, or no whole one. An API is no provider: nothing is said of renewals and tokens. Null
 * where the error's own sentence fits. */
export function problemSentence(exchange: ExchangeView): string | null {
  if (exchange.problem?.code !== "unreachable") return null;
  const api = apiHost(exchange) ?? requestWords.theApi;
  switch (exchange.steps.find(({ state }) => state === "failed")?.step) {
    case "resource_asked":
      return `${api} can't be reached, so nothing was sent there.`;
    case "resource_returned":
      return `${api} broke off before its answer was whole. It may have acted on the request.`;
    default:
      return null;
  }
}

/** What a screen reader hears when a call is over. */
export function callSpoken(exchange: ExchangeView, now: Unix): string {
  const { answer, problem } = exchange;
  if (answer) {
    const { status, reason, timings } = answer;
    return `${status} ${reason}, ${STATUS_WORDS[statusKind(status)].toLowerCase()}, after ${millis(timings.whole)}`;
  }
  return problem === null
    ? outcomeWord(exchange)
    : (problemSentence(exchange) ?? errorWords(problem, { now }).sentence);
}
