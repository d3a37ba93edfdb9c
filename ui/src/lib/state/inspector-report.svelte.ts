// The report of a token as it will be copied: its format, and which claims are masked in it.
import type { Engine } from "../ipc/engine";
import type { ReportChoices, ReportFormat, ReportView } from "../ipc/types";
import { Task } from "./task.svelte";

/** A report before it is copied. What is masked is the engine's to say; here is only what the person changed. */
export class Report {
  view = $state.raw<ReportView | null>(null);
  format = $state<ReportFormat>("text");
  /** Claims that the engine masks by itself. */
  personal = $state.raw<readonly string[]>([]);
  /** Claims that hold a secret: no choice shows them. */
  secret = $state.raw<readonly string[]>([]);
  readonly task = new Task();

  readonly #engine: Engine;
  readonly #id: string;
  #show = $state.raw<readonly string[]>([]);
  #mask = $state.raw<readonly string[]>([]);
  #turn = 0;

  constructor(engine: Engine, id: string) {
    this.#engine = engine;
    this.#id = id;
  }

  get choices(): ReportChoices {
    return { format: this.format, show: [...this.#show], mask: [...this.#mask] };
  }

  /** Whether the choices that stand in the view are the person's latest: only then it may be copied. */
  get current(): boolean {
    return this.view !== null && !this.task.running && this.task.error === null;
  }

  /** Claims that are masked only because the person wants it, or could be. */
  get others(): readonly string[] {
    const personal = new Set(this.personal);
    const names = [...(this.view?.masked ?? []), ...(this.view?.shown ?? [])];
    return [...new Set(names)].filter((name) => !personal.has(name)).sort();
  }

  masks(name: string): boolean {
    return this.personal.includes(name) ? !this.#show.includes(name) : this.#mask.includes(name);
  }

  /** Masks a claim, or shows it. */
  setMasked(name: string, masked: boolean) {
    if (this.personal.includes(name)) this.#show = change(this.#show, name, !masked);
    else this.#mask = change(this.#mask, name, masked);
    return this.write();
  }

  setFormat(format: ReportFormat) {
    this.format = format;
    return this.write();
  }

  /** Has it written anew. */
  async write() {
    const turn = ++this.#turn;
    const untouched = this.#show.length === 0 && this.#mask.length === 0;
    const view = await this.task.run(() => this.#engine.report(this.#id, this.choices));
    if (!view || turn !== this.#turn) return;
    if (untouched) this.personal = view.masked;
    const kept = this.#show.filter((name) => view.masked.includes(name));
    this.secret = [...new Set([...this.secret, ...kept])];
    this.#show = this.#show.filter((name) => !kept.includes(name));
    this.view = view;
  }

  copy = () => this.#engine.copyReport(this.#id, this.choices);
}

function change(list: readonly string[], name: string, there: boolean): readonly string[] {
  const without = list.filter((other) => other !== name);
  return there ? [...without, name] : without;
}
