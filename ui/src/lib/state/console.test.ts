// The consoles without a window: late answers, leaving, and what is remembered.
import { describe, expect, it, vi } from "vitest";
import { FakeEngine } from "../ipc/fake";
import type { ConsoleScene } from "../ipc/fake-console";
import { fakeConsoleView, fakeJob, fakeSession } from "../ipc/fake-sessions";
import type { SessionList } from "../ipc/types";
import { Announcer } from "./announcer.svelte";
import { Sessions, WINDOW } from "./console-sessions.svelte";
import { AdminConsole } from "./console.svelte";

async function start(console: ConsoleScene = {}) {
  const engine = new FakeEngine({ console: { consoles: [fakeConsoleView()], ...console } });
  const admin = new AdminConsole(engine, new Announcer());
  await admin.start();
  return { engine, admin };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("coming and going", () => {
  const told = ({ calls }: FakeEngine) =>
    calls.map(([verb]) => verb).filter((verb) => verb === "stayAtConsoles" || verb === "leaveConsolesSoon");

  it("forgets all that was shown at once", async () => {
    const { admin } = await start();
    admin.enter();
    const desk = admin.sit("acme");
    await desk.sessions.begin();
    await desk.selection.toggle(0);
    await desk.ending.open(desk.selection.what);
    desk.ending.reason = "secret reason";
    await desk.person.open("u-bob", "Bob Ray");
    admin.exit();
    expect(admin.desk).toBeNull();
    expect(desk.sessions.counts).toBeNull();
    expect(desk.sessions.at(0)).toBeUndefined();
    expect(desk.selection.size).toBe(0);
    expect([desk.ending.list, desk.ending.reason]).toEqual([null, ""]);
    expect([desk.person.user, desk.person.view]).toEqual([null, null]);
  });

  it("is told to the engine in that order, however long an answer takes", async () => {
    const { admin, engine } = await start();
    const answers: (() => void)[] = [];
    vi.spyOn(engine, "stayAtConsoles").mockImplementation(() => {
      engine.calls.push(["stayAtConsoles"]);
      return new Promise((resolve) => answers.push(() => resolve(undefined)));
    });
    admin.enter();
    admin.exit();
    admin.enter();
    await settled();
    expect(told(engine)).toEqual(["stayAtConsoles"]);
    answers[0]?.();
    await settled();
    expect(told(engine)).toEqual(["stayAtConsoles", "leaveConsolesSoon", "stayAtConsoles"]);
  });

  it("goes on being told after an engine that did not hear", async () => {
    const { admin, engine } = await start();
    vi.spyOn(engine, "stayAtConsoles").mockRejectedValueOnce(new Error("closing"));
    admin.enter();
    admin.exit();
    await settled();
    expect(told(engine)).toEqual(["leaveConsolesSoon"]);
  });

  it("is told of a window that is back only where the page is there", async () => {
    const { admin, engine } = await start();
    engine.emitShell({ kind: "shown" });
    await settled();
    expect(told(engine)).toEqual([]);
    admin.enter();
    engine.emitShell({ kind: "hidden" });
    engine.emitShell({ kind: "shown" });
    await settled();
    expect(told(engine)).toEqual(["stayAtConsoles", "stayAtConsoles"]);
  });
});

describe("the sessions", () => {
  const answer = (first: string): SessionList => ({
    sessions: [fakeSession({ id: first })],
    offset: 0,
    matching: 1,
    people: 1,
    loaded: 1,
    about: null,
    reach: "whole",
    as_of: 0,
    clients: [],
    more_clients: 0,
    addresses: [],
  });

  it("of an older filter lose, however late they come", async () => {
    const engine = new FakeEngine();
    const answers: ((list: SessionList) => void)[] = [];
    engine.consoleSessions = () => new Promise((resolve) => answers.push(resolve));
    const sessions = new Sessions(engine, "acme");
    const first = sessions.begin();
    const second = sessions.begin();
    answers[1]?.(answer("newer"));
    await second;
    answers[0]?.(answer("older"));
    await first;
    expect(sessions.at(0)?.id).toBe("newer");
  });

  it("that come after the page was left are not kept", async () => {
    const engine = new FakeEngine();
    let come: (list: SessionList) => void = () => undefined;
    engine.consoleSessions = () => new Promise((resolve) => (come = resolve));
    const sessions = new Sessions(engine, "acme");
    const asked = sessions.begin();
    sessions.forget();
    come(answer("late"));
    await asked;
    expect(sessions.at(0)).toBeUndefined();
    expect(sessions.counts).toBeNull();
  });

  it("are remembered in a few windows, however far one scrolls", async () => {
    const all = Array.from({ length: 50 * WINDOW }, (_, at) => fakeSession({ id: `m${at}` }));
    const { admin } = await start({ sessions: all });
    const { sessions } = admin.sit("acme");
    await sessions.begin();
    for (let window = 1; window < 50; window++) {
      sessions.want(window * WINDOW, window * WINDOW);
      await settled();
    }
    const kept = all.filter((_, at) => sessions.at(at) !== undefined);
    expect(kept).toHaveLength(20 * WINDOW);
    expect(sessions.at(49 * WINDOW)?.id).toBe(`m${49 * WINDOW}`);
  });

  it("stay where they are while they are asked for again", async () => {
    const { admin, engine } = await start();
    const { sessions } = admin.sit("acme");
    await sessions.begin();
    const before = sessions.at(0);
    engine.consoleSessions = () => new Promise(() => undefined);
    void sessions.refresh();
    expect(sessions.at(0)).toBe(before);
  });
});

describe("jobs", () => {
  it("of another provider change nothing on the page", async () => {
    const { admin, engine } = await start();
    admin.enter();
    engine.emit({ kind: "job_changed", job: fakeJob({ id: "other", provider: "contoso" }) });
    expect(admin.jobs.shown("acme")).toBeNull();
    expect(admin.jobs.all.get("other")?.provider).toBe("contoso");
  });

  it("that run are shown again after a start", async () => {
    const running = fakeJob({ state: "running", left: 16, ended: 17 });
    const { admin } = await start({ jobs: [running, fakeJob({ id: "old" })] });
    expect(admin.jobs.shown("acme")?.id).toBe("j1");
  });

  it("keep what an event told before the order's own answer came", async () => {
    const { admin, engine } = await start();
    admin.enter();
    engine.emit({ kind: "job_changed", job: fakeJob({ state: "done" }) });
    admin.ordered(fakeJob({ state: "running", ended: 0, gone: 0, refused: 0, retry: 0, left: 37 }));
    expect(admin.jobs.shown("acme")?.state).toBe("done");
  });
});

describe("the consoles that there are", () => {
  it("are asked for again where an event came before the answer", async () => {
    const { admin, engine } = await start();
    const answers = [fakeConsoleView({ kind: "signing_in", sign_in: "s1" }), fakeConsoleView()];
    vi.spyOn(engine, "consoles").mockImplementation(async () => {
      const view = answers.shift();
      if (answers.length === 1) engine.emit({ kind: "console_changed", console: fakeConsoleView() });
      await settled();
      return view ? [view] : [];
    });
    await admin.load();
    expect(admin.view?.access.kind).toBe("open");
  });
});
