// What an account's page offers to do, in each of its states.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { PHASES, accountIn, fakeAccount, fakeSignIn } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

describe("the account's one filled button", () => {
  const cases = [
    ["needs_sign_in", "Sign in again", "startSignIn"],
    ["retrying", "Try now", "renew"],
    ["retrying_without_lease", "Try now", "renew"],
    ["keychain_locked", "Unlock", "unlockKeychain"],
    ["signed_out", "Sign in", "startSignIn"],
    ["setup", "Try again", "renew"],
    ["approval", "Use the new address…", "useNewAddress"],
  ] as const;

  it.each(cases)("%s: %s", async (state, label, verb) => {
    const { engine, user } = await openWindow({ overview: { accounts: [accountIn(state)] } });
    const button = await screen.findByTestId("primary");
    expect(button.textContent?.trim()).toBe(label);
    expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
    await user.click(button);
    expect(engine.calls.map(([called]) => called)).toContain(verb);
  });

  it("copies the access token and says when it clears, with Clear now", async () => {
    const { engine, user } = await openWindow({ overview: { accounts: [fakeAccount()] } });
    const button = await screen.findByTestId("copy-token");
    expect(button.classList).toContain("filled");
    await user.click(button);
    expect(engine.calls).toContainEqual(["copyAccessToken", "ada", null]);
    await waitFor(() => expect(button.textContent).toMatch(/^\s*Copied · clears in \d+ s\s*$/));
    await user.click(screen.getByTestId("clear-clipboard"));
    expect(engine.calls).toContainEqual(["clearClipboard"]);
    await waitFor(() => expect(button.textContent?.trim()).toBe("Copy access token"));
  });

  it("leaves the buttons to the sign-in's panel while one is under way", async () => {
    await openWindow({
      overview: {
        accounts: [accountIn("signing_in")],
        sign_ins: [fakeSignIn(PHASES.browser, { account: "ada" })],
      },
    });
    await screen.findByTestId("account-header");
    expect(screen.queryByTestId("primary")).toBeNull();
    expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
  });
});
