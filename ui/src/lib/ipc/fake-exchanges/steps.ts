// The eight steps of an exchange.
import { ACME, NOW } from "../fake-data";
import type {
  Actor,
  AnswerView,
  ApiCall,
  ExchangeStep,
  NamedText,
  RedactedMessage,
  StepState,
  StepView,
} from "../types";
import { CALL, fakeAnswer } from "./answer";

const ACTORS: Record<ExchangeStep, Actor> = {
  token_asked: "app",
  client_verified: "provider",
  person_consented: "person",
  token_given: "provider",
  token_checked: "app",
  resource_asked: "app",
  token_validated: "api",
  resource_returned: "api",
};
const STEPS = Object.keys(ACTORS) as ExchangeStep[];

/** Facts as the engine writes them. */
export const named = (facts: Record<string, string>): NamedText[] =>
  Object.entries(facts).map(([name, text]) => ({ name, text }));

const TOKEN_MESSAGE: RedactedMessage = {
  request: `POST ${ACME.issuer}/oauth/token\ncontent-type: application/x-www-form-urlencoded`,
  request_body: "grant_type=refresh_token\nclient_id=lanyard-desktop\nrefresh_token=••••",
  answer: "200 OK\ncontent-type: application/json\ncache-control: no-store",
  answer_body:
    '{\n  "access_token": "••••",\n  "refresh_token": "••••",\n  "expires_in": 300,\n  "scope": "openid profile email orders:read"\n}',
};

type Change = Partial<StepView> & { state?: StepState };

/** The eight steps: a token from before, and a call that went well. `changes` tell what differs. */
export function fakeSteps(
  changes: Partial<Record<ExchangeStep, Change>> = {},
  call: ApiCall = CALL,
  answer: AnswerView | null = fakeAnswer(),
): StepView[] {
  const scopes = "openid profile email orders:read orders:write";
  const facts: Record<ExchangeStep, Record<string, string>> = {
    token_asked: { grant: "refresh_token", scopes },
    client_verified: { client: "lanyard-desktop", authentication: "none" },
    person_consented: {},
    token_given: {
      scopes,
      scopes_granted: "openid profile email orders:read",
      expires_at: String(NOW + 252),
    },
    token_checked: {},
    resource_asked: {
      method: call.method,
      url: call.url,
      ...(answer?.redirects.length === 2 ? { without_token_from: "https://cdn.acme.example" } : {}),
    },
    token_validated: {},
    resource_returned: answer ? { status: String(answer.status) } : {},
  };
  const earlier: Partial<Record<ExchangeStep, number>> = {
    token_asked: NOW - 48,
    client_verified: NOW - 48,
    person_consented: NOW - 11_220,
    token_given: NOW - 48,
    token_checked: NOW - 48,
  };
  const message: RedactedMessage = {
    request: `${call.method} ${call.url}\nauthorization: Bearer ••••\naccept: */*`,
    request_body: call.body ?? "",
    answer: answer
      ? [
          `${answer.status} ${answer.reason}`,
          ...answer.headers.map(({ name, text }) => `${name}: ${text}`),
        ].join("\n")
      : "",
    answer_body: answer?.body.slice(0, 400) ?? "",
  };
  return STEPS.map((step) => ({
    step,
    actor: ACTORS[step],
    state: earlier[step] === undefined ? "done" : "earlier",
    at: earlier[step] ?? NOW,
    millis: step === "resource_asked" ? 2 : step === "resource_returned" ? 91 : null,
    facts: named(facts[step]),
    message: step === "resource_asked" ? message : step === "token_given" ? TOKEN_MESSAGE : null,
    ...changes[step],
  }));
}

/** A step that nothing came to. */
export const NOT_REACHED: Change = { state: "not_reached", at: null, millis: null, facts: [], message: null };
