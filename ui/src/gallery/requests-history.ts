// Exchanges that are remembered.
import { NOW, PHASES, STATES, fakeError, fakeSignIn } from "$lib/ipc/fake-data";
import { DECLINED, RENEWAL, fakeExchange, fakeRefused } from "$lib/ipc/fake-exchanges";
import { click } from "./hands";
import type { Pictures } from "./picture";
import { page, sent } from "./requests-page";

/** A morning of them. */
export const HISTORY = [
  fakeExchange(),
  { ...fakeRefused({ advice: { kind: "not_allowed" } }), id: "x2", at: NOW - 30 },
  RENEWAL,
  DECLINED,
];

export const history = {
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
  renewal_failed: sent({
    exchange: fakeExchange({
      answer: null,
      problem: STATES.needs_sign_in.error,
      steps: DECLINED.steps,
    }),
  }),
} satisfies Pictures;
