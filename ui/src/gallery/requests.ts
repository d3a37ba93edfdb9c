// Pictures of the Requests page: every phase of a call, every refusal, what an exchange folds out to.
import type { ApiCall, CallAdvice } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import {
  NOW,
  PHASES,
  STATES,
  WORK,
  accountIn,
  fakeAccount,
  fakeDetail,
  fakeError,
  fakeSignIn,
} from "$lib/ipc/fake-data";
import {
  CALL,
  DECLINED,
  RENEWAL,
  fakeAnswer,
  fakeExchange,
  fakeRefused,
  fakeUnreachable,
} from "$lib/ipc/fake-exchanges";
import type { RequestsScene } from "$lib/ipc/fake-requests";
import type { App } from "$lib/state/context";
import type { CallPhase } from "$lib/state/requests.svelte";
import { byId, click, find } from "./hands";

type Picture = Scene & { go?: (app: App) => void };

const page = (scene: Scene = {}, act?: (app: App) => unknown): Picture => ({
  ...scene,
  go: (app) => {
    app.requests.draft.account = "ada";
    app.nav.go("requests");
    void act?.(app);
  },
});

/** A call that was sent, and what it came to. */
const sent = (
  requests: RequestsScene,
  scene: Scene = {},
  act?: (app: App) => unknown,
  call: ApiCall = CALL,
): Picture =>
  page({ ...scene, requests }, async (app) => {
    write(app, call);
    await app.requests.submit("ada", call.url);
    await act?.(app);
  });

const FOREIGN = "https://orders.acme-example.com/orders";
const POST: ApiCall = {
  ...CALL,
  method: "POST",
  headers: [
    { name: "Content-Type", text: "application/json" },
    { name: "Idempotency-Key", text: "4711" },
  ],
  body: '{ "item": "Lanyards, blue", "quantity": 2 }',
};

function write(app: App, { method, url, headers, body }: ApiCall) {
  const { draft } = app.requests;
  draft.method = method as typeof draft.method;
  draft.address = url;
  headers.forEach(({ name, text }) => draft.addHeader(name, text));
  draft.body = body ?? "";
}

const phases = {
  idle: page(),
  sending: page({ hangs: ["callApi"] }, (app) => {
    write(app, CALL);
    return app.requests.submit("ada", CALL.url);
  }),
  asking: page({}, (app) => {
    write(app, { ...CALL, url: FOREIGN });
    return app.requests.submit("ada", FOREIGN);
  }),
  failed: page(
    { fails: { callApi: fakeError("input_invalid", { detail: "a header's name has no spaces" }) } },
    (app) => {
      write(app, CALL);
      return app.requests.submit("ada", CALL.url);
    },
  ),
} satisfies Record<CallPhase["kind"], Picture>;

const WRITE: CallAdvice = { kind: "ask_scope", scopes: ["orders:write"] };
const scope = fakeRefused(
  {
    error: "insufficient_scope",
    words: "orders:write is needed to buy",
    scopes: ["orders:write"],
    advice: WRITE,
  },
  POST,
);

const refusals = {
  renew: sent({
    exchange: fakeRefused({
      status: 401,
      error: "invalid_token",
      words: "The token expired at 12:08:55",
      advice: { kind: "renew" },
    }),
  }),
  ask_scope: sent({ exchange: scope }, {}, undefined, POST),
  other_resource: sent({
    exchange: fakeRefused({
      status: 401,
      error: "invalid_token",
      words: "The audience is not this API",
      advice: { kind: "other_resource", resource: "https://orders.acme.example" },
    }),
  }),
  not_allowed: sent({
    exchange: fakeRefused({ words: "Only approvers may list all orders", advice: { kind: "not_allowed" } }),
  }),
  nothing: sent({
    exchange: fakeRefused({ status: 403, realm: null, advice: { kind: "nothing" } }),
  }),
} satisfies Record<CallAdvice["kind"], Picture>;

/** The sign-in that asks for a scope, in one of its phases. */
const asking = (phase: "browser" | "done" | "failed" | "other_person", scene: Scene = {}): Picture =>
  sent(
    { exchange: scope },
    scene,
    async (app) => {
      await click(byId("mend"));
      const signIn = fakeSignIn(PHASES[phase], { account: "ada" });
      await find(`${byId("scope-sign-in")}[data-phase="browser"]`);
      app.store.apply({ kind: "sign_in_changed", sign_in: signIn });
    },
    POST,
  );

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
const HISTORY = [
  fakeExchange(),
  { ...fakeRefused({ advice: { kind: "not_allowed" } }), id: "x2", at: NOW - 30 },
  RENEWAL,
  DECLINED,
];

export const requests = {
  ...phases,
  ...refusals,
  empty: { overview: { accounts: [] }, go: (app) => app.nav.go("requests") },
  ready: page({ requests: { history: HISTORY } }, (app) => write(app, CALL)),
  headers: page({}, (app) => write(app, POST)),
  authorization_typed: page({}, (app) => {
    write(app, { ...CALL, headers: [{ name: "authorization", text: "" }] });
  }),
  body: page({}, async (app) => {
    write(app, { ...POST, headers: [] });
    await click(byId("tab-body"));
  }),
  wrong_address: page({}, async (app) => {
    app.requests.draft.address = "not an address";
    await click(byId("send"));
  }),
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
  scope_asked: asking("browser"),
  scope_granted: asking("done", {
    details: {
      ada: fakeDetail(fakeAccount(), { scopes: [{ scope: "orders:write", asked: true, granted: true }] }),
    },
  }),
  scope_not_granted: asking("done"),
  scope_declined: asking("failed"),
  scope_other_person: asking("other_person"),
  unreachable: sent({ exchange: fakeUnreachable() }),
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
  failed_sign_in: {
    requests: { history: [DECLINED] },
    overview: { accounts: [] },
    go: (app) => {
      app.nav.go("requests");
      void app.requests.show(DECLINED.id);
    },
  },
  sign_in_link: {
    overview: {
      accounts: [],
      sign_ins: [fakeSignIn(PHASES.failed)],
    },
    go: (app) => app.nav.showSignIn("s1"),
  },
  forgotten: page({}, (app) => app.requests.show("gone")),
  history: page({ requests: { history: HISTORY } }, async (app) => {
    await app.requests.load();
    await click('[data-testid="exchange"][data-kind="renewal"]');
  }),
  history_failed: page({ fails: { exchanges: fakeError("internal", { step: "database" }) } }),
  needs_sign_in: page({ overview: { accounts: [accountIn("needs_sign_in"), ...WORK.slice(1)] } }),
  no_token_offline: page({
    overview: { accounts: [accountIn("retrying_without_lease"), ...WORK.slice(1)], offline_since: NOW - 420 },
  }),
  renewal_failed: sent({
    exchange: fakeExchange({
      answer: null,
      problem: STATES.needs_sign_in.error,
      steps: DECLINED.steps,
    }),
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
} satisfies Record<string, Picture>;
