// The sentences of a job and its proof.
import { describe, expect, it } from "vitest";
import { ENDED, fakeJob, fakeProof } from "../ipc/fake-sessions";
import type { JobView } from "../ipc/types";
import { RESULTS, jobSpoken, jobTitle, proofLines, proofWord, tokensUntil } from "./console-job";

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
