// The dialog about a frozen list.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { fakeError } from "$lib/ipc/fake-data";
import { confirm, open, row, rows } from "./test-page";

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
    await ask({ dryRun: { coverage: { kind: "first", sessions: 250_000 } } });
    expect(screen.getByTestId("not-whole").textContent).toContain("Acme ID has more than 250,000 sessions");
  });

  it("doesn't deny what it has not looked at", async () => {
    const { app } = await open({ dryRun: { coverage: { kind: "first", sessions: 250_000 } } });
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
