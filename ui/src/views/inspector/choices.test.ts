// As what, with whose keys, for whom and at which time a token is checked.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { EXPIRED, UNREACHABLE } from "$lib/ipc/fake-tokens";
import { look } from "./test-page";

describe("how it is checked", () => {
  it("is chosen by keyboard alone, and the engine checks again", async () => {
    const { called, user } = await look(EXPIRED);
    screen.getByTestId("check-as").focus();
    await user.keyboard("{Enter}");
    const chosen = await screen.findByTestId("profile-at+jwt");
    expect(chosen.getAttribute("aria-checked")).toBe("true");
    expect(chosen.getAttribute("role")).toBe("menuitemradio");
    // A key counts once the menu has taken the focus.
    await waitFor(() => expect(document.activeElement?.closest('[role="menu"]')).not.toBeNull());
    await user.keyboard("{End}{ArrowUp}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("profile-id-token")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(called("checkAgain")).toHaveLength(1));
    expect(called("checkAgain")[0]?.[1]).toMatchObject({ profile: "id-token", keys: { kind: "matching" } });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("check-as")));
  });

  it("names the provider that the issuer matches, and takes a key file with an issuer", async () => {
    const { called, user } = await look(EXPIRED);
    expect(screen.getByTestId("check-from").textContent).toContain("Acme ID (matches iss)");
    await user.click(screen.getByTestId("check-from"));
    await user.click(await screen.findByTestId("open-key-file"));
    await waitFor(() =>
      expect(screen.getByTestId("check-from").textContent).toContain("File: orders-jwks.json"),
    );
    screen.getByTestId("issuer-field").focus();
    await user.keyboard("https://id.acme.example{Enter}");
    expect(called("checkAgain").at(-1)?.[1]).toMatchObject({
      keys: { kind: "file" },
      issuer: "https://id.acme.example",
    });
  });

  it("may be at another time, which is refused where it is none", async () => {
    const { called, user } = await look(EXPIRED);
    await user.click(screen.getByTestId("check-at"));
    await user.click(await screen.findByTestId("other-time"));
    const time = await screen.findByTestId("time-field");
    expect(document.activeElement).toBe(time);
    await user.keyboard("soon{Enter}");
    expect(time.getAttribute("aria-invalid")).toBe("true");
    expect(called("checkAgain")).toEqual([]);
    await user.clear(time);
    await user.keyboard("1746525600{Enter}");
    expect(called("checkAgain").at(-1)?.[1]).toMatchObject({ at: 1_746_525_600 });
    expect(screen.queryByTestId("time-field")).toBeNull();
  });
});

describe("keys", () => {
  it("stand in a table with the one that signed, and are asked for again", async () => {
    const { called, user } = await look(EXPIRED);
    screen.getByTestId("tab-claims").focus();
    await user.keyboard("{End}");
    const keys = await screen.findAllByTestId("key");
    expect(keys[0]?.textContent).toContain("signed this token");
    expect(keys[1]?.textContent).not.toContain("signed this token");
    await user.click(screen.getByTestId("ask-keys"));
    await waitFor(() => expect(called("checkAgain")).toHaveLength(1));
  });

  it("that can't be had tell why, with one button", async () => {
    const { called, user } = await look(UNREACHABLE);
    await user.click(screen.getByTestId("tab-keys"));
    await user.click(within(screen.getByTestId("keys")).getByTestId("error-action"));
    await waitFor(() => expect(called("providerKeys")).toEqual([["acme", true]]));
  });

  it("show their thumbprint on request, and Ctrl+C copies it", async () => {
    const { called, user } = await look(EXPIRED);
    await user.click(screen.getByTestId("tab-keys"));
    const [key] = await screen.findAllByTestId("key");
    await user.click(within(key!).getByRole("button", { name: "2026-a" }));
    expect(await screen.findByText(/^Thumbprint NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs/)).toBeTruthy();
    await user.keyboard("{Control>}c{/Control}");
    expect(called("copyText")).toEqual([["NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]]);
  });
});
