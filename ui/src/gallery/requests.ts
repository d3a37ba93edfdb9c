// Pictures of the Requests page: every phase of a call, every refusal, what an exchange folds out to.
import { NOW, WORK, accountIn, fakeError } from "$lib/ipc/fake-data";
import { CALL, fakeUnreachable } from "$lib/ipc/fake-exchanges";
import type { CallPhase } from "$lib/state/requests.svelte";
import { byId, click } from "./hands";
import type { Picture, Pictures } from "./picture";
import { FOREIGN, POST, page, sent, write } from "./requests-page";
import { refusals, scopeAsked } from "./requests-refused";
import { answers } from "./requests-answers";
import { HISTORY, history } from "./requests-history";

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

export const requests = {
  ...phases,
  ...refusals,
  ...scopeAsked,
  ...answers,
  ...history,
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
  unreachable: sent({ exchange: fakeUnreachable() }),
  needs_sign_in: page({ overview: { accounts: [accountIn("needs_sign_in"), ...WORK.slice(1)] } }),
  no_token_offline: page({
    overview: { accounts: [accountIn("retrying_without_lease"), ...WORK.slice(1)], offline_since: NOW - 420 },
  }),
} satisfies Pictures;
