// The sentences of the console's list.
import { describe, expect, it } from "vitest";
import { EVERY, type Counts } from "../state/console-sessions.svelte";
import { NO_SESSIONS, consoleWords, countLine, searchedHere, selectedLine, startedWord } from "./console";

const counts = (over: Partial<Counts> = {}): Counts => ({
  matching: 37,
  people: 12,
  loaded: 612,
  about: 4000,
  reach: "more",
  as_of: 0,
  clients: [],
  more_clients: 0,
  addresses: [],
  ...over,
});

describe("the list's line", () => {
  it("tells what matches, what is loaded and about how much there is", () => {
    expect(countLine(counts(), true)).toBe("37 match in 612 loaded of about 4,000");
    expect(countLine(counts({ about: null }), true)).toBe("37 match in 612 loaded");
    expect(countLine(counts({ reach: "whole" }), true)).toBe("37 match in 612 sessions");
    expect(countLine(counts({ reach: "whole" }), false)).toBe("612 sessions");
    expect(countLine(counts(), false)).toBe("612 sessions loaded of about 4,000");
    // The provider's guess was too low: it is not repeated.
    expect(countLine(counts({ about: 600 }), true)).toBe("37 match in 612 loaded");
  });

  it("says of a list that holds no more that it is the first part", () => {
    const full = counts({ reach: "full", loaded: 250_000, about: 312_000 });
    expect(countLine(full, false)).toBe("The first 250,000 sessions of about 312,000");
    expect(countLine(full, true)).toBe("37 match in the first 250,000 of about 312,000");
    // The provider counts fewer than it has, or doesn't count.
    for (const about of [null, 100_000])
      expect(countLine({ ...full, about }, false)).toBe("The first 250,000 sessions");
  });

  it("says of clients that are not listed how many they are", () => {
    expect(consoleWords.anyClient(0)).toBe("Any client");
    expect(consoleWords.anyClient(1312)).toBe("Any client (1,312 more are not listed)");
  });

  it("denies nobody who may only not be here", () => {
    expect(NO_SESSIONS.whole.none).toBe("Nobody is signed in here.");
    for (const reach of ["more", "full"] as const)
      for (const words of Object.values(NO_SESSIONS[reach]))
        expect(words).not.toMatch(/^(Nobody|No session) /);
  });

  it("names what is searched here", () => {
    expect(searchedHere({ ...EVERY, idle_over: 60, from: "10.1.4.7" })).toBe(
      "idle and from are searched here",
    );
    expect(searchedHere({ ...EVERY, text: "bob" })).toBe("person is searched here");
    expect(searchedHere(EVERY)).toBeNull();
  });

  it("counts sessions and people", () => {
    expect(selectedLine(37, 12)).toBe("37 sessions of 12 people selected");
    expect(selectedLine(1, 1)).toBe("1 session of 1 person selected");
  });

  it("gives an older start by its day", () => {
    const now = new Date(2025, 4, 6, 12, 0).getTime() / 1000;
    expect(startedWord(now - 3600, now)).toBe("11:00");
    expect(startedWord(now - 20 * 86_400, now)).toBe("16 Apr");
    expect(startedWord(null, now)).toBe("–");
  });
});
