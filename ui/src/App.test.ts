// The window as a whole: its first frame, what it says by itself, what moves its selection.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { PHASES, accountIn, fakeAccount, fakeError, fakeSignIn, thousand } from "$lib/ipc/fake-data";
import { openWindow } from "./test-window";

const rows = () => screen.getAllByTestId("account-row");
const handles = () => rows().map((row) => row.dataset["handle"]);
const headline = () => within(screen.getByTestId("account-header")).getByRole("heading").textContent;

describe("the window", () => {
  it("lets the engine touch the keychain only after the first frame", async () => {
    const { engine } = await openWindow();
    expect(engine.calls.map(([verb]) => verb)).not.toContain("firstFrameDrawn");
    await screen.findByTestId("account-header");
    await waitFor(() => expect(engine.calls.map(([verb]) => verb)).toContain("firstFrameDrawn"));
  });

  it("draws the list first and the detail with the next frame", async () => {
    const frames: FrameRequestCallback[] = [];
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
    await openWindow();
    expect(await screen.findAllByTestId("account-row")).toHaveLength(4);
    expect(screen.queryByTestId("account-header")).toBeNull();
    frames.splice(0).forEach((frame) => frame(0));
    expect(await screen.findByTestId("account-header")).toBeTruthy();
  });

  it("shows the first account and what needs the person as a count", async () => {
    await openWindow();
    expect(await screen.findByTestId("account-header")).toBeTruthy();
    expect(handles()).toEqual(["acme-admin", "acme", "contoso", "contoso-ops"]);
    expect(screen.getByTestId("badge").textContent).toBe("1");
    expect(screen.getByTestId("page-accounts").getAttribute("aria-label")).toBe("Accounts, 1 needs you");
  });

  it("is the first run without an account, and still has its frame", async () => {
    await openWindow({ overview: { accounts: [] } });
    expect(await screen.findByTestId("first-run")).toBeTruthy();
    expect(screen.queryByTestId("account-list")).toBeNull();
    expect(screen.getByTestId("page-activity")).toBeTruthy();
  });

  it("says why it can't start, with one button that helps", async () => {
    const { engine, user } = await openWindow({
      fails: { overview: fakeError("newer_state", { detail: "1.4" }) },
    });
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(
      "This data was written by a newer Lanyard (1.4). Nothing was touched.",
    );
    await user.click(screen.getByTestId("error-action"));
    expect(engine.calls).toContainEqual(["quit"]);
  });

  it("never runs what a provider wrote", async () => {
    const title = "<img src=x onerror=\"document.title='owned'\">";
    await openWindow({
      overview: { accounts: [fakeAccount({ title, name: "<script>document.title='owned'</script>" })] },
    });
    await screen.findByTestId("account-header");
    expect(headline()).toBe(title);
    expect(document.querySelector("img, main script")).toBeNull();
    expect(document.title).not.toBe("owned");
  });

  it("announces a change of status once, politely, and no renewal that goes well", async () => {
    const { engine } = await openWindow();
    const heard = screen.getByTestId("announcer");
    engine.emit({ kind: "account_changed", account: accountIn("renewing") });
    engine.emit({ kind: "account_changed", account: fakeAccount() });
    expect(heard.textContent).toBe("");
    engine.emit({ kind: "account_changed", account: accountIn("needs_sign_in") });
    await waitFor(() => expect(heard.textContent).toBe("ada@acme.example: sign in again at 12:02"));
    expect(heard.getAttribute("aria-live")).toBe("polite");
  });

  it("selects the next row after a removal", async () => {
    const { engine, app } = await openWindow();
    await screen.findByTestId("account-header");
    app.nav.showAccount("ada");
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
    engine.emit({ kind: "account_removed", id: "ada" });
    await waitFor(() => expect(headline()).toBe("ada@contoso.example"));
  });

  it("selects the account that a finished sign-in brought, once it is there", async () => {
    const { engine, app } = await openWindow({
      overview: { accounts: [], sign_ins: [fakeSignIn(PHASES.browser)] },
    });
    app.nav.showSignIn("s1");
    engine.emit({ kind: "sign_in_changed", sign_in: fakeSignIn(PHASES.done) });
    engine.emit({ kind: "account_changed", account: fakeAccount() });
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
  });

  it("shows the account that a notification names", async () => {
    const { engine, app } = await openWindow();
    app.nav.go("activity");
    engine.emitShell({ kind: "show_account", id: "ada-c" });
    await waitFor(() => expect(headline()).toBe("ada@contoso.example"));
  });

  it("says once that closing keeps it running", async () => {
    const { engine, user } = await openWindow();
    engine.emitShell({ kind: "close_notice" });
    const notice = await screen.findByTestId("close-notice");
    await user.click(within(notice).getByRole("button"));
    expect(screen.queryByTestId("close-notice")).toBeNull();
  });

  it("has Unlock in the keychain's line and nothing else prompts", async () => {
    const { engine, user } = await openWindow({ overview: { vault: "locked" } });
    const line = await screen.findByTestId("vault-banner");
    expect(engine.calls.map(([verb]) => verb)).not.toContain("unlockKeychain");
    await user.click(within(line).getByTestId("unlock"));
    await waitFor(() => expect(screen.queryByTestId("vault-banner")).toBeNull());
  });

  it("keeps only the rows in sight in the page when there are very many", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(700);
    await openWindow({ overview: { accounts: thousand() } });
    await screen.findByTestId("account-header");
    await waitFor(() => expect(rows().length).toBeGreaterThan(10));
    expect(rows().length).toBeLessThan(60);
  });
});
