// Very many things are drawn in blocks, which the browser lays out only where they are in sight. Pure.

/** Things in one block. */
export const BLOCK = 100;

/** A list in pieces of at most `size`. */
export function blocksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
