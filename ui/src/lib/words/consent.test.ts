import { describe, expect, it } from "vitest";
import { NOW } from "../ipc/fake-data";
import { fakeNewAddress, fakeProgram, fakeQuestion, fakeSending } from "../ipc/fake-programs";
import * as words from "./consent";
import { moment } from "./time";

describe("a program's question", () => {
  it("names everything in a terminal when a shell asks", () => {
    const program = fakeProgram({ name: "bash", kind: { kind: "session" } });
    const question = fakeQuestion({ program });
    expect(words.question(question)).toBe("Let everything in terminal 3 use acme?");
    expect(words.consequence(question, NOW)).toMatch(/^Every program there would get access tokens/);
    expect(words.offerWords("while_it_runs", question)).toBe("until terminal 3 closes");
  });

  it("tells a changed program and when it was allowed", () => {
    const changed = fakeQuestion({ changed_since: NOW - 3 * 86_400 });
    expect(words.changedWords(changed, NOW)).toMatch(/^git was changed since you allowed it on /);
    expect(words.changedWords(fakeQuestion(), NOW)).toBeNull();
  });
});

describe("a call's question", () => {
  it("names the token, the address and until when whoever runs it could use the token", () => {
    const question = fakeSending({ origin: "https://other.example" });
    expect(words.question(question)).toBe("Send ada@acme.example's token to https://other.example?");
    expect(words.consequence(question, NOW)).toBe(
      "It is not among the addresses that Acme ID issues this account's tokens for. " +
        `Whoever runs it could use the token until ${moment(NOW + 252, NOW)}.`,
    );
    expect(words.consequence(fakeSending({ token_until: null }), NOW)).toMatch(/until it expires\.$/);
    expect(words.buttons(question)).toEqual({ no: "Don't send", yes: "Send" });
    expect(question.offers.map((offer) => words.offerWords(offer, question))).toEqual([
      "once",
      "until Lanyard quits",
    ]);
  });

  it("says that an address was added after the account was linked", () => {
    const question = fakeSending({ listed: true });
    expect(words.consequence(question, NOW)).toMatch(/^It was added to Acme ID's resources after you linked/);
    expect(words.offerWords("until_revoked", question)).toBe("as long as it is among Acme ID's resources");
  });

  it("can't be turned around by a name that a provider tells", () => {
    const question = fakeSending({ origin: "https://evil.example", title: "ada@acme.example\u202e" });
    expect(words.question(question)).toBe("Send ada@acme.example\\u202e's token to https://evil.example?");
    expect(words.whose(question)).toBe("ada@acme.example\\u202e (acme) at Acme ID");
  });
});

describe("a new address's question", () => {
  it("names both hosts, what a yes comes to, and who can tell", () => {
    const question = fakeNewAddress();
    expect(words.question(question)).toBe("Use login.other.example for ada@acme.example?");
    expect(words.consequence(question, NOW)).toBe(
      "Acme ID's sign-in service now wants its tokens at login.other.example instead of id.acme.example. " +
        "Whoever runs that address could stay signed in as you.",
    );
    expect(words.beforeYes(question)).toMatch(
      /^Say yes only if your IT, asked in a way you know, tells you /,
    );
    expect(words.buttons(question)).toEqual({ no: "Don't use it", yes: "Use the new address" });
    expect(words.onlyOffer(question)).toBe("until Acme ID moves again");
    const others = [fakeQuestion(), fakeSending()];
    expect(others.flatMap((other) => [words.beforeYes(other), words.onlyOffer(other)])).toEqual(
      Array(4).fill(null),
    );
  });

  it("can't be turned around by a name that a provider tells, nor by a host", () => {
    const [title, to] = ["ada@acme.example\u202e", "login\u202e.example"];
    const question = fakeNewAddress({ title, to, provider_name: "Acme\u202e" });
    const told = [words.question(question), words.consequence(question, NOW), words.beforeYes(question)];
    expect(told.join(" ")).not.toContain("\u202e");
    expect(words.question(question)).toBe("Use login\\u202e.example for ada@acme.example\\u202e?");
  });
});

describe("the deadline", () => {
  it("counts what else waits", () => {
    const [program, call] = [fakeQuestion(), fakeSending()];
    expect(words.deadline(NOW + 60, NOW, [])).toMatch(/^No answer by \d\d:\d\d means no$/);
    expect(words.deadline(NOW + 60, NOW, [program])).toMatch(/· 1 more program is waiting$/);
    expect(words.deadline(NOW + 60, NOW, [program, program])).toMatch(/· 2 more programs are waiting$/);
    expect(words.deadline(NOW + 60, NOW, [program, call])).toMatch(/· 2 more questions are waiting$/);
  });
});
