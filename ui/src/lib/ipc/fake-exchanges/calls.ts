// Calls: answered, refused, never arrived.
import { NOW, fakeError } from "../fake-data";
import type { ApiCall, ExchangeView, RefusalView } from "../types";
import { CALL, fakeAnswer } from "./answer";
import { NOT_REACHED, fakeSteps, named } from "./steps";

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
