import { describe, expect, it } from "vitest";
import { refusedFirst } from "./scopes";

const scopes = (count: number, refused: number) =>
  Array.from({ length: count }, (_, index) => ({
    scope: `s${index}`,
    asked: true,
    granted: index !== refused,
  }));

describe("order", () => {
  it("is the provider's own while all can be seen", () => {
    expect(refusedFirst(scopes(5, 4)).at(-1)?.scope).toBe("s4");
  });

  it("brings the refused ones up among very many", () => {
    const ordered = refusedFirst(scopes(10_000, 9_999));
    expect(ordered[0]?.scope).toBe("s9999");
    expect(ordered).toHaveLength(10_000);
  });
});
