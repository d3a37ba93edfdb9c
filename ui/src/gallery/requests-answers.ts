// Answers of every kind: long, binary, cut off, sent on, hostile.
import { CALL, fakeAnswer, fakeExchange } from "$lib/ipc/fake-exchanges";
import { byId, click } from "./hands";
import type { Pictures } from "./picture";
import { sent } from "./requests-page";

const big = JSON.stringify(
  Array.from({ length: 11_000 }, (_, index) => ({ id: index, item: "Lanyards, blue", state: "open" })),
  null,
  1,
);
const hostile = JSON.stringify(
  {
    note: "<script>alert('x')</script>",
    link: '"><img src=x onerror=alert(1)>',
    turned: "\u202Egnp.tnemucod\u202C and \u001B[31mred\u001B[0m",
    name: "مريم الحسيني",
  },
  null,
  2,
);
const unfold = (step: string) => click(`[data-step="${step}"] button[aria-expanded]`);

export const answers = {
  json: sent({}),
  answer_headers: sent({}, {}, () => click(byId("tab-answer-headers"))),
  no_content: sent({
    exchange: fakeExchange(
      { answer: fakeAnswer({ status: 204, reason: "No Content", body: "", json: false, headers: [] }) },
      { ...CALL, method: "DELETE" },
    ),
  }),
  broken: sent({
    exchange: fakeExchange({
      answer: fakeAnswer({ status: 503, reason: "Service Unavailable", body: "down" }),
    }),
  }),
  binary: sent({
    exchange: fakeExchange({
      answer: fakeAnswer({
        body: "",
        json: false,
        binary: true,
        headers: [
          { name: "content-type", text: "image/png" },
          { name: "content-length", text: "48213" },
        ],
      }),
    }),
  }),
  cut: sent({ exchange: fakeExchange({ answer: fakeAnswer({ body: big, cut_from: 5_242_880 }) }) }),
  cut_whole: sent(
    { exchange: fakeExchange({ answer: fakeAnswer({ body: big, cut_from: 5_242_880 }) }) },
    {},
    () => click(byId("show-whole")),
  ),
  redirect: sent({
    exchange: fakeExchange({
      answer: fakeAnswer({
        redirects: ["https://orders.acme.example/v2/orders", "https://cdn.acme.example/orders.json?page=1"],
      }),
    }),
  }),
  steps_opened: sent({}, {}, async () => {
    await unfold("token_given");
    await unfold("resource_asked");
  }),
  inert: sent({ exchange: fakeExchange({ answer: fakeAnswer({ body: hostile }) }) }),
  long: sent({
    exchange: fakeExchange({
      answer: fakeAnswer({
        reason: "Fine ".repeat(60),
        body: `"${"x".repeat(3000)}"`,
        headers: [{ name: `x-${"long-".repeat(30)}name`, text: "value ".repeat(200) }],
      }),
    }),
  }),
} satisfies Pictures;
