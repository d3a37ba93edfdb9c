// The person whose panel is open, asked anew when something of theirs was ended.
import type { Engine } from "../ipc/engine";
import type { PersonView } from "../ipc/types";
import { Task } from "./task.svelte";

/** A person at the provider. A late answer loses against another person and against closing. */
export class Person {
  /** Whom the panel is about; null while it is closed. */
  user = $state<string | null>(null);
  /** As they were called where they were chosen, until the provider has said more. */
  title = $state("");
  view = $state.raw<PersonView | null>(null);
  readonly task = new Task();
  readonly #engine: Engine;
  readonly #provider: string;
  #turn = 0;

  constructor(engine: Engine, provider: string) {
    this.#engine = engine;
    this.#provider = provider;
  }

  /** Opens the panel. */
  open(user: string, title: string): Promise<void> {
    if (user !== this.user) this.view = null;
    this.user = user;
    this.title = title;
    return this.ask();
  }

  /** Asks the provider about them. */
  async ask(): Promise<void> {
    const { user } = this;
    if (user === null) return;
    const turn = ++this.#turn;
    const view = await this.task.run(() => this.#engine.consolePerson(this.#provider, user));
    if (!view || turn !== this.#turn) return;
    this.view = view;
    this.title = view.title;
  }

  close() {
    this.#turn++;
    this.user = null;
    this.title = "";
    this.view = null;
    this.task.reset();
  }
}
