// The Console as an administrator uses it, in the whole window on an engine that answers from memory.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { ConsoleAccess, EndWhat, JobView } from "$lib/ipc";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import {
  CAN,
  CAN_END_USER,
  ENDED,
  HOSTILE_PEOPLE,
  LOOKS,
  OPEN,
  fakeConsoleView,
  fakeJob,
  fakeSession,
} from "$lib/ipc/fake-sessions";
import { contextOf, makeApp } from "$lib/state/context";

async function open(console: ConsoleScene = {}, more: Scene = {}) {
  const engine = new FakeEngine({ ...more, console: { consoles: [fakeConsoleView()], ...console } });
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  app.nav.go("console");
  await screen.findByTestId("console-page");
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  const access = (to: ConsoleAccess) =>
    engine.emit({ kind: "console_changed", console: fakeConsoleView(to) });
  const job = (to: JobView) => engine.emit({ kind: "job_changed", job: to });
  return { app, engine, called, access, job, user: userEvent.setup() };
}

const rows = () => screen.findAllByTestId("session");
const row = async (id: string) => (await rows()).find((one) => one.dataset["session"] === id)!;
const heard = () => screen.getByTestId("announcer").textContent;
const filled = () => document.querySelectorAll("button.filled");
const what = (call: unknown[] | undefined) => call?.[1] as EndWhat;

/** Writes the reason and, where it is asked, the number. */
async function confirm(user: ReturnType<typeof userEvent.setup>, number?: string) {
  await user.type(await screen.findByTestId("reason"), "Laptop stolen, ticket 4711");
  if (number !== undefined) await user.type(screen.getByTestId("number"), number);
  await user.click(screen.getByTestId("confirm-end"));
}

describe("who administers", () => {
  it("is nobody at first: one filled button, and what it does", async () => {
    const { called, user } = await open({ consoles: [fakeConsoleView({ kind: "closed" })] });
    expect(screen.getByTestId("console-page").textContent).toContain("ends when you leave the console");
    expect(filled()).toHaveLength(1);
    await user.click(screen.getByTestId("open-console"));
    await screen.findByTestId("console-sign-in");
    expect(called("openConsole")).toEqual([["acme"]]);
    await user.click(screen.getByTestId("cancel"));
    expect(called("cancelSignIn")).toEqual([["s1"]]);
  });

  it("may not: the missing role is named, for the person and for their IT", async () => {
    const roles = ["view-users", "manage-users"];
    const { called, user } = await open({
      consoles: [fakeConsoleView({ kind: "missing", title: "ada@acme.example", roles })],
    });
    expect((await screen.findByTestId("missing-roles")).textContent).toBe(
      "It needs the roles view-users and manage-users of realm-management.",
    );
    await user.click(screen.getByTestId("copy-for-it"));
    expect(String(called("copyText")[0]?.[0])).toContain(
      "Missing  view-users and manage-users of realm-management",
    );
    expect(filled()).toHaveLength(1);
  });

  it("may look and end nothing: what that takes is said, and every end says why it can't", async () => {
    const { called, app, user } = await open({ consoles: [fakeConsoleView(LOOKS)] });
    const line = await screen.findByTestId("look-only");
    expect(line.textContent).toContain("that needs manage-users of realm-management.");
    await user.click(within(line).getByTestId("copy-for-it"));
    expect(String(called("copyText")[0]?.[0])).toContain("Missing  manage-users of realm-management");
    expect(filled()).toHaveLength(0);

    await user.click(await row("s-bob-1"));
    await app.admin.desk?.person.open("u-bob", "Bob Ray");
    await screen.findByTestId("person-acts");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    const ends = ["end-selected", "end-person", "disable-person", "end-device"];
    for (const button of ends.flatMap((testid) => screen.getAllByTestId(testid))) {
      expect(button.getAttribute("aria-disabled")).toBe("true");
      const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
      expect(why?.textContent).toBe("needs manage-users of realm-management");
      button.focus();
      expect(document.activeElement).toBe(button);
      await user.keyboard("{Enter}");
      await user.click(button);
    }
    expect(called("dryRun")).toEqual([]);
    await user.click(within(line).getByTestId("open-console"));
    expect(called("openConsole")).toEqual([["acme"]]);
  });

  it("may look and end nothing: nor can the menu end all", async () => {
    const { called, user } = await open({ consoles: [fakeConsoleView(LOOKS)] });
    await rows();
    screen.getByTestId("console-more").focus();
    await user.keyboard("{ArrowDown}{End}");
    const all = await screen.findByTestId("end-all");
    expect(all.getAttribute("aria-disabled")).toBe("true");
    expect(all.textContent).toContain("needs manage-users of realm-management");
    await waitFor(() => expect(document.activeElement).toBe(all));
    await user.keyboard("{Enter}");
    await user.click(all);
    expect(screen.getByTestId("end-all")).toBe(all);
    expect(called("dryRun")).toEqual([]);
  });

  it("may look and end nothing: a job that was cut off waits for somebody who may", async () => {
    const cut = fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 });
    const { called, user } = await open({ consoles: [fakeConsoleView(LOOKS)], jobs: [cut] });
    const button = await screen.findByTestId("go-on");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    expect(called("retryJob")).toEqual([]);
  });

  it("loses the role midway: the list is gone from the window", async () => {
    const { app, access } = await open();
    await rows();
    access({ kind: "missing", title: "ada-adm@acme.example", roles: ["view-users"] });
    await screen.findByTestId("missing-roles");
    expect(screen.queryByTestId("session")).toBeNull();
    expect(app.admin.desk).toBeNull();
    expect(heard()).toContain("may not administer");
  });

  it("leaves by a button", async () => {
    const { called, user } = await open();
    expect((await screen.findByTestId("console-who")).textContent).toContain("access ends 12:41");
    await user.click(screen.getByTestId("leave-console"));
    await screen.findByTestId("open-console");
    expect(called("leaveConsole")).toEqual([["acme"]]);
  });

  it("is kept from it by the policy: nothing to press but the evidence", async () => {
    await open({ consoles: [fakeConsoleView({ kind: "switched_off" })] });
    expect(await screen.findByText(/^Your IT has switched the console off/)).toBeTruthy();
    expect(screen.queryByTestId("open-console")).toBeNull();
  });
});

describe("a provider that can't", () => {
  it("list says so, and ends a named person's sign-ins", async () => {
    const contoso = fakeConsoleView(OPEN, { provider: "contoso", can: CAN_END_USER });
    const { called, user } = await open({ consoles: [contoso], person: { sessions: [] } });
    expect((await screen.findByTestId("cant")).textContent).toBe(
      "Contoso can end a person's sign-ins but not list them.",
    );
    expect(called("consoleSessions")).toEqual([]);
    await user.type(screen.getByTestId("person-field"), "bob@contoso.example{Enter}");
    await user.click(await screen.findByTestId("end-person"));
    await screen.findByTestId("end-dialog");
    expect(called("dryRun")).toEqual([
      ["contoso", { kind: "user", user: "bob@contoso.example", disable: false }],
    ]);
  });

  it("end one session or prove its end has no boxes and no such button", async () => {
    const can = { ...CAN, end_session: false, prove: false };
    const { app } = await open({ consoles: [fakeConsoleView(OPEN, { can })] });
    await rows();
    expect(within(screen.getByTestId("session-grid")).queryAllByRole("checkbox")).toEqual([]);
    app.admin.jobs.show(ENDED);
    await screen.findByTestId("job");
    expect(screen.queryByTestId("prove")).toBeNull();
    expect(screen.getByTestId("job").textContent).toContain("can't be asked whether they are dead");
  });
});

describe("the list", () => {
  it("leaves the administrator's own session out", async () => {
    const { app, user } = await open();
    const own = await row("own");
    expect(own.textContent).toContain("You");
    expect(own.textContent).toContain("This session");
    expect(within(own).queryByRole("checkbox")).toBeNull();
    await user.click(own);
    expect(app.admin.desk?.selection.size).toBe(0);
  });

  it("draws what is in sight and asks for windows of at most 200", async () => {
    const sessions = Array.from({ length: 100_000 }, (_, at) => fakeSession({ id: `m${at}` }));
    const { called } = await open({ sessions });
    expect((await rows()).length).toBeLessThan(60);
    const grid = screen.getByTestId("session-grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("100001");
    grid.scrollTop = 36 * 60_000;
    grid.dispatchEvent(new Event("scroll"));
    await row("m60000");
    expect((await rows()).length).toBeLessThan(60);
    const asked = called("consoleSessions").map(([, , offset, limit]) => [offset, limit]);
    expect(asked).toEqual([
      [0, 200],
      [59_800, 200],
      [60_000, 200],
    ]);
  });

  it("keeps the height of what isn't here yet", async () => {
    const sessions = Array.from({ length: 1000 }, (_, at) => fakeSession({ id: `m${at}` }));
    const { app, engine } = await open({ sessions });
    await rows();
    engine.consoleSessions = () => new Promise(() => undefined);
    app.admin.desk!.sessions.want(600, 620);
    const grid = screen.getByTestId("session-grid");
    grid.scrollTop = 36 * 600;
    grid.dispatchEvent(new Event("scroll"));
    await waitFor(() => expect(document.querySelector('[aria-busy="true"][role="row"]')).toBeTruthy());
    expect(grid.querySelector<HTMLElement>('[role="rowgroup"]')?.style.height).toBe("36000px");
  });

  it("says what is searched where, and searches all once all are loaded", async () => {
    const { user, called } = await open({ loaded: 40, about: 4000 });
    await rows();
    await user.selectOptions(screen.getByTestId("filter-from"), "10.1.4.7");
    await waitFor(() =>
      expect(screen.getByTestId("count-line").textContent).toMatch(
        /^\d+ match in 40 loaded of about 4,000 · from is searched here/,
      ),
    );
    await user.click(screen.getByTestId("load-all"));
    await waitFor(() => expect(screen.queryByTestId("load-all")).toBeNull());
    expect(called("loadSessions")).toEqual([["acme", true]]);
    expect(screen.getByTestId("count-line").textContent).not.toContain("searched here");
  });

  it("that holds no more says so instead of offering to load", async () => {
    const { app, called } = await open({ loaded: 40, about: 4000, reach: "full" });
    await rows();
    expect(screen.getByTestId("count-line").textContent).toMatch(
      /^The first 40 sessions of about 4,000\s+· as of .* · there are more; open a person/,
    );
    expect(screen.queryByTestId("load-all")).toBeNull();
    const grid = screen.getByTestId("session-grid");
    grid.scrollTop = 36 * 40;
    grid.dispatchEvent(new Event("scroll"));
    app.admin.desk?.sessions.narrow({ text: "zzz" });
    expect((await screen.findByTestId("no-sessions")).textContent).toContain("there are more");
    expect(called("loadSessions")).toEqual([]);
  });

  it("shows names as text, whatever is in them", async () => {
    await open({ sessions: HOSTILE_PEOPLE });
    expect((await row("h1")).textContent).toContain("<script>alert('x')</script>");
    expect(screen.getByTestId("session-grid").querySelector("script, img")).toBeNull();
    expect((await row("h2")).querySelector("bdi")).toBeTruthy();
  });
});

describe("choosing", () => {
  it("is by box, by a range with Shift, and by whatever matches", async () => {
    const { user, called } = await open();
    await user.click(await row("s-bob-1"));
    await user.keyboard("{Shift>}");
    await user.click(await row("s-bob-3"));
    await user.keyboard("{/Shift}");
    const bar = screen.getByTestId("selection-bar");
    // Of four rows one is the administrator's own.
    await waitFor(() => expect(bar.textContent).toContain("3 sessions of 1 person selected"));
    await user.click(within(bar).getByTestId("select-all"));
    expect(bar.textContent).toContain("53 sessions of");
    await user.click(within(bar).getByTestId("end-selected"));
    await screen.findByTestId("dry-run");
    expect(what(called("dryRun")[0]).kind).toBe("matching");
    expect(screen.getByTestId("dry-run").dataset["sessions"]).toBe("52");
  });

  it("tells an online and an offline session of one id apart", async () => {
    const sessions = [fakeSession({ id: "x" }), fakeSession({ id: "x", kind: "offline" })];
    const { user, called } = await open({ sessions });
    await user.click((await rows())[1]!);
    await user.click(screen.getByTestId("end-selected"));
    await waitFor(() =>
      expect(called("dryRun")).toEqual([
        ["acme", { kind: "sessions", sessions: [{ id: "x", kind: "offline" }] }],
      ]),
    );
  });

  it("takes one out of all that match", async () => {
    const { user, app } = await open();
    await rows();
    await user.click(screen.getByTestId("select-every"));
    await user.click(await row("s-bob-1"));
    await waitFor(() => expect(app.admin.desk?.selection.all).toBe(false));
    await waitFor(() => expect(app.admin.desk?.selection.size).toBe(51));
  });

  it("of all that match doesn't outlive another filter", async () => {
    const { user, app } = await open();
    await rows();
    await user.click(screen.getByTestId("select-every"));
    await user.type(screen.getByTestId("session-search"), "bob");
    expect(app.admin.desk?.selection.size).toBe(0);
  });
});

describe("the dialog", () => {
  const ask = async (console: ConsoleScene = {}, more: Scene = {}) => {
    const window = await open(console, more);
    await rows();
    await window.user.click(screen.getByTestId("select-every"));
    await window.user.click(screen.getByTestId("end-selected"));
    await screen.findByTestId("dry-run");
    return window;
  };

  it("asks a reason and, above ten, the number; Enter ends nothing by itself", async () => {
    const { user, called } = await ask();
    const button = () => screen.getByTestId("confirm-end");
    expect(button().getAttribute("aria-disabled")).toBe("true");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("reason")));
    await user.keyboard("Laptop stolen{Enter}");
    expect(document.activeElement).toBe(screen.getByTestId("number"));
    await user.keyboard("51{Enter}");
    expect(document.activeElement).toBe(button());
    expect(button().getAttribute("aria-disabled")).toBe("true");
    await user.click(button());
    expect(called("endSessions")).toEqual([]);
    await user.clear(screen.getByTestId("number"));
    await user.type(screen.getByTestId("number"), "52{Enter}");
    expect(called("endSessions")).toEqual([]);
    await user.keyboard("{Enter}");
    await screen.findByTestId("job");
    expect(called("endSessions")).toEqual([["d1", "Laptop stolen", 52, false]]);
  });

  it("asks no number of a few, and says how many it showed", async () => {
    const { user, called } = await open();
    await user.click(await row("s-bob-1"));
    await user.click(screen.getByTestId("end-selected"));
    await screen.findByTestId("dry-run");
    expect(screen.queryByTestId("number")).toBeNull();
    await confirm(user);
    await screen.findByTestId("job");
    expect(called("endSessions")[0]?.slice(2)).toEqual([1, false]);
  });

  it("asks the number where naming one's own makes them more than ten", async () => {
    const { user, called } = await open({ dryRun: { sessions: 10, own: 2 } });
    await user.click(await row("s-bob-1"));
    await user.click(screen.getByTestId("end-selected"));
    await screen.findByTestId("dry-run");
    expect(screen.queryByTestId("number")).toBeNull();
    expect(screen.getByTestId("left-out").textContent).toContain("your own 2 sessions");
    await user.click(screen.getByTestId("name-own"));
    expect(screen.getByTestId("confirm-end").textContent).toContain("End 12 sessions");
    await confirm(user, "12");
    await screen.findByTestId("job");
    expect(called("endSessions")[0]?.slice(2)).toEqual([12, true]);
  });

  it("leaves the own session out unless it is named, and then counts it", async () => {
    const { user, called } = await ask();
    expect(screen.getByTestId("left-out").textContent).toContain("your own session");
    await user.click(screen.getByTestId("name-own"));
    await confirm(user, "53");
    await screen.findByTestId("job");
    expect(called("endSessions")[0]?.slice(2)).toEqual([53, true]);
  });

  it("says for how long tokens go on, also where nobody tells", async () => {
    await ask({ dryRun: { token_life: null } });
    expect(screen.getByTestId("token-life").textContent).toContain(
      "until their own expiry, which Acme ID doesn't tell",
    );
  });

  it("keeps them: nothing was ended, the focus is back", async () => {
    const { user, called } = await ask();
    await user.click(screen.getByTestId("keep"));
    await waitFor(() => expect(screen.queryByTestId("end-dialog")).toBeNull());
    expect(called("endSessions")).toEqual([]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("end-selected")));
  });

  it("says where its list is of the first sessions only", async () => {
    await ask({ dryRun: { more_than: 250_000 } });
    expect(screen.getByTestId("more-than").textContent).toContain("Acme ID has more than 250,000 sessions");
  });

  it("doesn't deny what it has not looked at", async () => {
    const { app } = await open({ dryRun: { more_than: 250_000 } });
    await rows();
    await app.admin.desk?.ending.open({ kind: "client", client: "nobody" });
    const dialog = await screen.findByTestId("end-dialog");
    await waitFor(() => expect(dialog.textContent).toContain("among the first there is none of these"));
    expect(dialog.textContent).not.toContain("nothing of this is there any more");
  });

  it("saves the list without ending anything", async () => {
    const { user, called } = await ask();
    await user.click(screen.getByTestId("save-list"));
    await waitFor(() => expect(screen.getByTestId("save-list").textContent).toBe("Saved"));
    expect(called("saveDryRun")).toEqual([["d1"]]);
    expect(called("endSessions")).toEqual([]);
  });

  it("asks anew when the list no longer holds, and keeps what was typed", async () => {
    const { user, called } = await ask({}, { fails: { endSessions: fakeError("not_found") } });
    await confirm(user, "52");
    await user.click(within(await screen.findByTestId("end-dialog")).getByTestId("ask-again"));
    await waitFor(() => expect(called("dryRun")).toHaveLength(2));
    expect((await screen.findByTestId<HTMLInputElement>("reason")).value).toContain("4711");
  });

  it("has no button where nothing is left to end", async () => {
    const { user, app } = await open();
    await rows();
    await app.admin.desk?.ending.open({ kind: "client", client: "nobody" });
    await waitFor(() => expect(screen.getByTestId("end-dialog").textContent).toContain("nothing of this"));
    expect(screen.queryByTestId("confirm-end")).toBeNull();
    await user.click(screen.getByTestId("keep"));
  });
});

describe("a job", () => {
  const running = (left: number) =>
    fakeJob({
      id: "j1",
      state: "running",
      ended: 37 - left,
      gone: 0,
      refused: 0,
      retry: 0,
      left,
      troubles: [],
    });
  const start = async (more: Scene = {}) => {
    const window = await open({ job: running(37) }, more);
    await window.user.click(await row("s-bob-1"));
    await window.user.click(screen.getByTestId("end-selected"));
    await confirm(window.user);
    await screen.findByTestId("job");
    return window;
  };
  const counts = () =>
    within(screen.getByTestId("results"))
      .getAllByRole("definition")
      .map((one) => Number(one.textContent));

  it("shows how far it is and takes the focus", async () => {
    const { job } = await start();
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Ending 0 of 37"));
    job(running(16));
    await waitFor(() => expect(screen.getByTestId("job").textContent).toContain("Ending 21 of 37"));
    expect(screen.getByTestId("job").textContent).toContain("stops after those under way");
  });

  it("is cancelled, and what was not tried is told", async () => {
    const { user, called, job } = await start();
    await user.click(screen.getByTestId("cancel-job"));
    expect(called("cancelJob")).toEqual([["j1"]]);
    job(fakeJob({ state: "cancelled", ended: 20, gone: 1, refused: 0, retry: 0, left: 16, troubles: [] }));
    await waitFor(() => expect(counts()).toEqual([20, 1, 0, 0, 16]));
    expect(heard()).toContain("Not tried 16");
    expect(screen.getByTestId("retry-job").textContent).toBe("Go on with 16");
  });

  it("ends in four results that add up; what failed says why and is tried again", async () => {
    const { user, called, job } = await start();
    job(fakeJob());
    await waitFor(() => expect(counts()).toEqual([33, 2, 1, 1]));
    expect(counts().reduce((sum, one) => sum + one)).toBe(37);
    await user.click(screen.getByTestId("troubles"));
    expect(screen.getByTestId("job").textContent).toContain("Refused: 403: not allowed");
    await user.click(screen.getByTestId("retry-job"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });

  it("takes what it ended off the list", async () => {
    const { user } = await open();
    await user.click(await row("s-bob-1"));
    await user.click(screen.getByTestId("end-selected"));
    await confirm(user);
    await screen.findByTestId("job");
    await waitFor(async () => expect(await row("s-bob-1")).toBeUndefined());
  });

  it("is proved dead only by a refusal: absence from a list is none", async () => {
    const { user, called, app } = await open({
      proof: { proved: 0, refresh: "not_checked", introspection: "not_checked", tokens_until: null },
    });
    await rows();
    app.admin.jobs.show(ENDED);
    await user.click(await screen.findByTestId("prove"));
    expect((await screen.findByTestId("proof")).dataset["word"]).toBe("unlisted");
    expect(screen.getByTestId("no-proof").textContent).toContain("Absence from a list is no proof");
    expect(screen.getByTestId("proof").textContent).toContain("which Acme ID doesn't tell");
    expect(called("proveJob")).toEqual([["j1"]]);
    expect(heard()).toContain("No longer listed");
  });

  it("proves nothing of the others by the one that is linked here", async () => {
    const { user, app } = await open({ proof: { proved: 1 } });
    await rows();
    app.admin.jobs.show(ENDED);
    await user.click(await screen.findByTestId("prove"));
    const proof = await screen.findByTestId("proof");
    expect(proof.dataset["word"]).toBe("some_dead");
    expect(proof.textContent).not.toContain("They are dead");
    expect(proof.textContent).toContain("Absence from a list is no proof");
  });

  it("tells an online and an offline session of one id apart", async () => {
    const { user, app } = await open();
    await rows();
    const [one] = fakeJob().troubles;
    const troubles = (["online", "offline"] as const).map((kind) => ({ ...one!, kind }));
    app.admin.jobs.show(fakeJob({ refused: 2, retry: 0, troubles }));
    await user.click(await screen.findByTestId("troubles"));
    expect(within(screen.getByTestId("job")).getAllByText("Faith Njoroge")).toHaveLength(2);
  });

  it("that was cut off says why and when it began, and is discarded where nobody wants it", async () => {
    const stopped = "the provider wants to be left alone for 900 seconds";
    const cut = fakeJob({ state: "cut_off", stopped, left: 16, ended: 19 });
    const { user, called, job } = await open({ jobs: [cut] });
    const banner = await screen.findByTestId("cut-off");
    expect(banner.textContent).toMatch(/A job begun .* was cut off: 16 of 37/);
    expect(banner.textContent).toContain(`It stopped because ${stopped}.`);
    await user.click(screen.getByTestId("discard-job"));
    expect(called("cancelJob")).toEqual([["j1"]]);
    expect(called("retryJob")).toEqual([]);
    job({ ...cut, state: "cancelled", stopped: null });
    await waitFor(() => expect(screen.queryByTestId("cut-off")).toBeNull());
  });

  it("that was cut off waits for a sign-in, and goes on from there", async () => {
    const cut = fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 });
    const { user, called, access } = await open({
      consoles: [fakeConsoleView({ kind: "closed" })],
      jobs: [cut],
    });
    expect((await screen.findByTestId("cut-off")).textContent).toContain("Sign in to go on");
    expect(screen.queryByTestId("go-on")).toBeNull();
    access(OPEN);
    await user.click(await screen.findByTestId("go-on"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });
});

describe("the stolen-laptop walk", () => {
  it("goes by keys alone", async () => {
    const { user, called } = await open();
    await rows();
    screen.getByTestId("session-search").focus();
    await user.keyboard("bob{Enter}");
    const grid = screen.getByTestId("session-grid");
    expect(document.activeElement).toBe(grid);
    await waitFor(() => expect(grid.getAttribute("aria-rowcount")).toBe("13"));
    await user.keyboard("{Enter}");
    const panel = await screen.findByTestId("person-panel");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    const lost = await within(panel).findAllByTestId("end-device");
    const stolen = lost.find((one) => one.dataset["from"] === "10.1.4.7")!;
    while (document.activeElement !== stolen) await user.tab();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("reason")));
    expect(what(called("dryRun")[0])).toMatchObject({
      kind: "matching",
      filter: { user: "u-bob", from: "10.1.4.7" },
    });
    await user.keyboard("Stolen laptop, ticket 4711{Enter}{Enter}");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("All 2 sessions are ended"));
    expect(called("endSessions")).toEqual([["d1", "Stolen laptop, ticket 4711", 2, false]]);
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId("prove"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(heard()).toContain("They are dead"));
  });

  it("closes the person by Esc and is back in the list", async () => {
    const { user } = await open();
    await rows();
    screen.getByTestId("session-grid").focus();
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByTestId("person-panel");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("person-panel")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("session-grid")));
  });
});

describe("someone left", () => {
  it("is disabled first, and the dialog says so", async () => {
    const { user, called, app } = await open();
    await rows();
    await app.admin.desk?.person.open("u-bob", "Bob Ray");
    await user.click(await screen.findByTestId("disable-person"));
    await screen.findByTestId("dry-run");
    expect(called("dryRun")[0]).toEqual(["acme", { kind: "user", user: "u-bob", disable: true }]);
    expect(screen.getByTestId("end-dialog").textContent).toContain("The account is disabled first");
    expect(screen.getByTestId("confirm-end").textContent).toBe("Disable, then end 4 sessions");
    await confirm(user);
    const job = await screen.findByTestId("job");
    expect(within(job).getByTestId("disabling").textContent?.trim()).toBe("Account disabled");
    const [first] = within(job).getAllByTestId(/^(disabling|results)$/);
    expect(first?.dataset["testid"]).toBe("disabling");
  });

  it("and can't be disabled: that is said with why, and tried again where it can be", async () => {
    const alone = { total: 0, ended: 0, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
    const why = "it answered 503: try later";
    const { user, called, app } = await open();
    await rows();
    app.admin.jobs.show(fakeJob({ ...alone, disabling: { kind: "to_retry", why } }));
    const line = await screen.findByTestId("disabling");
    expect(line.textContent).toContain("Not disabled");
    expect(line.querySelector("bdi")?.textContent).toBe(why);
    expect(screen.queryByTestId("results")).toBeNull();
    await user.click(screen.getByTestId("retry-job"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });
});
