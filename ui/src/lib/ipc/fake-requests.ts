// The verbs of the Requests page on an engine that answers from memory, for the gallery and for tests.
import { LanyardError, type Engine } from "./engine";
import { fakeError } from "./fake-data";
import { fakeExchange, fakeSteps } from "./fake-exchanges";
import { PROGRAMS, fakeSending } from "./fake-programs";
import type { RequestsEngine } from "./requests";
import type { ApiCall, EngineEvent, ExchangeView, QuestionView } from "./types";

/** What a scene may set of the Requests page. */
export type RequestsScene = {
  /** What a call comes to. */
  exchange?: ExchangeView;
  /** What is remembered from before. */
  history?: ExchangeView[];
};

type Answer = <T>(verb: keyof Engine, args: unknown[], make: () => T) => Promise<T>;
/** What the person answers in the consent window: null is a yes, else why not. */
type Person = (refusal: string | null) => void;

/** Origins that are resources of the made-up accounts. */
const RESOURCES = ["https://orders.acme.example", "https://billing.acme.example"];

/** The verbs. A call of another origin waits for the person, as the engine has it. */
export function fakeRequests(
  answer: Answer,
  scene: () => RequestsScene,
  emit: (event: EngineEvent) => void,
): RequestsEngine & { answerCall: Person } {
  let made = 0;
  let history: ExchangeView[] | null = null;
  let person: Person | null = null;
  const kept = () => (history ??= scene().history ?? []);
  const told = (questions: QuestionView[]) =>
    emit({ kind: "programs_changed", programs: { ...PROGRAMS, questions } });

  async function call(call: ApiCall): Promise<ExchangeView> {
    const { origin } = new URL(call.url);
    if (!RESOURCES.includes(origin)) await mayGo(call.account, origin);
    const exchange = scene().exchange ?? fakeExchange({ steps: fakeSteps({}, call) }, call);
    const remembered = { ...exchange, id: `call-${++made}` };
    history = [remembered, ...kept()];
    return remembered;
  }

  async function mayGo(account: string, origin: string) {
    const answered = new Promise<string | null>((resolve) => (person = resolve));
    told([fakeSending({ id: "asked", account, origin })]);
    const refusal = await answered;
    told([]);
    if (refusal === null) return;
    const facts = { host: origin, provider: null, step: "resource", detail: refusal };
    throw new LanyardError(fakeError("foreign_origin", facts));
  }

  return {
    callApi: async (made) => answer("callApi", [made], () => call(made)),
    withdrawQuestion: (question) => answer("withdrawQuestion", [question], () => person?.("withdrawn")),
    exchanges: () => answer("exchanges", [], kept),
    forgetExchanges: () => answer("forgetExchanges", [], () => void (history = [])),
    answerCall: (refusal) => person?.(refusal),
  };
}
