// The window by its keys alone.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { WORK } from "$lib/ipc/fake-data";
import { openWindow } from "../test-window";

const rows = () => screen.getAllByTestId("account-row");
const headline = () => within(screen.getByTestId("account-header")).getByRole("heading").textContent;

describe("the keys", () => {
  it("walk the list, jump to its ends and find by typing", async () => {
    const { user } = await openWindow();
    await screen.findByTestId("account-header");
    screen.getByTestId("account-list").focus();
    await user.keyboard("{End}");
    await waitFor(() => expect(headline()).toBe("ops@contoso.example"));
    await user.keyboard("{Home}");
    await waitFor(() => expect(headline()).toBe("ada-adm@acme.example"));
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
    await user.keyboard("op");
    await waitFor(() => expect(headline()).toBe("ops@contoso.example"));
  });

  it("open pages, the palette and adding, renew, and copy the focused value", async () => {
    const { engine, app, user } = await openWindow();
    await screen.findByTestId("account-header");
    await user.keyboard("{Control>}2{/Control}");
    expect(app.nav.page).toBe("activity");
    await user.keyboard("{Control>}1{/Control}");
    expect(app.nav.page).toBe("accounts");
    app.nav.showAccount("ada");
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
    await user.keyboard("{F5}");
    expect(engine.calls).toContainEqual(["renew", "ada", null]);
    screen.getByTestId("account-list").focus();
    await user.keyboard("{Control>}c{/Control}");
    expect(engine.calls).toContainEqual(["copyText", "ada@acme.example"]);
    await user.keyboard("{Control>}k{/Control}");
    expect(app.nav.dialog?.kind).toBe("palette");
    await user.keyboard("{Control>}n{/Control}");
    expect(app.nav.selection.kind).not.toBe("add");
    app.nav.close();
    await user.keyboard("{Control>}n{/Control}");
    expect(app.nav.selection.kind).toBe("add");
  });

  it("do nothing on single letters and digits outside of lists and fields", async () => {
    const { engine, app, user } = await openWindow();
    await screen.findByTestId("account-header");
    await waitFor(() => expect(engine.calls.map(([verb]) => verb)).toContain("firstFrameDrawn"));
    const before = engine.calls.length;
    screen.getByTestId("menu").focus();
    await user.keyboard("1234567890knfrc?/");
    expect(app.nav.page).toBe("accounts");
    expect(app.nav.dialog).toBeNull();
    expect(engine.calls.length).toBe(before);
  });

  it("scale the text up to twice its size and back", async () => {
    const { engine, app, user } = await openWindow();
    await user.keyboard("{Control>}++++++++{/Control}");
    expect(app.zoom.factor).toBe(2);
    await waitFor(() => expect(engine.calls).toContainEqual(["setZoom", 2]));
    await user.keyboard("{Control>}0{/Control}");
    expect(app.zoom.factor).toBe(1);
  });

  it("find an account, and Escape gives the whole list back", async () => {
    const { user } = await openWindow();
    await screen.findByTestId("account-header");
    await user.keyboard("{Control>}f{/Control}");
    await user.keyboard("contoso");
    await waitFor(() => expect(rows()).toHaveLength(2));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(rows()).toHaveLength(WORK.length));
  });
});
