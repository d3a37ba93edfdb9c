// The verbs of the Requests page on an engine that answers from memory, for the gallery and for tests.
import { LanyardError, type Engine } from "./engine";
import { fakeError } from "./fake-data";
import { fakeExchange, fakeSteps } from "./fake-exchanges";
import type { RequestsEngine } from "./requests";
import type { ApiCall, ExchangeView } from "./types";

/** What a scene may set of the Requests page. */
export type RequestsScene = {
  /** What a call comes to. */
  exchange?: ExchangeView;
  /** What is remembered from before. */
  history?: ExchangeView[];
};

type Answer = <T>(verb: keyof Engine, args: unknown[], make: () => T) => Promise<T>;

/** Origins that are resources of the made-up accounts. */
const RESOURCES = ["https://orders.acme.example", "https://billing.acme.example"];

/** The verbs. A call of another origin wants to be confirmed, as the engine has it. */
export function fakeRequests(answer: Answer, scene: () => RequestsScene): RequestsEngine {
  let made = 0;
  let history: ExchangeView[] | null = null;
  const kept = () => (history ??= scene().history ?? []);

  function call(call: ApiCall): ExchangeView {
    const { origin } = new URL(call.url);
    if (!call.confirmed && !RESOURCES.includes(origin))
      throw new LanyardError(fakeError("foreign_origin", { host: origin, provider: null, step: "resource" }));
    const exchange = scene().exchange ?? fakeExchange({ steps: fakeSteps({}, call) }, call);
    const remembered = { ...exchange, id: `call-${++made}` };
    history = [remembered, ...kept()];
    return remembered;
  }

  return {
    callApi: (made) => answer("callApi", [made], () => call(made)),
    exchanges: () => answer("exchanges", [], kept),
    forgetExchanges: () => answer("forgetExchanges", [], () => void (history = [])),
  };
}
