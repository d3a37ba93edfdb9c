// An account's tabs, and what its overview says.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeAccount, fakeDetail } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

describe("the tabs", () => {
  it("follow the arrow keys and name their panel", async () => {
    const { user } = await openWindow();
    const tab = await screen.findByTestId("tab-overview");
    tab.focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("tab-claims").getAttribute("aria-selected")).toBe("true");
    expect(document.activeElement).toBe(screen.getByTestId("tab-claims"));
    expect(await screen.findByTestId("panel-claims")).toBeTruthy();
  });
});

describe("the overview", () => {
  it("names both lives in a sentence and never draws an end that was not told", async () => {
    const { app } = await openWindow();
    app.nav.showAccount("ada", "overview");
    expect(
      await screen.findByRole("img", { name: "Access token: issued 12:08, renews 12:12, expires 12:13" }),
    ).toBeTruthy();
    expect(screen.getByRole("img", { name: "Session: signed in 09:02, ends 17:02" })).toBeTruthy();
    app.nav.showAccount("ops", "overview");
    expect(await screen.findByText("Contoso doesn't say when this session ends.")).toBeTruthy();
    expect(screen.queryByRole("img", { name: /Session/ })).toBeNull();
  });

  it("tells granted from refused scopes and asks again for the refused", async () => {
    const { engine, app, user } = await openWindow();
    app.nav.showAccount("ada", "overview");
    await user.click(await screen.findByTestId("ask-again"));
    const scopes = screen
      .getAllByTestId("scope")
      .map(({ dataset }) => [dataset["scope"], dataset["granted"]]);
    expect(scopes).toContainEqual(["orders:read", "true"]);
    expect(scopes).toContainEqual(["orders:write", "false"]);
    expect(engine.calls).toContainEqual([
      "startSignIn",
      {
        provider: "acme",
        account: "ada",
        another: false,
        extra_scopes: ["orders:write"],
        handle: null,
        browser: "system",
      },
    ]);
  });

  it("tells by keyboard and by touch what a scope allows", async () => {
    const { app, user } = await openWindow();
    app.nav.showAccount("ada", "overview");
    const scope = async (name: string) => {
      const item = (await screen.findAllByTestId("scope")).find(({ dataset }) => dataset["scope"] === name)!;
      return within(item).getByRole("button", { name });
    };
    (await scope("email")).focus();
    expect(await screen.findByText("Lets the holder read your e-mail address.")).toBeTruthy();
    await user.click(await scope("orders:write"));
    expect(await screen.findByText("Lets the holder change orders.")).toBeTruthy();
    await waitFor(() => expect(screen.queryByText("Lets the holder read your e-mail address.")).toBeNull());
  });

  it("makes no button of a scope of which nothing is known", async () => {
    const details = {
      ada: fakeDetail(fakeAccount(), { scopes: [{ scope: "zx-81", asked: true, granted: true }] }),
    };
    const { app } = await openWindow({ details });
    app.nav.showAccount("ada", "overview");
    expect(within(await screen.findByTestId("scope")).queryByRole("button")).toBeNull();
  });
});
