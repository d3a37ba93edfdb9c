// One act of the person and how it goes: running, or failed with an error to show where it was made.
import { toErrorView } from "../ipc/engine";
import type { ErrorView } from "../ipc/types";

/** Milliseconds after which a run is slow. */
const SLOW = 200;

/** Runs one thing at a time; the latest run's outcome counts. */
export class Task {
  /** It is under way. */
  running = $state(false);
  /** It takes longer than the eye forgives: time to say so. */
  slow = $state(false);
  /** Why the last run failed; gone when the next one begins. */
  error = $state.raw<ErrorView | null>(null);
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs `act`; answers its value, or undefined where it failed. */
  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    const run = ++this.#run;
    this.#begin();
    try {
      return await act();
    } catch (thrown) {
      if (run === this.#run) this.error = toErrorView(thrown);
      return undefined;
    } finally {
      if (run === this.#run) this.#end();
    }
  }

  /** Forgets the last failure; a run that is under way no longer counts. */
  reset() {
    this.#run++;
    this.#end();
    this.error = null;
  }

  #begin() {
    this.running = true;
    this.error = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.slow = true), SLOW);
  }

  #end() {
    clearTimeout(this.#timer);
    this.running = false;
    this.slow = false;
  }
}
