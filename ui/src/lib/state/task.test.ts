import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LanyardError } from "../ipc/engine";
import { fakeError } from "../ipc/fake-data";
import { Task } from "./task.svelte";

describe("a task", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("keeps the engine's error, and turns anything else into a fault of ours", async () => {
    const task = new Task();
    await task.run(() => Promise.reject(new LanyardError(fakeError("declined"))));
    expect(task.error?.code).toBe("declined");
    await task.run(() => Promise.reject(new TypeError("x is undefined")));
    expect(task.error?.code).toBe("internal");
    expect(task.error?.message).toBe("x is undefined");
    expect(task.running).toBe(false);
  });

  it("lets a late failure lose against a newer run", async () => {
    const task = new Task();
    let fail: (reason: Error) => void = () => undefined;
    const first = task.run(() => new Promise((_, reject) => (fail = reject)));
    await task.run(() => Promise.resolve("done"));
    fail(new Error("late"));
    await first;
    expect(task.error).toBeNull();
  });

  it("is slow only after 200 ms, and never once it is over", async () => {
    const task = new Task();
    let finish: (value: string) => void = () => undefined;
    const run = task.run(() => new Promise<string>((resolve) => (finish = resolve)));
    vi.advanceTimersByTime(190);
    expect(task.slow).toBe(false);
    vi.advanceTimersByTime(20);
    expect(task.slow).toBe(true);
    finish("done");
    expect(await run).toBe("done");
    expect(task.slow).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
