// The console's sentences.
import { describe, expect, it } from "vitest";
import {
  CAN,
  CAN_END_USER,
  ENDED,
  LOOKS,
  fakeConsoleView,
  fakeDryRun,
  fakeJob,
  fakeProof,
  fakeSession,
} from "../ipc/fake-sessions";
import type { JobView } from "../ipc/types";
import { EVERY, type Counts } from "../state/console-sessions.svelte";
import { NO_SESSIONS, consoleWords, countLine, searchedHere, selectedLine, startedWord } from "./console";
import { accessSpoken, accessWords, cantEnd, capabilityLine } from "./console-access";
import { endQuestion, moreThan, tokenLife } from "./console-ending";
import { RESULTS, jobSpoken, jobTitle, proofLines, proofWord, tokensUntil } from "./console-job";
import { devices } from "./console-person";

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

describe("who may only look", () => {
  it("is told what it takes, as the provider's administrators know it", () => {
    expect(accessWords.lookOnly("Keycloak", LOOKS.lacks)).toBe(
      "You can look but not end sessions here: that needs manage-users of realm-management.",
    );
    expect(accessWords.lookOnly("Another", ["sessions:end"])).toContain("needs sessions:end.");
    expect(cantEnd(fakeConsoleView(LOOKS))).toBe("needs manage-users of realm-management");
    expect(cantEnd(fakeConsoleView())).toBeNull();
    expect(cantEnd(fakeConsoleView({ kind: "closed" }))).toBeNull();
    expect(accessSpoken(LOOKS)).toBe("You can look as sam@acme.example, but not end sessions");
  });
});

describe("the dialog", () => {
  it("never takes the first of them for all there are", () => {
    const list = fakeDryRun({ more_than: 250_000 });
    expect(moreThan({ kind: "all" }, list, "Acme ID")).toBe(
      "Acme ID has more than 250,000 sessions; these are the first. Do it again afterwards.",
    );
    expect(moreThan({ kind: "client", client: "Mail" }, list, "Acme ID")).toContain(
      "Some may be missing here",
    );
    const none = fakeDryRun({ more_than: 250_000, sessions: 0, people: [] });
    expect(moreThan({ kind: "client", client: "Mail" }, none, "Acme ID")).toContain("among the first");
    expect(endQuestion(none.what, none, 0, "Acme ID")).toBe("Nothing found to end at Acme ID");
    expect(moreThan({ kind: "all" }, fakeDryRun(), "Acme ID")).toBeNull();
    const unread = fakeDryRun({ unread: true });
    expect(moreThan({ kind: "all" }, unread, "Acme ID")).toContain("can't be read whole");
  });

  it("asks by number, person and provider", () => {
    const list = fakeDryRun();
    expect(endQuestion(list.what, list, 37, "Acme ID")).toBe("End 37 sessions of 12 people at Acme ID?");
    const many = fakeDryRun({ sessions: 4012, people: list.people, more_people: 1300 });
    expect(endQuestion(many.what, many, 4012, "Acme ID")).toBe(
      "End 4,012 sessions of 1,312 people at Acme ID?",
    );
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

  it("says whether the account was disabled", () => {
    const disabled = fakeJob({ disabling: { kind: "done" } });
    expect(jobSpoken(disabled)).toContain("sessions are ended. Account disabled, Ended 33");
    const refused = { kind: "refused", why: "it answered 403" } as const;
    expect(jobSpoken(fakeJob({ ended: 0, gone: 0, refused: 37, retry: 0, disabling: refused }))).toBe(
      "0 of 37 sessions are ended. Not disabled, Refused 37",
    );
  });

  it("without sessions is about the account alone", () => {
    const alone = { total: 0, ended: 0, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
    const told = (over: Partial<JobView>) => jobSpoken(fakeJob({ ...alone, ...over }));
    expect(told({ state: "running", disabling: { kind: "to_do" } })).toBe("Disabling the account");
    expect(told({ disabling: { kind: "done" } })).toBe("The account is disabled");
    for (const kind of ["refused", "to_retry"] as const)
      expect(told({ disabling: { kind, why: "403" } })).toBe("The account is not disabled");
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
    const unchecked = { proved: 0, refresh: "not_checked", introspection: "not_checked" } as const;
    expect(proofWord(fakeProof())).toBe("dead");
    expect(proofWord(fakeProof(unchecked))).toBe("unlisted");
    expect(proofWord(fakeProof({ ...unchecked, proved: 37, introspection: "dead" }))).toBe("dead");
    expect(proofWord(fakeProof({ proved: 36 }))).toBe("some_dead");
    expect(proofWord(fakeProof({ gone: 0, proved: 1 }))).toBe("dead");
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
