import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActivityFilter, Engine } from "../ipc";
import type { ActivityEntry } from "../ipc/types";
import { ACTIVITY, fakeAccount, fakeError } from "../ipc/fake-data";
import { LanyardError } from "../ipc/engine";
import { FakeEngine } from "../ipc/fake";
import { ActivityLog, type ActivityChoice } from "./activity.svelte";
import { EngineStore } from "./engine.svelte";

const ALL: ActivityChoice = { account: null, kind: null, problemsOnly: false, find: "" };
const PROBLEMS = { ...ALL, problemsOnly: true };

const first = ACTIVITY[0] as ActivityEntry;
const entry = (seq: number, over: Partial<ActivityEntry> = {}): ActivityEntry => ({
  ...first,
  seq,
  problem: false,
  ...over,
});

/** A log whose questions are answered when the test says so. */
function asked() {
  const answers: { filter: ActivityFilter; is: (found: ActivityEntry[]) => void; fails: () => void }[] = [];
  const engine = new FakeEngine();
  engine.activity = ((filter) =>
    new Promise((resolve, reject) =>
      answers.push({
        filter,
        is: resolve,
        fails: () => reject(new LanyardError(fakeError("internal", { step: "database" }))),
      }),
    )) satisfies Engine["activity"];
  const store = new EngineStore(engine);
  const log = new ActivityLog(engine, store);
  const stop = log.follow();
  const recorded = (one: ActivityEntry) => store.apply({ kind: "activity_added", entry: one });
  return { log, answers, recorded, stop, store };
}

const seqs = (log: ActivityLog) => log.entries.map(({ seq }) => seq);

describe("the log", () => {
  it("keeps what it shows until the answer to other filters comes", async () => {
    const { log, answers } = asked();
    const shown = log.show(ALL);
    answers[0]?.is([entry(3), entry(2, { problem: true }), entry(1)]);
    await shown;
    const filtered = log.show(PROBLEMS);
    expect(seqs(log)).toEqual([3, 2, 1]);
    expect(answers[1]?.filter).toMatchObject({ problems_only: true, before_seq: null });
    answers[1]?.is([entry(2, { problem: true })]);
    await filtered;
    expect(seqs(log)).toEqual([2]);
  });

  it("never shows one account's entries as another's", async () => {
    const { log, answers } = asked();
    const shown = log.show({ ...ALL, account: "ada" });
    answers[0]?.is([entry(1, { account: "ada" })]);
    await shown;
    void log.show({ ...ALL, account: "bob" });
    expect(seqs(log)).toEqual([]);
  });

  it("loses nothing that is recorded while it asks, and takes in nothing that doesn't fit", async () => {
    const { log, answers, recorded } = asked();
    const shown = log.show(ALL);
    answers[0]?.is([entry(1)]);
    await shown;
    const filtered = log.show(PROBLEMS);
    recorded(entry(2));
    recorded(entry(3, { problem: true }));
    answers[1]?.is([]);
    await filtered;
    expect(seqs(log)).toEqual([3]);
  });

  it("shows no entries beside an error, and a late answer loses", async () => {
    const { log, answers } = asked();
    const shown = log.show(ALL);
    answers[0]?.is([entry(1)]);
    await shown;
    const late = log.show(PROBLEMS);
    const failed = log.show(ALL);
    answers[2]?.fails();
    await failed;
    expect(seqs(log)).toEqual([]);
    expect(log.error?.code).toBe("internal");
    answers[1]?.is([entry(9, { problem: true })]);
    await late;
    expect(seqs(log)).toEqual([]);
  });

  it("adds older entries below, each once", async () => {
    const { log, answers } = asked();
    const page = Array.from({ length: 100 }, (_, index) => entry(200 - index));
    const shown = log.show(ALL);
    answers[0]?.is(page);
    await shown;
    expect(log.more).toBe(true);
    const older = log.older();
    expect(answers[1]?.filter.before_seq).toBe(101);
    answers[1]?.is([entry(101), entry(100)]);
    await older;
    expect(seqs(log).slice(-2)).toEqual([101, 100]);
    expect(log.entries).toHaveLength(101);
    expect(log.more).toBe(false);
  });
});

describe("what came while the person looked further down", () => {
  it("is counted until they look at the top, or ask anew", async () => {
    const { log, answers, recorded } = asked();
    const shown = log.show(ALL);
    answers[0]?.is([entry(1)]);
    await shown;
    recorded(entry(2));
    expect(log.unseen).toBe(0);
    log.look(false);
    recorded(entry(3));
    recorded(entry(4));
    recorded(entry(4));
    expect([log.unseen, seqs(log)]).toEqual([2, [4, 3, 2, 1]]);
    log.look(true);
    expect(log.unseen).toBe(0);
    log.look(false);
    recorded(entry(5));
    const anew = log.show(PROBLEMS);
    expect(log.unseen).toBe(1);
    answers[1]?.is([]);
    await anew;
    expect(log.unseen).toBe(0);
  });
});

describe("finding", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const finding = (find: string) => ({ ...ALL, find });

  it("asks once for what was typed at a stretch, and at once for everything again", async () => {
    const { log, answers } = asked();
    for (const typed of ["a", "ad", "ada"]) {
      void log.show(finding(typed));
      vi.advanceTimersByTime(149);
    }
    expect(answers).toHaveLength(0);
    expect(log.loading).toBe(true);
    vi.advanceTimersByTime(1);
    expect(answers.map(({ filter }) => filter.find)).toEqual(["ada"]);
    void log.show(ALL);
    expect(answers.map(({ filter }) => filter.find)).toEqual(["ada", null]);
    answers[1]?.is([entry(2)]);
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.is([entry(1)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(seqs(log)).toEqual([2]);
  });

  it("asks for what is typed with the other filters, and for what is older too", async () => {
    const { log, answers } = asked();
    void log.show({ ...PROBLEMS, find: "ada" });
    await vi.advanceTimersByTimeAsync(150);
    answers[0]?.is(Array.from({ length: 100 }, (_, index) => entry(200 - index)));
    await vi.advanceTimersByTimeAsync(0);
    void log.older();
    expect(answers[1]?.filter).toMatchObject({ find: "ada", problems_only: true, before_seq: 101 });
  });

  it("asks for nothing older while it waits for what is typed", async () => {
    const { log, answers } = asked();
    void log.show(ALL);
    answers[0]?.is(Array.from({ length: 100 }, (_, index) => entry(200 - index)));
    await vi.advanceTimersByTimeAsync(0);
    void log.show(finding("ada"));
    await log.older();
    expect(answers).toHaveLength(1);
  });

  it("takes in what is recorded meanwhile where it is found too, by the handle of now", async () => {
    const { log, answers, recorded, store } = asked();
    store.apply({ kind: "account_changed", account: fakeAccount({ id: "ada", handle: "work-1" }) });
    void log.show(finding("WORK-1"));
    await vi.advanceTimersByTimeAsync(150);
    answers[0]?.is([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.answered?.find).toBe("WORK-1");
    recorded(entry(7, { account: "bob" }));
    recorded(entry(8, { account: null }));
    recorded(entry(9, { account: "ada" }));
    expect(seqs(log)).toEqual([9]);
  });

  it("asks nothing any more once the page is left", () => {
    const { log, answers, stop } = asked();
    void log.show(finding("ada"));
    stop();
    vi.advanceTimersByTime(10_000);
    expect(answers).toHaveLength(0);
  });
});
