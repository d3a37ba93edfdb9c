// What is found and what is not, by the fixture that the engine's tests read too.
import { describe, expect, it } from "vitest";
import { ACTIVITY } from "../ipc/fake-data";
import type { ActivityEntry } from "../ipc/types";
import { typedReference } from "../words/reference";
import { finds } from "./activity-find";
import fixture from "./activity-find.fixture.json";

const entry = {
  ...(ACTIVITY[0] as ActivityEntry),
  ...fixture.entry,
  facts: fixture.entry.facts.map(([name = "", text = ""]) => ({ name, text })),
};

describe("an entry of the log", () => {
  it.each(fixture.not_found)("is not found by %j", (typed) => {
    expect(finds(typed, entry, fixture.handle)).toBe(false);
  });

  it.each(fixture.found)("is found by %j", (typed) => {
    expect(finds(typed, entry, fixture.handle)).toBe(true);
  });

  it("that names nothing is found by its reference alone", () => {
    const bare = { ...entry, account_title: null, provider_name: null, facts: [] };
    expect(finds("null", bare, undefined)).toBe(false);
    expect(finds("undefined", bare, undefined)).toBe(false);
    expect(finds("-", bare, undefined)).toBe(false);
    expect(finds("a73k2r", bare, undefined)).toBe(true);
    expect(finds("g".repeat(10_240), bare, undefined)).toBe(false);
  });
});

describe("what was typed", () => {
  it.each(fixture.references)("%j is the reference %j", (typed, reference) => {
    expect(typedReference(typed ?? "")).toBe(reference);
  });
});
