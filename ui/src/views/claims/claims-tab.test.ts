// The claims of an account, as a person reads them.
import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { CLAIMS, fakeAccount, fakeDetail } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

async function open(scene: Scene = {}) {
  const window = await openWindow(scene);
  window.app.nav.showAccount("ada", "claims");
  return window;
}

describe("claims", () => {
  it("are filtered by typing and found again by Esc", async () => {
    const { user } = await open();
    await user.type(await screen.findByTestId("claim-filter"), "buyer");
    expect(screen.getAllByTestId("claim").map((row) => row.dataset["claim"])).toEqual(["roles"]);
    await user.keyboard("{Escape}");
    expect(screen.getAllByTestId("claim")).toHaveLength(CLAIMS.length);
  });

  it("show markup as text and run none of it", async () => {
    await open();
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "nickname")!;
    expect(row.textContent).toContain("<script>alert(2)</script>");
    expect(row.querySelector("script, img")).toBeNull();
  });

  it("unfold to what was sent, what it means and who says so", async () => {
    const { user } = await open();
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "exp")!;
    within(row).getByRole("button", { expanded: false }).focus();
    await user.keyboard("{Enter}");
    expect(within(row).getAllByTestId("claim-raw")).toHaveLength(2);
    expect(row.textContent).toContain("RFC 7519");
  });

  it("draw twenty of ten thousand values until all are asked for", async () => {
    const many = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => `role-${index}`));
    const claims = CLAIMS.map((row) => (row.name === "roles" ? { ...row, id_token: many } : row));
    const { user } = await open({ details: { ada: fakeDetail(fakeAccount(), { claims }) } });
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "roles")!;
    expect(within(row).queryByText("role-20")).toBeNull();
    await user.click(within(row).getByTestId("show-all"));
    expect(within(row).getByText("role-9999")).toBeTruthy();
  });

  it("of an opaque token are asked from the provider", async () => {
    const detail = fakeDetail(fakeAccount());
    const leases = detail.leases.map((lease) => ({ ...lease, format: "opaque" as const }));
    const { called, user } = await open({ details: { ada: { ...detail, leases } } });
    await user.click(await screen.findByTestId("introspect"));
    expect(called("introspect")).toEqual([["ada", "main"]]);
    expect(await screen.findByText(/this access token is accepted/)).toBeTruthy();
  });
});
