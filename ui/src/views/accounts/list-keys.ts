// The keys of a list: arrows, pages, ends, and a name's beginning typed ahead.

/** Milliseconds after which typing begins a new word. */
const PAUSE = 800;

/** Where an arrow, page or end key leads from `at` among `count` rows; null for any other key. */
export function keyTarget(key: string, at: number, count: number, page: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(count - 1, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "PageDown":
      return Math.min(count - 1, at + page);
    case "PageUp":
      return Math.max(0, at - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** Finds rows by the beginning of their names, as it is typed. */
export class TypeAhead {
  #typed = "";
  #at = -Infinity;

  /** The row that the letter leads to, searched from the current one on and round; -1 where none is. */
  find(letter: string, names: readonly string[], current: number, now = performance.now()): number {
    this.#typed = now - this.#at > PAUSE ? letter : this.#typed + letter;
    this.#at = now;
    const wanted = this.#typed.toLocaleLowerCase();
    // A first letter moves on, further ones refine where it led.
    const start = this.#typed.length === 1 ? current + 1 : Math.max(0, current);
    for (let step = 0; step < names.length; step++) {
      const index = (start + step) % names.length;
      if (names[index]?.toLocaleLowerCase().startsWith(wanted)) return index;
    }
    return -1;
  }
}
