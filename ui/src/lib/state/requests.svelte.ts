// Calls of an API and the exchanges behind them. What was written and what came back are of this visit of the
// page; the engine remembers the last exchanges, redacted.
import type { Engine } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type { ApiCall, ErrorView, ExchangeView, QuestionView, Unix } from "../ipc/types";
import { RequestDraft } from "./request-draft.svelte";
import { Task } from "./task.svelte";

/** A call's question, as it waits in the consent window. */
export type Waiting = { id: string; origin: string; title: string; until: Unix };

/** Where a call stands. */
export type CallPhase =
  | { kind: "idle" }
  | { kind: "sending"; call: ApiCall }
  /** The address is none of the account's own: the person is asked in the consent window, never here. */
  | { kind: "asking"; call: ApiCall; question: Waiting }
  /** The engine did not make the call. */
  | { kind: "failed"; call: ApiCall; error: ErrorView };

/** What the page Requests knows. Late answers lose. */
export class Requests {
  readonly draft = new RequestDraft();
  phase = $state.raw<CallPhase>({ kind: "idle" });
  /** The exchange that is looked at. */
  shown = $state.raw<ExchangeView | null>(null);
  /** The last exchanges, newest first. */
  history = $state.raw<ExchangeView[]>([]);
  /** The exchange that was asked for is no longer remembered. */
  missing = $state(false);
  readonly reading = new Task();
  readonly #engine: Engine;
  readonly #calls = new Map<string, ApiCall>();
  #wanted: string | null = null;
  #run = 0;
  #question = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Sends what the draft says. */
  submit(account: string, url: string): Promise<void> {
    return this.send(this.draft.call(account, url));
  }

  /** Sends a call, perhaps once more. */
  async send(call: ApiCall): Promise<void> {
    const run = ++this.#run;
    this.phase = { kind: "sending", call };
    this.missing = false;
    try {
      const exchange = await this.#engine.callApi(call);
      if (run !== this.#run) return;
      this.#calls.set(exchange.id, call);
      this.shown = exchange;
      this.history = [exchange, ...this.history.filter(({ id }) => id !== exchange.id)];
      this.phase = { kind: "idle" };
    } catch (thrown) {
      if (run !== this.#run) return;
      const error = toErrorView(thrown);
      this.shown = null;
      const cancelled = error.code === "foreign_origin" && error.facts.detail === "withdrawn";
      this.phase = cancelled ? { kind: "idle" } : { kind: "failed", call, error };
    }
  }

  /** A call is under way, or waits for the person. */
  get busy(): boolean {
    return this.phase.kind === "sending" || this.phase.kind === "asking";
  }

  /** Follows what waits for the person: the call that is under way may be among it. */
  follow(questions: readonly QuestionView[]) {
    const { phase } = this;
    if (phase.kind !== "sending" && phase.kind !== "asking") return;
    const { call } = phase;
    const question = waitingFor(call, questions);
    if (phase.kind === "asking" && phase.question.id === question?.id) return;
    this.phase = question ? { kind: "asking", call, question } : { kind: "sending", call };
  }

  /** Takes the question back. What came of that, the call itself tells: the person may have answered by now. */
  async cancel(): Promise<void> {
    if (this.phase.kind !== "asking") return;
    await this.#engine.withdrawQuestion(this.phase.question.id).catch(() => undefined);
  }

  /** Puts the error away. Nothing was sent. */
  dismiss() {
    if (this.phase.kind === "failed") this.phase = { kind: "idle" };
  }

  /** The call that made an exchange, as long as the page is open: what *Send again* sends. */
  callOf(exchange: ExchangeView): ApiCall | null {
    return this.#calls.get(exchange.id) ?? null;
  }

  /** Looks at an exchange of the history. */
  look(exchange: ExchangeView) {
    this.missing = false;
    this.dismiss();
    this.shown = exchange;
  }

  /** Looks at the exchange of that id, once the engine has told it. A sign-in's exchange has the sign-in's id. */
  show(id: string): Promise<void> {
    this.#wanted = id;
    this.phase = { kind: "idle" };
    return this.load();
  }

  /** Asks for the last exchanges. */
  async load(): Promise<void> {
    const question = ++this.#question;
    const history = await this.reading.run(() => this.#engine.exchanges());
    if (history === undefined || question !== this.#question) return;
    this.history = history;
    if (this.#wanted === null) return;
    this.shown = history.find(({ id }) => id === this.#wanted) ?? null;
    this.missing = this.shown === null;
    this.#wanted = null;
  }

  /** Has the engine forget the last exchanges. */
  async forget(): Promise<void> {
    await this.#engine.forgetExchanges();
    this.#calls.clear();
    this.history = [];
    this.shown = null;
  }

  /** The page is left: nothing that was written there or came back stays in the window. */
  leave() {
    void this.cancel();
    this.#run++;
    this.#question++;
    this.#wanted = null;
    this.phase = { kind: "idle" };
    this.shown = null;
    this.history = [];
    this.missing = false;
    this.reading.reset();
    this.draft.forget();
    this.#calls.clear();
  }
}

/** What a call waits for. */
function waitingFor(call: ApiCall, questions: readonly QuestionView[]): Waiting | undefined {
  const { origin: wanted } = new URL(call.url);
  for (const { id, about, account, title, until } of questions) {
    if (about.kind !== "sending" || account !== call.account || about.origin !== wanted) continue;
    return { id, origin: about.origin, title, until };
  }
  return undefined;
}
