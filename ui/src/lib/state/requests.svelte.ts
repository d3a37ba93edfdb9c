// Calls of an API and the exchanges behind them. What was written and what came back are of this visit of the
// page; the engine remembers the last exchanges, redacted.
import type { Engine } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type { ApiCall, ErrorView, ExchangeView } from "../ipc/types";
import { RequestDraft } from "./request-draft.svelte";
import { Task } from "./task.svelte";

/** Where a call stands. */
export type CallPhase =
  | { kind: "idle" }
  | { kind: "sending"; call: ApiCall }
  /** The address is none of the account's resources: only the person can send the token there. */
  | { kind: "asking"; call: ApiCall; origin: string }
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
      this.phase =
        error.code === "foreign_origin" && !call.confirmed
          ? { kind: "asking", call, origin: error.facts.host ?? call.url }
          : { kind: "failed", call, error };
    }
  }

  /** The person lets the token go to that origin. The engine remembers it. */
  async confirm(): Promise<void> {
    if (this.phase.kind === "asking") await this.send({ ...this.phase.call, confirmed: true });
  }

  /** Puts the question or the error away. Nothing was sent. */
  dismiss() {
    if (this.phase.kind === "asking" || this.phase.kind === "failed") this.phase = { kind: "idle" };
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
