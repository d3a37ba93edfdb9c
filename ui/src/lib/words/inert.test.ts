// The characters that are hidden, one by one, as the crate lanyard-jwt hides them.
import { describe, expect, it } from "vitest";
import fixture from "./hidden.fixture.json";
import { inert } from "./inert";

const characterOf = (code: string) => String.fromCodePoint(Number.parseInt(code, 16));

function writtenOut(code: string): string {
  return code.length > 4 ? `\\u{${code.toLowerCase()}}` : `\\u${code.toLowerCase()}`;
}

describe("text of others", () => {
  it.each(fixture.hidden)("writes out %s, %s", (code) => {
    expect(inert(`a${characterOf(code ?? "")}b`)).toBe(`a${writtenOut(code ?? "")}b`);
  });

  it.each(fixture.seen)("leaves %s, %s", (code) => {
    const text = `a${characterOf(code ?? "")}b`;
    expect(inert(text)).toBe(text);
  });

  it.each(fixture.shown)("shows $what", ({ text, hidden }) => {
    const shown = inert(text);
    const found = shown.match(/\\u(?:\{[0-9a-f]+\}|[0-9a-f]{4})/g) ?? [];
    expect(found).toEqual(hidden.map(writtenOut));
    if (hidden.length === 0) expect(shown).toBe(text);
  });

  it("keeps lines where it is asked to, and nothing else that acts", () => {
    expect(inert("a\n\tb", true)).toBe("a\n\\u0009b");
    expect(inert("a\nb")).toBe("a\\u000ab");
  });
});
