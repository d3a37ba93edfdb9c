// Files that are dragged over the window. The shell reads what is dropped; a provider file comes from it as a form.
import type { ErrorView, ProviderFile } from "../ipc/types";

/** A provider file that was dropped. */
export type DroppedProvider = { name: string; file: ProviderFile };

/** What is dragged over the window, and what was dropped and nobody took yet. */
export class Drops {
  /** Files are over the window. */
  over = $state(false);
  /** The provider file that was dropped last. */
  provider = $state.raw<DroppedProvider | null>(null);
  /** Why it can't be used. */
  error = $state.raw<ErrorView | null>(null);

  /** A provider file was dropped. */
  take(dropped: DroppedProvider) {
    this.error = null;
    this.provider = dropped;
  }

  /** What was dropped can't be used. */
  fail(error: ErrorView) {
    this.provider = null;
    this.error = error;
  }

  /** Somebody has taken it. */
  taken() {
    this.provider = null;
    this.error = null;
  }
}
