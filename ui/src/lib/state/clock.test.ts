import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock.svelte";

describe("the clock", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it("moves every second, and its coarse time every ten", () => {
    const clock = new Clock();
    const stop = clock.start();
    const start = clock.now;
    vi.advanceTimersByTime(3000);
    expect(clock.now).toBe(start + 3);
    expect(clock.coarse).toBe(start);
    vi.advanceTimersByTime(7000);
    expect(clock.coarse).toBe(start + 10);
    stop();
  });

  it("stands still while the window is hidden, with no timer left, and is right again at once", () => {
    const clock = new Clock();
    const stop = clock.start();
    clock.setHidden(true);
    const then = clock.now;
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(clock.now).toBe(then);
    clock.setHidden(false);
    expect(clock.now).toBe(then + 60);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
