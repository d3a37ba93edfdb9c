import { describe, expect, it } from "vitest";
import { FIRST, beginning, textBlocks } from "./text-blocks";

const joined = (text: string) => textBlocks(text).map((block) => block.text);

describe("a long text", () => {
  it("is the same text in blocks of its lines", () => {
    const text = Array.from({ length: 12_345 }, (_, index) => `line ${index}`).join("\n");
    expect(joined(text).join("\n")).toBe(text);
    expect(Math.max(...textBlocks(text).map((block) => block.lines))).toBeLessThanOrEqual(200);
  });

  it("of one line is cut, and never inside a character", () => {
    const text = `x${"👩🏽‍🚀".repeat(20_000)}`;
    const parts = joined(text);
    expect(parts.join("")).toBe(text);
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) expect(part).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/);
  });

  it("begins with whole lines", () => {
    const text = `${"a line\n".repeat(40_000)}`;
    expect(beginning(text).length).toBeLessThanOrEqual(FIRST);
    expect(beginning(text).endsWith("a line")).toBe(true);
    expect(beginning("short")).toBe("short");
    expect(textBlocks("")).toEqual([{ text: "", lines: 1 }]);
  });
});
