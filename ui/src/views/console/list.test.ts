// The list of sessions, and choosing from it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { HOSTILE_PEOPLE, fakeSession } from "$lib/ipc/fake-sessions";
import { open, row, rows, what } from "./test-page";

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
