import { describe, expect, it } from "vitest";
import { ACTIVITY } from "$lib/ipc/fake-data";
import { activitySentence } from "$lib/words/activity-sentence";
import { byDay } from "./days";

const at = (day: number, hour: number) => new Date(2025, 4, day, hour).getTime() / 1000;
const entry = (seq: number, when: number) => ({ ...ACTIVITY[0]!, seq, at: when });

describe("the log by day", () => {
  it("starts a new day at the computer's own midnight", () => {
    const days = byDay([entry(3, at(6, 0)), entry(2, at(5, 23)), entry(1, at(5, 1))]);
    expect(days.map((day) => day.entries.map((one) => one.seq))).toEqual([[3], [2, 1]]);
  });

  it("keeps the order of the log when the clock was set back", () => {
    const days = byDay([entry(3, at(5, 9)), entry(2, at(6, 9)), entry(1, at(5, 8))]);
    expect(days.map((day) => day.entries.map((one) => one.seq))).toEqual([[3], [2], [1]]);
  });

  it("keeps each day's key while entries come at either end", () => {
    const keys = (...entries: ReturnType<typeof entry>[]) => byDay(entries).map(({ key }) => key);
    const before = keys(entry(5, at(6, 9)), entry(4, at(5, 9)), entry(3, at(6, 8)));
    const after = keys(
      entry(6, at(6, 10)),
      entry(5, at(6, 9)),
      entry(4, at(5, 9)),
      entry(3, at(6, 8)),
      entry(2, at(6, 7)),
    );
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(3);
  });

  it("is empty for an empty log", () => {
    expect(byDay([])).toEqual([]);
  });
});

describe("sentences", () => {
  it("count values where a claim gained very many", () => {
    const added = Array.from({ length: 10_000 }, (_, index) => JSON.stringify(`role-${index}`));
    const text = activitySentence({
      ...ACTIVITY[1]!,
      kind: "claims_changed",
      changes: [{ name: "roles", added, removed: [] }],
    });
    expect(text).toBe("ada@acme.example: roles 10000 values added");
  });

  it("tell a locked keychain from a usable one", () => {
    const keychain = (state: string) =>
      activitySentence({ ...ACTIVITY[0]!, kind: "keychain", facts: [{ name: "state", text: state }] });
    expect(keychain("locked")).toBe("The keychain was locked");
    expect(keychain("usable again")).toBe("The keychain can be used again");
  });

  it("never print undefined for an entry without account and provider", () => {
    for (const one of ACTIVITY) {
      expect(activitySentence({ ...one, account_title: null, provider_name: null })).not.toMatch(
        /undefined|null/,
      );
    }
  });
});
