import { describe, expect, it } from "vitest";
import { NOW } from "$lib/ipc/fake-data";
import { claimOf, fakeCheck, fakeInspection } from "$lib/ipc/fake-inspections";
import { KEYLESS } from "$lib/ipc/fake-tokens";
import { isStale, momentOf, secondsOf, textOf } from "./token";

describe("what is read out of claims", () => {
  it("takes a stranger's shapes for what they are", () => {
    const token = fakeInspection({
      claims: [
        claimOf("exp", "when", "soon"),
        claimOf("iat", "when", 1e300),
        claimOf("iss", "for_whom", ["https://a.example", "b"]),
      ],
    });
    expect(secondsOf(token, "exp")).toBeNull();
    expect(secondsOf(token, "iat")).toBeNull();
    expect(secondsOf(token, "nbf")).toBeNull();
    expect(textOf(token, "sub")).toBeNull();
    expect(momentOf(token, "constructor")).toBeNull();
  });
});

describe("a verdict about now", () => {
  const token = fakeInspection();

  it("is old once the token has expired meanwhile, and after a minute", () => {
    expect(isStale(token, null, NOW + 30)).toBe(false);
    expect(isStale(token, null, NOW + 60)).toBe(true);
    const short = fakeInspection({ claims: [claimOf("exp", "when", NOW + 10)] });
    expect(isStale(short, null, NOW + 9)).toBe(false);
    expect(isStale(short, null, NOW + 10)).toBe(true);
  });

  it("stays what it was for another moment, for what is never verified, and where there is no key", () => {
    expect(isStale(token, NOW - 100, NOW + 600)).toBe(false);
    expect(isStale({ ...token, bytes: 100_000 }, null, NOW + 600)).toBe(false);
    expect(isStale({ ...token, form: "opaque" }, null, NOW + 600)).toBe(false);
    expect(isStale(KEYLESS, null, NOW + 600)).toBe(false);
    expect(isStale({ ...token, check: fakeCheck({ at: NOW + 600 }) }, null, NOW + 600)).toBe(false);
  });
});
