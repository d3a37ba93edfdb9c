// The token on the page: typed by hand, shown in part, and gone.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeInspection } from "$lib/ipc/fake-inspections";
import { EXPIRED } from "$lib/ipc/fake-tokens";
import { field, look, open } from "./test-page";

describe("a token typed by hand", () => {
  const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.SIGNATURE-THAT-MUST-NOT-STAY";

  it("is handed over once on Enter, and gone from the page", async () => {
    const { called, user } = await open({ hangs: ["inspectTyped"] });
    expect(document.activeElement).toBe(field());
    await user.keyboard(`${TOKEN}{Enter}`);
    expect(called("inspectTyped")).toEqual([[TOKEN]]);
    expect(field().value).toBe("");
    field().blur();
    expect(called("inspectTyped")).toHaveLength(1);
    expect(document.documentElement.outerHTML).not.toContain("SIGNATURE");
  });

  it("is handed over on leaving the field, an empty field never", async () => {
    const { called, user } = await open();
    await user.tab();
    expect(called("inspectTyped")).toEqual([]);
    await user.click(field());
    await user.keyboard("opaque-token");
    await user.tab();
    expect(called("inspectTyped")).toEqual([["opaque-token"]]);
  });
});

describe("of a token the page has", () => {
  it("three parts, of the signature its two ends alone", async () => {
    await look(fakeInspection());
    const box = screen.getByTestId("token-box");
    expect(box.textContent).toContain("eyJ");
    expect(screen.getByTestId("signature").textContent?.replace(/\s+/g, " ").trim()).toBe(
      ".Qx8f••••w2_A signature kept back",
    );
    expect(box.textContent).toContain("1,204 bytes");
  });

  it("nothing once it is cleared or the page is left; the engine forgets it, too", async () => {
    const { app, called, user } = await look(EXPIRED);
    expect(called("forgetInspections").at(-1)).toEqual([["i1"]]);
    await user.click(screen.getByTestId("clear-token"));
    expect(called("forgetInspections").at(-1)).toEqual([[]]);
    await waitFor(() => expect(document.activeElement).toBe(field()));
    await app.inspector.paste();
    app.nav.go("programs");
    await waitFor(() => expect(called("forgetInspections").at(-1)).toEqual([[]]));
    expect(app.inspector.inspection).toBeNull();
    app.nav.go("inspector");
    expect(await screen.findByTestId("token-field")).toBeTruthy();
    expect(screen.queryByTestId("verdict")).toBeNull();
  });

  it("nothing once the keychain is locked", async () => {
    const { app, engine } = await look(EXPIRED);
    engine.emit({ kind: "vault_changed", state: "locked" });
    await screen.findByTestId("token-field");
    expect(app.inspector.inspection).toBeNull();
  });
});

describe("an account's token", () => {
  it("is the main one or one for another resource", async () => {
    const { called, user } = await open();
    await user.click(screen.getByTestId("use-account-menu"));
    const others = await screen.findAllByTestId("use-lease");
    await user.click(others[0]!);
    await screen.findByTestId("verdict");
    expect(called("inspectAccount")).toEqual([["ada-adm", "https://billing.acme.example orders:read"]]);
  });
});
