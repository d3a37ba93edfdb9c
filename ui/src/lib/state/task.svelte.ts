// One act of the person and how it goes: running, or failed with an error to show where it was made.
import { toErrorView } from "../ipc/engine";
import type { ErrorView } from "../ipc/types";

/** Runs one thing at a time; the latest run's outcome counts. */
export class Task {
  /** It is under way. */
  running = $state(false);
  /** Why the last run failed; gone when the next one begins. */
  error = $state.raw<ErrorView | null>(null);
  #run = 0;

  /** Runs `act`; answers its value, or undefined where it failed. */
  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    const run = ++this.#run;
    this.running = true;
    this.error = null;
    try {
      return await act();
    } catch (thrown) {
      if (run === this.#run) this.error = toErrorView(thrown);
      return undefined;
    } finally {
      if (run === this.#run) this.running = false;
    }
  }

  /** Forgets the last failure; a run that is under way no longer counts. */
  reset() {
    this.#run++;
    this.running = false;
    this.error = null;
  }
}
