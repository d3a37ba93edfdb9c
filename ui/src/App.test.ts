import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import {
  NOW,
  PHASES,
  WORK,
  accountIn,
  fakeAccount,
  fakeError,
  fakeSignIn,
  thousand,
} from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";

async function open(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  const user = userEvent.setup();
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  return { engine, app, user };
}

const rows = () => screen.getAllByTestId("account-row");
const handles = () => rows().map((row) => row.dataset["handle"]);
const headline = () => within(screen.getByTestId("account-header")).getByRole("heading").textContent;

describe("the window", () => {
  it("lets the engine touch the keychain only after the first frame", async () => {
    const { engine } = await open();
    expect(engine.calls.map(([verb]) => verb)).not.toContain("firstFrameDrawn");
    await screen.findByTestId("account-header");
    await waitFor(() => expect(engine.calls.map(([verb]) => verb)).toContain("firstFrameDrawn"));
  });

  it("draws the list first and the detail with the next frame", async () => {
    const frames: FrameRequestCallback[] = [];
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
    await open();
    expect(await screen.findAllByTestId("account-row")).toHaveLength(4);
    expect(screen.queryByTestId("account-header")).toBeNull();
    frames.splice(0).forEach((frame) => frame(0));
    expect(await screen.findByTestId("account-header")).toBeTruthy();
  });

  it("shows the first account and what needs the person as a count", async () => {
    await open();
    expect(await screen.findByTestId("account-header")).toBeTruthy();
    expect(handles()).toEqual(["acme-admin", "acme", "contoso", "contoso-ops"]);
    expect(screen.getByTestId("badge").textContent).toBe("1");
    expect(screen.getByTestId("page-accounts").getAttribute("aria-label")).toBe("Accounts, 1 need you");
  });

  it("is the first run without an account, and still has its frame", async () => {
    await open({ overview: { accounts: [] } });
    expect(await screen.findByTestId("first-run")).toBeTruthy();
    expect(screen.queryByTestId("account-list")).toBeNull();
    expect(screen.getByTestId("page-activity")).toBeTruthy();
  });

  it("says why it can't start, with one button that helps", async () => {
    const { engine, user } = await open({ fails: { overview: fakeError("newer_state", { detail: "1.4" }) } });
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(
      "This data was written by a newer Lanyard (1.4). Nothing was touched.",
    );
    await user.click(screen.getByTestId("error-action"));
    expect(engine.calls).toContainEqual(["quit"]);
  });

  it("never runs what a provider wrote", async () => {
    const title = "<img src=x onerror=\"document.title='owned'\">";
    await open({
      overview: { accounts: [fakeAccount({ title, name: "<script>document.title='owned'</script>" })] },
    });
    await screen.findByTestId("account-header");
    expect(headline()).toBe(title);
    expect(document.querySelector("img, main script")).toBeNull();
    expect(document.title).not.toBe("owned");
  });

  it("announces a change of status once, politely, and no renewal that goes well", async () => {
    const { engine } = await open();
    const heard = screen.getByTestId("announcer");
    engine.emit({ kind: "account_changed", account: accountIn("renewing") });
    engine.emit({ kind: "account_changed", account: fakeAccount() });
    expect(heard.textContent).toBe("");
    engine.emit({ kind: "account_changed", account: accountIn("needs_sign_in") });
    await waitFor(() => expect(heard.textContent).toBe("ada@acme.example: sign in again at 12:02"));
    expect(heard.getAttribute("aria-live")).toBe("polite");
  });

  it("selects the next row after a removal", async () => {
    const { engine, app } = await open();
    await screen.findByTestId("account-header");
    app.nav.showAccount("ada");
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
    engine.emit({ kind: "account_removed", id: "ada" });
    await waitFor(() => expect(headline()).toBe("ada@contoso.example"));
  });

  it("selects the account that a finished sign-in brought, once it is there", async () => {
    const { engine, app } = await open({
      overview: { accounts: [], sign_ins: [fakeSignIn(PHASES.browser)] },
    });
    app.nav.showSignIn("s1");
    engine.emit({ kind: "sign_in_changed", sign_in: fakeSignIn(PHASES.done) });
    engine.emit({ kind: "account_changed", account: fakeAccount() });
    await waitFor(() => expect(headline()).toBe("ada@acme.example"));
  });

  it("shows the account that a notification names", async () => {
    const { engine, app } = await open();
    app.nav.go("activity");
    engine.emitShell({ kind: "show_account", id: "ada-c" });
    await waitFor(() => expect(headline()).toBe("ada@contoso.example"));
  });

  it("says once that closing keeps it running", async () => {
    const { engine, user } = await open();
    engine.emitShell({ kind: "close_notice" });
    const notice = await screen.findByTestId("close-notice");
    await user.click(within(notice).getByRole("button"));
    expect(screen.queryByTestId("close-notice")).toBeNull();
  });

  it("has Unlock in the keychain's line and nothing else prompts", async () => {
    const { engine, user } = await open({ overview: { vault: "locked" } });
    const line = await screen.findByTestId("vault-banner");
    expect(engine.calls.map(([verb]) => verb)).not.toContain("unlockKeychain");
    await user.click(within(line).getByTestId("unlock"));
    await waitFor(() => expect(screen.queryByTestId("vault-banner")).toBeNull());
  });

  it("keeps only the rows in sight in the page when there are very many", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(700);
    await open({ overview: { accounts: thousand() } });
    await screen.findByTestId("account-header");
    await waitFor(() => expect(rows().length).toBeGreaterThan(10));
    expect(rows().length).toBeLessThan(60);
  });
});

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
    const { engine, user } = await open({ overview: { accounts: [accountIn(state)] } });
    const button = await screen.findByTestId("primary");
    expect(button.textContent?.trim()).toBe(label);
    expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
    await user.click(button);
    expect(engine.calls.map(([called]) => called)).toContain(verb);
  });

  it("copies the access token and says when it clears, with Clear now", async () => {
    const { engine, user } = await open({ overview: { accounts: [fakeAccount()] } });
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
    await open({
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

describe("the keys", () => {
  it("walk the list, jump to its ends and find by typing", async () => {
    const { user } = await open();
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
    const { engine, app, user } = await open();
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
    const { engine, app, user } = await open();
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
    const { engine, app, user } = await open();
    await user.keyboard("{Control>}++++++++{/Control}");
    expect(app.zoom.factor).toBe(2);
    await waitFor(() => expect(engine.calls).toContainEqual(["setZoom", 2]));
    await user.keyboard("{Control>}0{/Control}");
    expect(app.zoom.factor).toBe(1);
  });

  it("find an account, and Escape gives the whole list back", async () => {
    const { user } = await open();
    await screen.findByTestId("account-header");
    await user.keyboard("{Control>}f{/Control}");
    await user.keyboard("contoso");
    await waitFor(() => expect(rows()).toHaveLength(2));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(rows()).toHaveLength(WORK.length));
  });
});

describe("the tabs", () => {
  it("follow the arrow keys and name their panel", async () => {
    const { user } = await open();
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
    const { app } = await open();
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
    const { engine, app, user } = await open();
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
});
