import { describe, expect, it } from "vitest";
import { NOW } from "../ipc/fake-data";
import { DECLINED, RENEWAL, fakeExchange, fakeRefused, fakeUnreachable } from "../ipc/fake-exchanges";
import type { CallAdvice, ExchangeKind, ExchangeView, StepState } from "../ipc/types";
import { stepSentence } from "./exchange";
import { forAdministrator, refusalSentence } from "./refusal";
import { apiHost, exchangeTitle, outcomeWord, problemSentence } from "./requests";

const STATES: StepState[] = ["done", "earlier", "failed", "not_reached"];
const KINDS: ExchangeKind[] = ["call", "sign_in", "renewal"];

function say(exchange: ExchangeView, index: number, over: Partial<ExchangeView["steps"][number]> = {}) {
  const step = { ...exchange.steps[index]!, ...over };
  return stepSentence(step, {
    kind: exchange.kind,
    provider: "Acme ID",
    refusal: exchange.refusal,
    problem: exchange.problem !== null,
    now: NOW,
  });
}

describe("a step's sentence", () => {
  it("is one sentence in every state, with facts and without", () => {
    for (const kind of KINDS)
      for (const state of STATES)
        for (let index = 0; index < 8; index++)
          for (const facts of [[], fakeExchange().steps[index]!.facts]) {
            const sentence = say({ ...fakeExchange(), kind }, index, { state, facts });
            expect(sentence, `${kind} ${state} ${index}`).toMatch(/^[A-Z].*[.]$/);
            expect(sentence, `${kind} ${state} ${index}`).not.toMatch(/undefined|null|NaN|\.\.|_/);
          }
  });

  it("names grant, scopes and what was not granted", () => {
    expect(say(RENEWAL, 0)).toBe(
      "Asked Acme ID for a token with the refresh token for openid, profile, email, orders:read and orders:write.",
    );
    expect(say(RENEWAL, 3)).toMatch(
      /^Gave an access token for .* good until 12:13; orders:write was not granted\.$/,
    );
  });

  it("quotes the other side's words and leaves its code to the details", () => {
    expect(say(DECLINED, 2)).toBe("The sign-in was not finished: “account disabled”.");
  });

  it("says who gave up, where nothing failed", () => {
    const facts = [{ name: "reason", text: "you cancelled it" }];
    expect(say({ ...DECLINED, problem: null }, 2, { facts })).toBe(
      "The sign-in was not finished: you cancelled it.",
    );
    expect(say(DECLINED, 2, { facts })).toBe("The sign-in was not finished.");
  });

  it("says of a refused token what the API means", () => {
    const said = (advice: CallAdvice) => say(fakeRefused({ advice }), 6);
    expect(said({ kind: "renew" })).toContain("expired, revoked or damaged");
    expect(said({ kind: "ask_scope", scopes: ["orders:write"] })).toContain("wants more: orders:write");
    expect(said({ kind: "other_resource", resource: "https://a" })).toContain("another resource");
    expect(said({ kind: "nothing" })).toBe("Refused the request with 403.");
  });

  it("cuts a list of very many scopes", () => {
    const scopes = Array.from({ length: 500 }, (_, index) => `s${index}`).join(" ");
    expect(say(RENEWAL, 0, { facts: [{ name: "scopes", text: scopes }] })).toContain("s5 and 494 more");
  });
});

describe("an exchange", () => {
  it("is named by what it was, and its API by its host", () => {
    expect(exchangeTitle(fakeExchange(), "Acme ID")).toBe("GET https://orders.acme.example/orders");
    expect(exchangeTitle(DECLINED, "Acme ID")).toBe("Sign-in at Acme ID");
    expect(exchangeTitle(RENEWAL, "Acme ID")).toBe("Renewal at Acme ID");
    expect([apiHost(fakeExchange()), apiHost(DECLINED)]).toEqual(["orders.acme.example", null]);
    expect([fakeExchange(), DECLINED, RENEWAL].map(outcomeWord)).toEqual(["200 OK", "Failed", "Done"]);
  });

  it("that did not reach the API blames no provider", () => {
    const sentence = problemSentence(fakeUnreachable());
    expect(sentence).toContain("orders.acme.example");
    expect(sentence).not.toMatch(/provider|keeps trying/i);
    expect(problemSentence(DECLINED)).toBeNull();
  });
});

describe("a refusal", () => {
  it("is said without a code; what the administrator gets has it, and no token", () => {
    const exchange = fakeRefused({
      error: "insufficient_scope",
      words: "ask Bob",
      advice: { kind: "not_allowed" },
    });
    const { refusal } = exchange;
    expect(refusalSentence(refusal!, "orders.acme.example")).not.toMatch(/insufficient_scope|403/);
    const text = forAdministrator(exchange, "ada@acme.example", refusal!);
    for (const part of [
      "GET https://orders.acme.example/orders",
      "ada@acme.example",
      "403",
      "insufficient_scope",
      "ask Bob",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/bearer|••/i);
  });
});
