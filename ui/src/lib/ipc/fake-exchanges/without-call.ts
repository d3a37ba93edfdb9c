// Exchanges in which no API is called: a renewal, a sign-in.
import { ACME, NOW, fakeError } from "../fake-data";
import type { ExchangeView } from "../types";
import { NOT_REACHED, fakeSteps, named } from "./steps";
import { fakeExchange } from "./calls";

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
