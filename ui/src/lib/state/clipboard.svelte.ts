// What Lanyard last put on the clipboard, so that exactly one button says so.
import type { Engine } from "../ipc/engine";
import type { Copied, Unix } from "../ipc/types";
import type { Clock } from "./clock.svelte";

/** How long a button reads *Copied* when there is nothing to clear, in milliseconds. */
const SHOWN = 2000;

/** The clipboard, as far as Lanyard filled it. */
export class Clipboard {
  /** Who copied last; `null` once it is over. */
  owner = $state.raw<symbol | null>(null);
  /** When a secret is cleared. */
  clearsAt = $state<Unix | null>(null);
  readonly #engine: Engine;
  readonly #clock: Clock;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** Notes that `owner` copied something. */
  copied(owner: symbol, copied: Copied) {
    clearTimeout(this.#timer);
    this.owner = owner;
    this.clearsAt = copied.clears_at;
    const left = copied.clears_at === null ? SHOWN : Math.max(0, copied.clears_at - this.#clock.now) * 1000;
    this.#timer = setTimeout(() => this.forget(), left);
  }

  /** Empties the clipboard now. */
  async clear() {
    await this.#engine.clearClipboard();
    this.forget();
  }

  /** The clipboard is no longer ours. */
  forget() {
    clearTimeout(this.#timer);
    this.owner = null;
    this.clearsAt = null;
  }
}
