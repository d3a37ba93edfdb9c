import { describe, expect, it } from "vitest";
import type { ActivityFilter, Engine } from "../ipc";
import type { ActivityEntry } from "../ipc/types";
import { ACTIVITY, fakeError } from "../ipc/fake-data";
import { LanyardError } from "../ipc/engine";
import { FakeEngine } from "../ipc/fake";
import { ActivityLog } from "./activity.svelte";
import { EngineStore } from "./engine.svelte";

const ALL = { account: null, kind: null, problemsOnly: false } as const;
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
  const log = new ActivityLog(engine);
  const stop = log.follow(store);
  const recorded = (one: ActivityEntry) => store.apply({ kind: "activity_added", entry: one });
  return { log, answers, recorded, stop };
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
