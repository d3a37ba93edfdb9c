// Which rows of a long table are in sight, as figures: all rows are of one height, so nothing is measured.

/** Rows drawn above and below those in sight. */
const MARGIN = 8;
/** Under this width a row has two lines. */
const NARROW = 700;
/** Height of the row with the columns' names, which stays on top. */
const HEAD = 32;

/** The part of a table that is in sight. Lengths in pixels. */
export class RowWindow {
  /** Of the element that scrolls. */
  width = $state(0);
  height = $state(0);
  /** How far it is scrolled. */
  top = $state(0);
  readonly #count: () => number;

  constructor(count: () => number) {
    this.#count = count;
  }

  readonly narrow = $derived.by(() => this.width > 0 && this.width < NARROW);
  /** Height of a row. */
  readonly row = $derived.by(() => (this.narrow ? 52 : 36));
  /** The first row that is drawn. */
  readonly first = $derived.by(() => {
    const top = Math.min(Math.floor(this.top / this.row), this.#count() - 1);
    return Math.max(0, top - MARGIN);
  });
  /** The last one. */
  readonly last = $derived.by(() => {
    const bottom = Math.ceil((this.top + this.height) / this.row) + MARGIN;
    return Math.min(this.#count() - 1, bottom);
  });
  /** The places of those drawn. */
  readonly places = $derived.by(() =>
    Array.from({ length: Math.max(0, this.last - this.first + 1) }, (_, index) => this.first + index),
  );

  /** Rows of a page, for the keys. */
  get page(): number {
    return Math.max(1, Math.floor((this.height - HEAD) / this.row) - 1);
  }

  /** Whether the end of the table is in sight. */
  get atEnd(): boolean {
    return this.top + this.height >= this.#count() * this.row;
  }

  /** How far to scroll so that a row is in sight, by no more than needed. */
  reveal(index: number): number {
    const above = index * this.row;
    const below = above + this.row + HEAD - this.height;
    return Math.max(0, Math.min(above, Math.max(this.top, below)));
  }
}
