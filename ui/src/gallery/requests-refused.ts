// Calls that the API refused, and the sign-in that asks for a scope.
import type { CallAdvice } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { PHASES, fakeAccount, fakeDetail, fakeSignIn } from "$lib/ipc/fake-data";
import { fakeRefused } from "$lib/ipc/fake-exchanges";
import { byId, click, find } from "./hands";
import type { Picture, Pictures } from "./picture";
import { POST, sent } from "./requests-page";

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

/** What each kind of advice looks like. */
export const refusals = {
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

/** What comes of asking for it. */
export const scopeAsked = {
  scope_asked: asking("browser"),
  scope_granted: asking("done", {
    details: {
      ada: fakeDetail(fakeAccount(), { scopes: [{ scope: "orders:write", asked: true, granted: true }] }),
    },
  }),
  scope_not_granted: asking("done"),
  scope_declined: asking("failed"),
  scope_other_person: asking("other_person"),
} satisfies Pictures;
