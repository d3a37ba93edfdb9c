// The selected account's detail: asked for on selection, and again whenever that account changes.
import type { Engine, Stop } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type { AccountDetail, ErrorView } from "../ipc/types";
import type { EngineStore } from "./engine.svelte";

/** Everything about one account. Late answers lose against newer questions. */
export class AccountDetails {
  /** The answer for the account that is selected now. */
  value = $state.raw<AccountDetail | null>(null);
  /** An answer is awaited and there is none yet to show. */
  loading = $state(false);
  error = $state.raw<ErrorView | null>(null);

  readonly #engine: Engine;
  #id: string | null = null;
  #question = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Follows changes; answers what ends that. */
  follow(store: EngineStore): Stop {
    return store.onAccount(({ after }) => {
      if (after && after.id === this.#id) void this.#ask();
    });
  }

  /** Shows another account, or none. */
  show(id: string | null) {
    if (id === this.#id) return;
    this.#id = id;
    this.value = null;
    this.error = null;
    void this.#ask();
  }

  /** Asks again for the same account. */
  reload(): Promise<void> {
    return this.#ask();
  }

  async #ask() {
    const question = ++this.#question;
    const id = this.#id;
    if (id === null) {
      this.loading = false;
      return;
    }
    this.loading = this.value === null;
    try {
      const value = await this.#engine.account(id);
      if (question !== this.#question) return;
      this.value = value;
      this.error = null;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.error = toErrorView(thrown);
    }
    this.loading = false;
  }
}
