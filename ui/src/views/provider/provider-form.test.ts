// Adding a provider by hand or by file, and signing in at one that is known.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { openWindow } from "../../test-window";

const nothing: Scene = { overview: { accounts: [], providers: [] } };

describe("the form for another provider", () => {
  it("asks an address only on Enter, then wants the client ID", async () => {
    const { called, user } = await openWindow(nothing);
    await user.type(screen.getByTestId("issuer"), "id.acme.example");
    expect(called("discover")).toEqual([]);
    await user.keyboard("{Enter}");
    await screen.findByTestId("discovered");
    expect(called("discover")).toEqual([["https://id.acme.example"]]);
    expect(document.activeElement).toBe(screen.getByTestId("client-id"));
  });

  it("adds the provider and starts the sign-in when both are there", async () => {
    const { called, user } = await openWindow(nothing);
    await user.type(screen.getByTestId("issuer"), "id.acme.example{Enter}");
    await screen.findByTestId("discovered");
    await user.type(screen.getByTestId("client-id"), "lanyard{Enter}");
    await waitFor(() => expect(called("startSignIn")).toHaveLength(1));
    expect(called("addProvider")[0]).toEqual([
      expect.objectContaining({ issuer: "https://id.acme.example", client_id: "lanyard" }),
    ]);
    expect((await screen.findByTestId("sign-in-panel")).getAttribute("data-phase")).toBe("browser");
  });

  it("names what is missing and goes there", async () => {
    const { called, user } = await openWindow(nothing);
    await user.click(screen.getByTestId("sign-in"));
    expect(document.activeElement).toBe(screen.getByTestId("issuer"));
    expect(screen.getByTestId("issuer").getAttribute("aria-invalid")).toBe("true");
    expect(called("addProvider")).toEqual([]);
  });

  it("is filled in by a provider file, which signs nobody in", async () => {
    const { called, user } = await openWindow(nothing);
    const file = Object.assign(new File([], "acme.lanyard-provider"), {
      text: () => Promise.resolve("[provider]"),
    });
    await user.upload(screen.getByTestId("file-input"), file);
    await waitFor(() =>
      expect(screen.getByTestId<HTMLInputElement>("client-id").value).toBe("lanyard-desktop"),
    );
    expect(called("readProviderFile")).toEqual([["[provider]"]]);
    expect([called("discover"), called("addProvider"), called("startSignIn")]).toEqual([[], [], []]);
  });

  it("does not even read a file that is far too large", async () => {
    const { called, user } = await openWindow(nothing);
    await user.upload(
      screen.getByTestId("file-input"),
      new File(["x".repeat(70_000)], "big.lanyard-provider"),
    );
    await screen.findByText(/larger than 64 kB/);
    expect(called("readProviderFile")).toEqual([]);
  });
});

describe("a known provider", () => {
  it("is one click from the browser, asking for another person where one is signed in", async () => {
    const { app, called, user } = await openWindow();
    app.nav.showAdd();
    const row = (await screen.findAllByTestId("provider-row"))[0]!;
    await user.click(within(row).getByTestId("sign-in-provider"));
    expect(called("startSignIn")).toEqual([
      [{ provider: "acme", account: null, another: true, extra_scopes: [], handle: null, browser: "system" }],
    ]);
  });
});
