// Why nothing stands in the log, said of exactly what was asked for.
import { describe, expect, it } from "vitest";
import { activityWords, nothingWords } from "./activity";

const ALL = { find: "", problemsOnly: false, filtered: false, ofOne: false };

describe("nothing", () => {
  it.each([
    [{}, activityWords.empty],
    [{ ofOne: true }, activityWords.emptyAccount],
    [{ problemsOnly: true }, activityWords.noMatch],
    [{ filtered: true, ofOne: true }, activityWords.noMatch],
    [{ find: "a73k2r" }, "No entry has the reference A7-3K2R."],
    [{ find: "payroll" }, "No entry names “payroll”."],
    [{ find: "payroll", problemsOnly: true }, "No problem names “payroll”."],
    [{ find: "payroll", filtered: true }, "No entry within these filters names “payroll”."],
    [
      { find: "A7-3K2R", problemsOnly: true, filtered: true, ofOne: true },
      "No problem of this account within these filters has the reference A7-3K2R.",
    ],
  ])("of %j reads: %s", (asked, words) => {
    expect(nothingWords({ ...ALL, ...asked })).toBe(words);
  });

  it("of a very long text is short", () => {
    expect(nothingWords({ ...ALL, find: "g".repeat(10_240) }).length).toBeLessThan(80);
  });
});
