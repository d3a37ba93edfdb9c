// Words of an exchange, step by step. A sentence follows the name of whose turn the step is: *Acme ID · Gave an
// access token for orders:read.*
import type { Actor, ExchangeKind, ExchangeStep, ExchangeView, StepState, StepView } from "../ipc/types";
import { moment } from "./time";

/** What a step's sentence may draw on beside its facts. */
export type StepContext = {
  kind: ExchangeKind;
  provider: string;
  /** What the refusal asks for, where the API refused. */
  refusal: ExchangeView["refusal"];
  /** An error ended it: then a step's `reason` is the error's, which the details have. */
  problem: boolean;
  now: number;
};

type Facts = StepContext & {
  fact: (name: string) => string | null;
  /** `: “…”` where the other side said something, `: …` where a reason is known, or nothing. */
  because: string;
  client: string;
  scopes: string;
  until: string;
};
type Entry = Record<StepState, (facts: Facts) => string>;

const GRANTS: Readonly<Record<string, string>> = {
  authorization_code: "by a sign-in in the browser",
  refresh_token: "with the refresh token",
  device_code: "by a code on another device",
  client_credentials: "in its own name",
  password: "with user name and password",
};

const AUTHENTICATION: Readonly<Record<string, string>> = {
  none: ", a public client without a secret",
  client_secret_basic: ", by its secret",
  client_secret_post: ", by its secret",
  private_key_jwt: ", by its key",
};

const grant = (f: Facts) => {
  const name = f.fact("grant");
  return name === null ? "" : ` ${GRANTS[name] ?? `by the grant ${name}`}`;
};

const wordsIn = (list: string | null) => (list ?? "").split(/\s+/).filter(Boolean);

/** `: read, write and delete`, or at most a few and how many more. */
const FEW = 6;
const listed = (words: readonly string[]) =>
  words.length > FEW
    ? `${words.slice(0, FEW).join(", ")} and ${words.length - FEW} more`
    : words.length < 2
      ? words.join("")
      : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const forScopes = (list: readonly string[]) => (list.length === 0 ? "" : ` for ${listed(list)}`);

const notGranted = (f: Facts) => {
  const given = f.fact("scopes_granted");
  if (given === null) return "";
  const missing = wordsIn(f.fact("scopes")).filter((scope) => !wordsIn(given).includes(scope));
  return missing.length === 0 ? "" : `; ${listed(missing)} was not granted`;
};

const given = (f: Facts) =>
  `${forScopes(wordsIn(f.fact("scopes_granted") ?? f.fact("scopes")))}${f.until}${notGranted(f)}.`;

const NO_CALL: Record<ExchangeKind, string> = {
  call: "Was not reached.",
  sign_in: "No part of a sign-in.",
  renewal: "No part of a renewal.",
};

const request = (f: Facts) => {
  const [method, url] = [f.fact("method"), f.fact("url") ?? f.fact("resource")];
  return method === null || url === null ? "the request" : `${method} ${url}`;
};

const refused = (f: Facts): string => {
  const advice = f.refusal?.advice;
  switch (advice?.kind) {
    case "renew":
      return "Didn't take the token: it is expired, revoked or damaged.";
    case "ask_scope":
      return `Took the token, and wants more: ${listed(advice.scopes)}.`;
    case "other_resource":
      return "Didn't take the token: it is made for another resource.";
    case "not_allowed":
      return "Knows who you are and doesn't allow this.";
    case "nothing":
    case undefined:
      return `Refused the request${f.fact("status") === null ? "" : ` with ${f.fact("status")}`}${f.because}.`;
    default:
      return advice satisfies never;
  }
};

const STEPS: Record<ExchangeStep, Entry> = {
  token_asked: {
    done: (f) => `Asked ${f.provider} for a token${grant(f)}${f.scopes}.`,
    earlier: (f) => `Had asked ${f.provider} for this token${grant(f)}${f.scopes}.`,
    failed: (f) => `Could not ask ${f.provider} for a token${f.because}.`,
    not_reached: () => "Asked for no token.",
  },
  client_verified: {
    done: (f) => `Knew Lanyard${f.client}.`,
    earlier: (f) => `Had verified Lanyard${f.client}.`,
    failed: (f) => `Didn't accept Lanyard${f.client}${f.because}.`,
    not_reached: () => "Wasn't asked who Lanyard is.",
  },
  person_consented: {
    done: (f) => `Signed in at ${f.provider} and agreed to what was asked for.`,
    earlier: (f) => `Had signed in at ${f.provider}; what was agreed to then still holds.`,
    failed: (f) => `The sign-in was not finished${f.because}.`,
    not_reached: () => "Wasn't asked.",
  },
  token_given: {
    done: (f) => `Gave an access token${given(f)}`,
    earlier: (f) => `Had given the access token${given(f)}`,
    failed: (f) => `Gave no token${f.because}.`,
    not_reached: () => "Gave no token.",
  },
  token_checked: {
    done: (f) => `Verified what ${f.provider} gave before using it.`,
    earlier: () => "Had verified it before it was kept.",
    failed: (f) => `Didn't accept what ${f.provider} gave${f.because}.`,
    not_reached: () => "Had nothing to verify.",
  },
  resource_asked: {
    done: (f) => `Sent ${request(f)} with the token.`,
    earlier: (f) => `Had sent ${request(f)} with the token.`,
    failed: (f) => `Could not send ${request(f)}${f.because}.`,
    not_reached: (f) => (f.kind === "call" ? "Sent no request." : NO_CALL[f.kind]),
  },
  token_validated: {
    done: () => "Took the token.",
    earlier: () => "Had taken the token.",
    failed: refused,
    not_reached: (f) => NO_CALL[f.kind],
  },
  resource_returned: {
    done: (f) => `Answered${f.fact("status") === null ? "" : ` ${f.fact("status")}`}.`,
    earlier: () => "Had answered.",
    failed: (f) => `Sent no whole answer${f.because}.`,
    not_reached: (f) => (f.kind === "call" ? "Returned nothing." : NO_CALL[f.kind]),
  },
};

/** A step's one sentence. */
export function stepSentence(step: StepView, context: StepContext): string {
  const fact = (name: string) => step.facts.find((one) => one.name === name)?.text ?? null;
  const words = fact("words");
  const reason = context.problem ? null : fact("reason");
  const client = fact("client");
  const expires = Number(fact("expires_at") ?? Number.NaN);
  return STEPS[step.step][step.state]({
    ...context,
    fact,
    because: words !== null ? `: “${words}”` : reason !== null ? `: ${reason}` : "",
    client: client === null ? "" : ` as ${client}${AUTHENTICATION[fact("authentication") ?? ""] ?? ""}`,
    scopes: forScopes(wordsIn(fact("scopes"))),
    until: Number.isFinite(expires) ? `, good until ${moment(expires, context.now)}` : "",
  });
}

/** Whose turn it is, by name. */
export function actorName(actor: Actor, provider: string, api: string | null): string {
  switch (actor) {
    case "app":
      return "Lanyard";
    case "provider":
      return provider;
    case "person":
      return "You";
    case "api":
      return api ?? "API";
    default:
      return actor satisfies never;
  }
}

/** A step's state in a word; the time beside it is added where it is an earlier one. */
export const STEP_STATES: Record<StepState, string> = {
  done: "Done",
  earlier: "Earlier",
  failed: "Failed",
  not_reached: "Not reached",
};
