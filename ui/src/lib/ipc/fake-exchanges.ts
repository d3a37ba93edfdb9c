// Made-up exchanges for the gallery and for tests; never part of a release bundle.
import { ACME, NOW, fakeError } from "./fake-data";
import type {
  Actor,
  AnswerView,
  ApiCall,
  ExchangeStep,
  ExchangeView,
  NamedText,
  RedactedMessage,
  RefusalView,
  StepState,
  StepView,
} from "./types";

const ORDERS = "https://orders.acme.example/orders";

/** A call of the orders API. */
export const CALL: ApiCall = {
  account: "ada",
  method: "GET",
  url: ORDERS,
  headers: [],
  body: null,
};

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

export const BODY = JSON.stringify(
  {
    orders: [
      { id: "A-1041", item: "Lanyards, blue", quantity: 200, total: 284.5, state: "delivered" },
      { id: "A-1042", item: "Badge holders 👩🏽‍🚀", quantity: 200, total: 96, state: "open" },
      { id: "A-1043", item: "حاملات الشارات", quantity: 40, total: 31.2, state: "open" },
    ],
    next: null,
  },
  null,
  2,
);

/** An answer of the orders API. */
export function fakeAnswer(over: Partial<AnswerView> = {}): AnswerView {
  return {
    status: 200,
    reason: "OK",
    headers: [
      { name: "content-type", text: "application/json; charset=utf-8" },
      { name: "content-length", text: "412" },
      { name: "cache-control", text: "no-store" },
      { name: "x-request-id", text: "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2" },
      { name: "set-cookie", text: "session=••••" },
    ],
    body: BODY,
    json: true,
    cut_from: null,
    binary: false,
    redirects: [],
    timings: { token: 2, head: 84, whole: 91 },
    ...over,
  };
}

const named = (facts: Record<string, string>): NamedText[] =>
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

const NOT_REACHED: Change = { state: "not_reached", at: null, millis: null, facts: [], message: null };

/** A call and its answer. */
export function fakeExchange(over: Partial<ExchangeView> = {}, call: ApiCall = CALL): ExchangeView {
  const answer = over.answer === undefined ? fakeAnswer() : over.answer;
  return {
    id: "x1",
    kind: "call",
    at: NOW,
    provider: "acme",
    account: call.account,
    steps: fakeSteps({}, call, answer),
    answer,
    refusal: null,
    problem: null,
    ...over,
  };
}

/** A call that the API refused. */
export function fakeRefused(refusal: Partial<RefusalView>, call: ApiCall = CALL): ExchangeView {
  const status = refusal.status ?? 403;
  const error = refusal.error === undefined ? null : refusal.error;
  const answer = fakeAnswer({
    status,
    reason: status === 401 ? "Unauthorized" : "Forbidden",
    headers: [
      { name: "content-type", text: "application/json" },
      {
        name: "www-authenticate",
        text: `Bearer realm="orders"${error === null ? "" : `, error="${error}"`}`,
      },
    ],
    body: '{\n  "message": "refused"\n}',
  });
  return fakeExchange(
    {
      answer,
      refusal: {
        status,
        error,
        words: null,
        scopes: [],
        realm: "orders",
        advice: { kind: "nothing" },
        ...refusal,
      },
      steps: fakeSteps(
        {
          token_validated: {
            state: "failed",
            facts: named({ status: String(status) }),
            message: fakeSteps({}, call, answer)[5]?.message ?? null,
          },
          resource_returned: NOT_REACHED,
        },
        call,
        answer,
      ),
    },
    call,
  );
}

/** An API that can't be reached. */
export function fakeUnreachable(call: ApiCall = CALL): ExchangeView {
  return fakeExchange(
    {
      answer: null,
      problem: fakeError(
        "unreachable",
        { provider: null, host: new URL(call.url).host, step: "resource", detail: "connection refused" },
        { at: NOW, account: call.account },
      ),
      steps: fakeSteps(
        {
          resource_asked: { state: "failed", facts: named({ method: call.method, url: call.url }) },
          token_validated: NOT_REACHED,
          resource_returned: NOT_REACHED,
        },
        call,
        null,
      ),
    },
    call,
  );
}

/** A renewal that worked. */
export const RENEWAL: ExchangeView = fakeExchange({
  id: "x3",
  kind: "renewal",
  at: NOW - 48,
  answer: null,
  steps: fakeSteps({
    token_asked: { state: "done" },
    client_verified: { state: "done" },
    token_given: { state: "done", millis: 84 },
    token_checked: { state: "done" },
    resource_asked: NOT_REACHED,
    token_validated: NOT_REACHED,
    resource_returned: NOT_REACHED,
  }),
});

/** A sign-in that was declined at the provider. */
export const DECLINED: ExchangeView = fakeExchange({
  id: "s1",
  kind: "sign_in",
  at: NOW - 420,
  account: null,
  answer: null,
  problem: fakeError("declined", {
    step: "authorization",
    oauth_error: "access_denied",
    words: "account disabled",
  }),
  steps: fakeSteps({
    token_asked: {
      state: "done",
      facts: named({ grant: "authorization_code", scopes: "openid profile email orders:read" }),
      message: {
        request: `GET ${ACME.issuer}/oauth/authorization\n  response_type=code\n  client_id=lanyard-desktop\n  redirect_uri=http://127.0.0.1:41873/callback\n  scope=openid profile email orders:read\n  code_challenge=••••\n  code_challenge_method=S256\n  state=••••\n  nonce=••••`,
        request_body: "",
        answer: "",
        answer_body: "",
      },
    },
    client_verified: { state: "done", at: NOW - 420 },
    person_consented: {
      state: "failed",
      at: NOW - 412,
      facts: named({ reason: "callback: declined", error: "access_denied", words: "account disabled" }),
      message: {
        request:
          "GET http://127.0.0.1:41873/callback\n  error=access_denied\n  error_description=account disabled\n  state=••••",
        request_body: "",
        answer: "200 OK",
        answer_body: "",
      },
    },
    token_given: NOT_REACHED,
    token_checked: NOT_REACHED,
    resource_asked: NOT_REACHED,
    token_validated: NOT_REACHED,
    resource_returned: NOT_REACHED,
  }),
});
