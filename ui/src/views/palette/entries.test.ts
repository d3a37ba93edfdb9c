import { describe, expect, it } from "vitest";
import { filterEntries, moved, SHOWN, type PaletteEntry } from "./entries";

function entry(title: string, detail = ""): PaletteEntry {
  return { id: title, group: "actions", title, detail, keys: [], run: () => ({ kind: "moved" }) };
}

const titles = (entries: PaletteEntry[], text: string) =>
  filterEntries(entries, text).map((found) => found.title);

describe("typing", () => {
  it("puts the beginning of a title first, then of a word, then the inside, then the detail", () => {
    const entries = [entry("Renew", "acme"), entry("Placme"), entry("Copy acme token"), entry("Acme ID")];
    expect(titles(entries, "acme")).toEqual(["Acme ID", "Copy acme token", "Placme", "Renew"]);
  });

  it("needs every word, in any order", () => {
    const entries = [entry("Copy access token of Ada", "acme"), entry("Copy access token of Bob", "contoso")];
    expect(titles(entries, "contoso copy")).toEqual(["Copy access token of Bob"]);
  });

  it("ignores case and accents", () => {
    expect(titles([entry("René Ünal")], "rene unal")).toEqual(["René Ünal"]);
  });

  it("takes signs of a pattern for letters", () => {
    expect(titles([entry("a.c"), entry("abc")], "a.c")).toEqual(["a.c"]);
  });

  it("keeps the order when nothing is typed, and never draws thousands", () => {
    const many = Array.from({ length: 1000 }, (_, index) => entry(`Account ${index}`));
    const shown = titles(many, " ");
    expect(shown).toHaveLength(SHOWN);
    expect(shown[0]).toBe("Account 0");
  });
});

describe("arrows", () => {
  it("wrap at both ends", () => {
    expect(moved("ArrowDown", 2, 3)).toBe(0);
    expect(moved("ArrowUp", 0, 3)).toBe(2);
  });

  it("do nothing in an empty list or for other keys", () => {
    expect(moved("ArrowDown", 0, 0)).toBeNull();
    expect(moved("a", 0, 3)).toBeNull();
  });
});
