import { describe, expect, it } from "vitest";
import { NOW } from "$lib/ipc/fake-data";
import { parseMoment } from "./moment";

const local = (...parts: [number, number, number, number, number, number?]) =>
  new Date(parts[0], parts[1] - 1, ...(parts.slice(2) as [number, number, number, number?])).getTime() / 1000;

describe("a moment as a person writes it", () => {
  it("is refused where it is none", () => {
    for (const text of ["", "yesterday", "25:00", "12:61", "2025-02-30", "2025-13-01 10:00", "12345", "-1"])
      expect(parseMoment(text, NOW), text).toBeNull();
  });

  it("is a time of today, a day, or both, on this computer's clock", () => {
    expect(parseMoment("12:05", NOW)).toBe(local(2025, 5, 6, 12, 5));
    expect(parseMoment(" 9:05:07 ", NOW)).toBe(local(2025, 5, 6, 9, 5, 7));
    expect(parseMoment("2025-05-03", NOW)).toBe(local(2025, 5, 3, 0, 0));
    expect(parseMoment("2025-05-03T14:02:10", NOW)).toBe(local(2025, 5, 3, 14, 2, 10));
  });

  it("may name its zone, as logs do, or be Unix seconds", () => {
    expect(parseMoment("2025-05-03T14:02:10Z", NOW)).toBe(Date.UTC(2025, 4, 3, 14, 2, 10) / 1000);
    expect(parseMoment("2025-05-03 14:02 UTC", NOW)).toBe(Date.UTC(2025, 4, 3, 14, 2) / 1000);
    expect(parseMoment("2025-05-03 14:02+02:00", NOW)).toBe(Date.UTC(2025, 4, 3, 12, 2) / 1000);
    expect(parseMoment("1746525600", NOW)).toBe(1_746_525_600);
  });
});
