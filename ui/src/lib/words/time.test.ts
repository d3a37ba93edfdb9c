import { describe, expect, it } from "vitest";
import { NOW } from "../ipc/fake-data";
import { atMoment, countdown, dayHeading, length, lengthInWords, moment, onDay, relative } from "./time";

const DAY = 86_400;

describe("times", () => {
  it("say the time today, the weekday near, the date far", () => {
    expect(moment(NOW, NOW)).toBe("12:09");
    expect(moment(NOW - 2 * DAY, NOW)).toBe("Sun 12:09");
    expect(moment(NOW + 20 * DAY, NOW)).toBe("26 May 12:09");
    expect(moment(NOW - 400 * DAY, NOW)).toBe("1 Apr 2024 12:09");
  });

  it("fit into a sentence", () => {
    expect(atMoment(NOW, NOW)).toBe("at 12:09");
    expect(atMoment(NOW - DAY, NOW)).toBe("yesterday at 12:09");
    expect(onDay(NOW - 3 * DAY, NOW)).toBe("on 3 May");
    expect(dayHeading(NOW - DAY, NOW)).toBe("Yesterday");
    expect(dayHeading(NOW - 3 * DAY, NOW)).toBe("Saturday 3 May");
  });

  it("count days by the calendar, not by 24 hours", () => {
    const lateYesterday = new Date(2025, 4, 5, 23, 59).getTime() / 1000;
    expect(dayHeading(lateYesterday, NOW)).toBe("Yesterday");
  });
});

describe("lengths", () => {
  it("are rounded down and never negative", () => {
    expect(length(4 * 3600 + 53 * 60 + 59)).toBe("4 h 53");
    expect(length(3600 + 5 * 60)).toBe("1 h 05");
    expect(length(119)).toBe("1 min");
    expect(length(-5)).toBe("0 s");
    expect(length(DAY)).toBe("1 day");
    expect(countdown(252)).toBe("4:12");
    expect(countdown(48)).toBe("0:48");
    expect(countdown(-1)).toBe("0:00");
  });

  it("read as words", () => {
    expect(lengthInWords(-420)).toBe("7 minutes");
    expect(lengthInWords(3600)).toBe("60 minutes");
    expect(lengthInWords(1)).toBe("1 second");
    expect(relative(NOW + 240, NOW)).toBe("in 4 min");
    expect(relative(NOW - 240, NOW)).toBe("4 min ago");
  });
});
