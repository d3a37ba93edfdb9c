// Keys and clicks count only a moment after the window appeared, so that nobody types or clicks a yes that was
// meant for what lay there before.

/** Milliseconds that have to pass. */
export const MOMENT = 600;

/** Which events could answer. */
const ACTS = ["keydown", "keyup", "pointerdown", "pointerup", "mousedown", "mouseup", "click"] as const;

/** Swallows what comes too early; answers what ends that. `now` in milliseconds. */
export class Guard {
  readonly #now: () => number;
  #from: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#from = now() + MOMENT;
  }

  /** Shown or focused again, or another question came: the moment begins anew. */
  restart = () => {
    this.#from = this.#now() + MOMENT;
  };

  /** Whether what the person does counts by now. */
  get open(): boolean {
    return this.#now() >= this.#from;
  }

  /** Stands before everything else in the window. */
  watch(target: Window): () => void {
    const stop = (event: Event) => {
      if (this.open) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    for (const act of ACTS) target.addEventListener(act, stop, { capture: true });
    target.addEventListener("focus", this.restart);
    const { document } = target;
    document.addEventListener("visibilitychange", this.restart);
    return () => {
      for (const act of ACTS) target.removeEventListener(act, stop, { capture: true });
      target.removeEventListener("focus", this.restart);
      document.removeEventListener("visibilitychange", this.restart);
    };
  }
}
