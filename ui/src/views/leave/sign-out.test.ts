// Signing out: what is said before, what is done, what is said afterwards.
import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { fakeError } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

describe("signing out", () => {
  async function open(scene: Scene = {}) {
    const window = await openWindow(scene);
    window.app.nav.open({ kind: "sign_out", account: "ada" });
    return window;
  }

  it("says first what stops, signs out in the browser only when asked, then says what succeeded", async () => {
    const { called, user } = await open();
    expect((await screen.findByTestId("what-stops")).textContent).toContain("acme");
    expect(screen.getByTestId<HTMLInputElement>("in-browser").checked).toBe(false);
    await user.click(screen.getByTestId("confirm-sign-out"));
    expect(called("signOut")).toEqual([["ada", false]]);
    expect((await screen.findByTestId("sign-out-report")).textContent).toContain("not asked");
    expect(document.activeElement).toBe(screen.getByTestId("close-report"));
  });

  it("does nothing before its consequences are known", async () => {
    const { called, user } = await open({ hangs: ["signOutPreview"] });
    await user.click(await screen.findByTestId("confirm-sign-out"));
    expect(called("signOut")).toEqual([]);
  });

  it("keeps the question open when it fails", async () => {
    const { user } = await open({ fails: { signOut: fakeError("keychain_denied") } });
    await screen.findByTestId("what-stops");
    await user.click(screen.getByTestId("confirm-sign-out"));
    expect(await screen.findByText("The keychain refused Lanyard. Nothing was changed.")).toBeTruthy();
    expect(screen.getByTestId("confirm-sign-out")).toBeTruthy();
  });
});
