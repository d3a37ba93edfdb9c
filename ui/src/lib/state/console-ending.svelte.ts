// Ending sessions: the frozen list, the reason and the number, and the order itself.
//
// 1. The dialog is about one frozen list; a list asked for anew is another one, and what was typed is kept.
// 2. Nothing is ordered twice: a list that was ordered is gone.
import type { Engine } from "../ipc/engine";
import type { DryRunView, EndWhat, JobView } from "../ipc/types";
import { Task } from "./task.svelte";

/** What hinders the order. */
export type Hindrance = "asking" | "nothing" | "reason" | "number";

/** The dialog in which sessions are ended. */
export class Ending {
  /** What was asked for; the dialog is open. */
  what = $state.raw<EndWhat | null>(null);
  list = $state.raw<DryRunView | null>(null);
  reason = $state("");
  typed = $state("");
  /** The administrator's own session is named. */
  own = $state(false);
  /** The list was saved. */
  saved = $state(false);
  readonly asking = new Task();
  readonly ordering = new Task();
  readonly saving = new Task();
  readonly #engine: Engine;
  readonly #provider: string;
  #turn = 0;

  constructor(engine: Engine, provider: string) {
    this.#engine = engine;
    this.#provider = provider;
  }

  /** Opens the dialog: the provider is asked, and what it answers is frozen. */
  open(what: EndWhat): Promise<void> {
    this.close();
    this.what = what;
    return this.ask();
  }

  /** Asks for a list, or for another one. */
  async ask(): Promise<void> {
    const { what } = this;
    if (!what) return;
    const turn = ++this.#turn;
    this.list = null;
    this.saved = false;
    this.ordering.reset();
    const list = await this.asking.run(() => this.#engine.dryRun(this.#provider, what));
    if (list && turn === this.#turn) this.list = list;
  }

  /** How many would be ended. */
  get count(): number {
    if (!this.list) return 0;
    return this.list.sessions + (this.own ? this.list.own : 0);
  }

  /** The number that stands in the field; null where it is none. */
  get number(): number | null {
    const text = this.typed.trim().replaceAll(/[.,\s\u00a0\u202f']/g, "");
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  }

  /** Whether their number has to be typed. */
  get asksNumber(): boolean {
    return this.list !== null && this.count > this.list.typed_above;
  }

  /** Why it can't be ordered yet. */
  get hindrance(): Hindrance | null {
    if (!this.list) return "asking";
    if (this.count === 0) return this.what?.kind === "user" && this.what.disable ? this.#reason : "nothing";
    if (this.#reason) return this.#reason;
    return this.asksNumber && this.number !== this.count ? "number" : null;
  }

  /** Orders it. Null where it was not taken: then the dialog stays, with why. */
  async order(): Promise<JobView | null> {
    const { list } = this;
    if (!list || this.hindrance !== null || this.ordering.running) return null;
    const { count } = this;
    const own = this.own && list.own > 0;
    const job = await this.ordering.run(() =>
      this.#engine.endSessions(list.id, this.reason.trim(), count, own),
    );
    if (job) this.close();
    return job ?? null;
  }

  /** Saves the list, without ending anything. */
  async save(): Promise<void> {
    const { list } = this;
    if (list && (await this.saving.run(() => this.#engine.saveDryRun(list.id)))) this.saved = true;
  }

  /** Nothing is ended. */
  close() {
    this.#turn++;
    this.what = null;
    this.list = null;
    this.reason = "";
    this.typed = "";
    this.own = false;
    this.saved = false;
    this.asking.reset();
    this.ordering.reset();
    this.saving.reset();
  }

  get #reason(): Hindrance | null {
    return this.reason.trim() === "" ? "reason" : null;
  }
}
