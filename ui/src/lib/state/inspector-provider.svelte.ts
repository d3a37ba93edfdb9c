// What the token's provider is asked: whether it takes the token, and which keys it has now.
import type { Engine } from "../ipc/engine";
import type { InspectionView, KeySetView } from "../ipc/types";
import { Task } from "./task.svelte";

/** The Inspector, as far as its token's provider is asked. */
export interface Asked {
  readonly inspection: InspectionView | null;
  /** Checks the token again with the choices made; part of `task`. */
  checkAgain(task: Task): Promise<void>;
  /** Takes what came of asking about the token. */
  told(inspection: InspectionView): void;
}

/** The token's provider. An answer about another token is dropped. */
export class AskedProvider {
  /** The account as whom it was asked about the token. */
  as = $state<string | null>(null);
  /** Its keys as they were asked for again, with what changed. */
  keys = $state.raw<KeySetView | null>(null);
  /** It is being asked about the token. */
  readonly asking = new Task();
  /** It is being asked for its keys. */
  readonly fetching = new Task();

  readonly #engine: Engine;
  readonly #of: Asked;

  constructor(engine: Engine, of: Asked) {
    this.#engine = engine;
    this.#of = of;
  }

  /** Asks an account's provider about the token. */
  async introspect(account: string) {
    const id = this.#of.inspection?.id;
    if (id === undefined) return;
    const told = await this.asking.run(() => this.#engine.introspectInspected(id, account));
    if (!told || this.#of.inspection?.id !== id) return;
    this.as = account;
    this.#of.told(told);
  }

  /** Asks it for its keys, and checks with what it says. */
  async fetchKeys(provider: string) {
    const id = this.#of.inspection?.id;
    const keys = await this.fetching.run(() => this.#engine.providerKeys(provider, true));
    if (!keys || id === undefined || this.#of.inspection?.id !== id) return;
    await this.#of.checkAgain(this.fetching);
    if (this.#of.inspection.id === id) this.keys = keys;
  }

  /** Nothing was asked. */
  clear() {
    this.as = null;
    this.keys = null;
    this.asking.reset();
    this.fetching.reset();
  }
}
