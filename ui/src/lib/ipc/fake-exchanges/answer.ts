// A call of the orders API and its answer.
import type { AnswerView, ApiCall } from "../types";

const ORDERS = "https://orders.acme.example/orders";

/** A call of the orders API. */
export const CALL: ApiCall = {
  account: "ada",
  method: "GET",
  url: ORDERS,
  headers: [],
  body: null,
};

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
