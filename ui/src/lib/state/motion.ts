// Motion only under the hand, and none for who wants none.

/** A transition's length in milliseconds, or 0 with reduced motion. */
export function motion(milliseconds: number): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}
