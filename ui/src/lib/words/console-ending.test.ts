// The sentences of the dialog about a frozen list.
import { describe, expect, it } from "vitest";
import { fakeDryRun } from "../ipc/fake-sessions";
import { endQuestion, notWhole, tokenLife } from "./console-ending";

describe("the dialog", () => {
  it("never takes the first of them for all there are", () => {
    const coverage = { kind: "first", sessions: 250_000 } as const;
    const list = fakeDryRun({ coverage });
    expect(notWhole({ kind: "all" }, list, "Acme ID")).toBe(
      "Acme ID has more than 250,000 sessions; these are the first. Do it again afterwards.",
    );
    expect(notWhole({ kind: "client", client: "Mail" }, list, "Acme ID")).toContain(
      "Some may be missing here",
    );
    const none = fakeDryRun({ coverage, sessions: 0, people: [] });
    expect(notWhole({ kind: "client", client: "Mail" }, none, "Acme ID")).toContain("among the first");
    expect(endQuestion(none.what, none, 0, "Acme ID")).toBe("Nothing found to end at Acme ID");
    expect(notWhole({ kind: "all" }, fakeDryRun(), "Acme ID")).toBeNull();
  });

  it("says of a list that can't be read whole that it may have gaps, wherever it ends", () => {
    for (const first of [null, 250_000]) {
      const unread = fakeDryRun({ coverage: { kind: "unread", first }, sessions: 0, people: [] });
      expect(notWhole(unread.what, unread, "Acme ID")).toContain("can't be read whole");
      expect(endQuestion(unread.what, unread, 0, "Acme ID")).toBe("Nothing found to end at Acme ID");
    }
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
