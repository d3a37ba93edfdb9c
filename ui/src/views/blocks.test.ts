import { expect, it } from "vitest";
import { blocksOf } from "./blocks";

it("blocks keep every item once, in order", () => {
  const items = Array.from({ length: 250 }, (_, index) => index);
  expect(blocksOf(items, 100).map((block) => block.length)).toEqual([100, 100, 50]);
  expect(blocksOf(items, 100).flat()).toEqual(items);
});
