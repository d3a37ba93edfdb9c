// The palette: finding something or doing it, by typing alone.
import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { openWindow } from "../../test-window";

describe("the palette", () => {
  it("goes to an account by typing and Enter", async () => {
    const { app, user } = await openWindow();
    app.nav.open({ kind: "palette" });
    await user.type(await screen.findByTestId("palette-input"), "ops@{Enter}");
    expect(app.nav.account).toBe("ops");
    expect(app.nav.dialog).toBeNull();
  });

  it("stays open to say what was copied", async () => {
    const { app, called, user } = await openWindow();
    app.nav.showAccount("ada", "overview");
    app.nav.open({ kind: "palette" });
    await user.type(await screen.findByTestId("palette-input"), "copy access token ada@acme{Enter}");
    expect(called("copyAccessToken")).toEqual([["ada", null]]);
    expect(await screen.findByText(/^Copied · clears in/)).toBeTruthy();
    expect(app.nav.dialog?.kind).toBe("palette");
  });
});
