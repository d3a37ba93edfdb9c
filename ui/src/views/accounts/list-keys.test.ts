import { describe, expect, it } from "vitest";
import { TypeAhead, keyTarget } from "./list-keys";

describe("typing ahead", () => {
  const names = ["ada", "adam", "bob", "Élan"];

  it("goes on with each new word and round the end", () => {
    const ahead = new TypeAhead();
    expect(ahead.find("a", names, 0, 0)).toBe(1);
    expect(ahead.find("a", names, 1, 2000)).toBe(0);
  });

  it("refines while the letters come quickly, and stays where it already fits", () => {
    const ahead = new TypeAhead();
    expect(ahead.find("a", names, -1, 0)).toBe(0);
    expect(ahead.find("d", names, 0, 100)).toBe(0);
    expect(ahead.find("a", names, 0, 200)).toBe(0);
    expect(ahead.find("m", names, 0, 300)).toBe(1);
    expect(ahead.find("x", names, 1, 400)).toBe(-1);
  });

  it("knows no difference of case", () => {
    expect(new TypeAhead().find("é", names, 0, 0)).toBe(3);
  });
});

describe("a list's keys", () => {
  it("stop at the ends and leave other keys alone", () => {
    expect(keyTarget("ArrowUp", 0, 5, 3)).toBe(0);
    expect(keyTarget("ArrowDown", 4, 5, 3)).toBe(4);
    expect(keyTarget("PageDown", 3, 5, 3)).toBe(4);
    expect(keyTarget("PageUp", 4, 5, 3)).toBe(1);
    expect(keyTarget("a", 0, 5, 3)).toBeNull();
  });
});
