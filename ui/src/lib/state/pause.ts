// Typing becomes one question: it waits until nothing more comes for a moment.

/** Milliseconds after which nothing more is expected to be typed. */
export const PAUSE = 150;

/** Does the last thing that it was given, and not at once. */
export class Pause {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Acts after so many milliseconds, in place of what waits. */
  after(act: () => void, milliseconds: number) {
    this.drop();
    this.#timer = setTimeout(act, milliseconds);
  }

  /** What waits is not done. */
  drop() {
    clearTimeout(this.#timer);
  }
}
