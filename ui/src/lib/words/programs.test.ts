import { describe, expect, it } from "vitest";
import { fakeGrant, fakeProgram } from "../ipc/fake-programs";
import * as words from "./programs";

describe("a program's name", () => {
  it("is the executable's", () => expect(words.programName(fakeProgram())).toBe("git"));

  it("is the terminal's for a shell, which stands for its session", () => {
    const shell = fakeProgram({ name: "bash", kind: { kind: "session" } });
    expect(words.programName(shell)).toBe("terminal 3");
    expect(words.programName({ ...shell, terminal: null })).toBe("this session of bash");
    expect(words.programName({ ...shell, terminal: "tty1" })).toBe("console 1");
    expect(words.programName({ ...shell, terminal: "weird" })).toBe("weird");
  });

  it("never hides that an interpreter runs somebody's script", () => {
    const kind = { kind: "interpreter", script: "~/bin/report.py" } as const;
    expect(words.programFacts(fakeProgram({ name: "python3", kind }))).toBe(
      "python3, running ~/bin/report.py",
    );
    expect(words.programFacts(fakeProgram({ name: "python3", kind: { ...kind, script: null } }))).toBe(
      "python3: any script of yours that runs in it",
    );
  });
});

describe("a program", () => {
  it("is told with who started it, where", () => {
    expect(words.startedBy(fakeProgram())).toBe("by bash in terminal 3, in ~/src/orders");
    expect(words.startedBy(fakeProgram({ parents: [], terminal: null, folder: null }))).toBeNull();
  });
});

describe("a grant", () => {
  it("shows the scopes that were given rather than those asked", () => {
    expect(words.grantScopes(fakeGrant())).toEqual(["orders:read"]);
    expect(words.grantScopes(fakeGrant({ given_scopes: [] }))).toEqual(["orders:read", "orders:write"]);
  });

  it("of the policy can't be ended here", () =>
    expect(words.grantUntil(fakeGrant({ origin: "policy" }))).toBe("your IT changes it"));
});
