import { describe, expect, it } from "vitest";
import { RowWindow } from "./row-window.svelte";

function seen(count: number, over: Partial<RowWindow> = {}) {
  return Object.assign(new RowWindow(() => count), { height: 392, width: 1000, ...over });
}

describe("the rows in sight", () => {
  it("are those between top and bottom, with a few around them", () => {
    const rows = seen(100_000, { top: 3600 });
    expect([rows.first, rows.last]).toEqual([92, 119]);
    expect(rows.places).toHaveLength(28);
  });

  it("never reach beyond the table, also after it became shorter", () => {
    const rows = seen(3, { top: 3600 });
    expect([rows.first, rows.last]).toEqual([0, 2]);
    expect(seen(0).places).toEqual([]);
  });

  it("are revealed by scrolling no more than needed, below the columns' names", () => {
    const rows = seen(1000, { top: 360 });
    expect(rows.reveal(12)).toBe(360);
    expect(rows.reveal(5)).toBe(180);
    // Row 30 ends at 1116, and of 392 the names take 32.
    expect(rows.reveal(30)).toBe(756);
    expect(rows.reveal(0)).toBe(0);
  });

  it("have two lines where it is narrow", () => {
    expect(seen(10, { width: 600 }).row).toBe(52);
    expect(seen(10).row).toBe(36);
  });
});
