// Words of a refused call (RFC 6750 section 3): what the API means, and the button that helps.
import type { CallAdvice, ExchangeView, RefusalView } from "../ipc/types";
import { exchangeTitle } from "./requests";
import { fullMoment } from "./time";

/** A refusal in plain words. */
export function refusalSentence({ status, advice }: RefusalView, api: string): string {
  switch (advice.kind) {
    case "renew":
      return `${api} doesn't take this token: it is expired, revoked or damaged. A fresh one can help.`;
    case "ask_scope":
      return advice.scopes.length === 1
        ? `${api} wants a scope that this token doesn't have.`
        : `${api} wants ${advice.scopes.length} scopes that this token doesn't have.`;
    case "other_resource":
      return `${api} takes only tokens that are made for it; this one is for another resource.`;
    case "not_allowed":
      return `${api} knows who you are and doesn't allow this. No other token changes that; whoever administers ${api} can.`;
    case "nothing":
      return `${api} refused the request with ${status}. What is wrong with it stands in its answer.`;
    default:
      return advice satisfies never;
  }
}

/** The button of a refusal, or null where none helps. */
export function refusalButton(advice: CallAdvice): string | null {
  switch (advice.kind) {
    case "renew":
      return "Renew and send again";
    case "ask_scope":
      return advice.scopes.length === 1 ? "Ask for this scope" : "Ask for these scopes";
    case "other_resource":
      return "Get a token for this API and send again";
    case "not_allowed":
    case "nothing":
      return null;
    default:
      return advice satisfies never;
  }
}

export const refusalWords = {
  label: "Why the API refused",
  says: (api: string, words: string) => `${api} says: “${words}”`,
  scopeOpens: "Asking opens the browser, where you or your IT may allow it.",
  granted: (provider: string) => `${provider} granted it.`,
  notGranted: (provider: string, scopes: readonly string[]) =>
    `${provider} signed you in again, but didn't grant ${scopes.join(", ")}. Its administrator can.`,
  copy: "Copy for the administrator",
} as const;

type Fact = { name: string; text: string };

/** What the API's challenge said, for the details. */
export function refusalFacts({ status, error, realm, scopes }: RefusalView): Fact[] {
  return [
    { name: "Status", text: String(status) },
    { name: "Error", text: error ?? "" },
    { name: "Realm", text: realm ?? "" },
    { name: "Scopes it wants", text: scopes.join(" ") },
  ].filter(({ text }) => text !== "");
}

/** What the administrator of an API is sent; it holds no token. */
export function forAdministrator(
  exchange: ExchangeView,
  account: string | null,
  refusal: RefusalView,
): string {
  const facts: Fact[] = [
    { name: "Refused", text: exchangeTitle(exchange, exchange.provider) },
    { name: "For", text: account ?? "" },
    { name: "When", text: fullMoment(exchange.at) },
    ...refusalFacts(refusal),
    { name: "It says", text: refusal.words ?? "" },
  ];
  return facts
    .filter(({ text }) => text !== "")
    .map(({ name, text }) => `${name.padEnd(16)}${text}`)
    .join("\n");
}
