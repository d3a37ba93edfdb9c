// The console's sentences.
import { describe, expect, it } from "vitest";
import { CAN, CAN_END_USER, ENDED, fakeDryRun, fakeJob, fakeProof, fakeSession } from "../ipc/fake-sessions";
import type { JobView } from "../ipc/types";
import { EVERY, type Counts } from "../state/console-sessions.svelte";
import { countLine, devices, searchedHere, selectedLine, startedWord } from "./console";
import { capabilityLine } from "./console-access";
import {
  RESULTS,
  endQuestion,
  jobSpoken,
  jobTitle,
  proofLines,
  proofWord,
  tokenLife,
  tokensUntil,
} from "./console-job";

const counts = (over: Partial<Counts> = {}): Counts => ({
  matching: 37,
  people: 12,
  loaded: 612,
  about: 4000,
  complete: false,
  as_of: 0,
  clients: [],
  addresses: [],
  ...over,
});

describe("the list's line", () => {
  it("tells what matches, what is loaded and about how much there is", () => {
    expect(countLine(counts(), true)).toBe("37 match in 612 loaded of about 4,000");
    expect(countLine(counts({ about: null }), true)).toBe("37 match in 612 loaded");
    expect(countLine(counts({ complete: true }), true)).toBe("37 match in 612 sessions");
    expect(countLine(counts(), false)).toBe("612 sessions loaded of about 4,000");
    // The provider's guess was too low: it is not repeated.
    expect(countLine(counts({ about: 600 }), true)).toBe("37 match in 612 loaded");
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

describe("what a provider can't do", () => {
  it("is told in one line", () => {
    expect(capabilityLine("Contoso", CAN_END_USER)).toBe(
      "Contoso can end a person's sign-ins but not list them.",
    );
    expect(capabilityLine("Acme ID", CAN)).toBe("Acme ID can't tell who ended a session.");
    expect(capabilityLine("Acme ID", { ...CAN, prove: false })).toBe(
      "Acme ID can't tell who ended a session or tell whether an ended session is dead.",
    );
    expect(capabilityLine("Acme ID", { ...CAN, tells_who_ended: true })).toBeNull();
  });
});

describe("the dialog", () => {
  it("asks by number, person and provider", () => {
    const list = fakeDryRun();
    expect(endQuestion(list.what, list, 37, "Acme ID")).toBe("End 37 sessions of 12 people at Acme ID?");
    const one = fakeDryRun({ sessions: 1, people: [{ user: "b", title: "Bob Ray", sessions: 1 }] });
    expect(endQuestion(one.what, one, 1, "Acme ID")).toBe("End 1 session of Bob Ray at Acme ID?");
    expect(endQuestion({ kind: "user", user: "b", disable: true }, one, 1, "Acme ID")).toBe(
      "Disable Bob Ray, then end 1 session at Acme ID?",
    );
  });

  it("never makes up a lifetime", () => {
    expect(tokenLife(300, "Acme ID")).toContain("for up to 5 minutes more (realm setting)");
    expect(tokenLife(null, "Acme ID")).toContain("until their own expiry, which Acme ID doesn't tell");
  });
});

describe("a job", () => {
  const sum = (job: JobView) => RESULTS.reduce((total, name) => total + job[name], job.left);

  it("adds up to its total", () => {
    expect(sum(fakeJob())).toBe(37);
    expect(sum(ENDED)).toBe(37);
    expect(jobSpoken(fakeJob())).toBe(
      "35 of 37 sessions are ended. Ended 33, Already gone 2, Refused 1, To retry 1",
    );
  });

  it("says how far it is and how it stopped", () => {
    expect(jobTitle(fakeJob({ state: "running", left: 16 }))).toBe("Ending 21 of 37");
    expect(jobTitle(ENDED)).toBe("All 37 sessions are ended");
    expect(jobTitle(fakeJob({ state: "cancelled", ended: 20, gone: 1, left: 16 }))).toBe(
      "Cancelled: 21 of 37 sessions are ended",
    );
  });
});

describe("the proof", () => {
  it("is a refused refresh or an inactive token, never absence alone", () => {
    const unchecked = { refresh: "not_checked", introspection: "not_checked" } as const;
    expect(proofWord(fakeProof())).toBe("dead");
    expect(proofWord(fakeProof(unchecked))).toBe("unlisted");
    expect(proofWord(fakeProof({ ...unchecked, introspection: "dead" }))).toBe("dead");
    expect(proofWord(fakeProof({ listed: ["a"] }))).toBe("alive");
    expect(proofWord(fakeProof({ refresh: "alive" }))).toBe("alive");
  });

  it("says of each question what came of it", () => {
    const lines = proofLines(fakeProof({ gone: 36, listed: ["a"], refresh: "not_checked" }), "Acme ID");
    expect(lines.map(({ name, result }) => [name, result])).toEqual([
      ["listed", "alive"],
      ["refresh", "not_checked"],
      ["introspection", "dead"],
    ]);
    expect(lines[0]?.text).toContain("still lists 1");
  });

  it("says until when tokens work that nobody asks about", () => {
    expect(tokensUntil(1000, "Acme ID", 100)).toContain("No revocation shortens that");
    expect(tokensUntil(50, "Acme ID", 100)).toContain("expired");
    expect(tokensUntil(null, "Acme ID", 100)).toContain("which Acme ID doesn't tell");
  });
});

describe("a person's devices", () => {
  it("are addresses, the latest used first, the administrator's own left out", () => {
    expect(
      devices([
        fakeSession({ from: "10.1.4.7", used_at: 10 }),
        fakeSession({ from: "10.1.4.9", used_at: 30 }),
        fakeSession({ from: "10.1.4.7", used_at: 20 }),
        fakeSession({ from: null }),
        fakeSession({ from: "127.0.0.1", own: true }),
      ]),
    ).toEqual([
      { from: "10.1.4.9", sessions: 1, used_at: 30 },
      { from: "10.1.4.7", sessions: 2, used_at: 20 },
    ]);
  });
});
