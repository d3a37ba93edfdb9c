// Keeps what the person looks at in its place while the list grows above it; WebKit doesn't by itself.

/** The place of a list of entries in the pane that scrolls it. */
export class Anchor {
  readonly #list: () => HTMLElement | undefined;
  #held: { row: HTMLElement; top: number } | null = null;

  constructor(list: () => HTMLElement | undefined) {
    this.#list = list;
  }

  /** What scrolls. */
  get pane(): HTMLElement | null {
    return this.#list()?.closest<HTMLElement>("[data-pane]") ?? null;
  }

  /** Whether the newest entry is in sight, whole. */
  get atTop(): boolean {
    const newest = this.#rows()[0];
    return newest === undefined || top(newest) >= this.#edge();
  }

  /** Before the list changes: notes where the first row in sight stands, unless that is the newest. */
  hold() {
    const edge = this.#edge();
    const row = this.atTop
      ? undefined
      : this.#rows().find((one) => one.getBoundingClientRect().bottom > edge);
    this.#held = row ? { row, top: top(row) } : null;
  }

  /** After it has changed: the row stands there again. */
  keep() {
    const { pane } = this;
    if (pane && this.#held?.row.isConnected) pane.scrollTop += top(this.#held.row) - this.#held.top;
    this.#held = null;
  }

  #rows(): HTMLElement[] {
    return [...(this.#list()?.querySelectorAll<HTMLElement>("ol > li") ?? [])];
  }

  #edge(): number {
    return this.pane ? top(this.pane) : 0;
  }
}

const top = (element: HTMLElement) => element.getBoundingClientRect().top;
