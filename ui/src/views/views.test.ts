// The pages as a person uses them, in the whole window on an engine that answers from memory.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import { CLAIMS, NOW, fakeAccount, fakeDetail, fakeError } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";
import type { Dialog, Tab } from "$lib/state/navigation.svelte";

type Start = { tab?: Tab; dialog?: Dialog };

async function open(scene: Scene = {}, { tab, dialog }: Start = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  if (tab) app.nav.showAccount("ada", tab);
  if (dialog) app.nav.open(dialog);
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  return { app, called, user: userEvent.setup() };
}

const nothing: Scene = { overview: { accounts: [], providers: [] } };

describe("the form for another provider", () => {
  it("asks an address only on Enter, then wants the client ID", async () => {
    const { called, user } = await open(nothing);
    await user.type(screen.getByTestId("issuer"), "id.acme.example");
    expect(called("discover")).toEqual([]);
    await user.keyboard("{Enter}");
    await screen.findByTestId("discovered");
    expect(called("discover")).toEqual([["https://id.acme.example"]]);
    expect(document.activeElement).toBe(screen.getByTestId("client-id"));
  });

  it("adds the provider and starts the sign-in when both are there", async () => {
    const { called, user } = await open(nothing);
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
    const { called, user } = await open(nothing);
    await user.click(screen.getByTestId("sign-in"));
    expect(document.activeElement).toBe(screen.getByTestId("issuer"));
    expect(screen.getByTestId("issuer").getAttribute("aria-invalid")).toBe("true");
    expect(called("addProvider")).toEqual([]);
  });

  it("is filled in by a provider file, which signs nobody in", async () => {
    const { called, user } = await open(nothing);
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
    const { called, user } = await open(nothing);
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
    const { app, called, user } = await open();
    app.nav.showAdd();
    const row = (await screen.findAllByTestId("provider-row"))[0]!;
    await user.click(within(row).getByTestId("sign-in-provider"));
    expect(called("startSignIn")).toEqual([
      [{ provider: "acme", account: null, another: true, extra_scopes: [], handle: null, browser: "system" }],
    ]);
  });
});

describe("claims", () => {
  it("are filtered by typing and found again by Esc", async () => {
    const { user } = await open({}, { tab: "claims" });
    await user.type(await screen.findByTestId("claim-filter"), "buyer");
    expect(screen.getAllByTestId("claim").map((row) => row.dataset["claim"])).toEqual(["roles"]);
    await user.keyboard("{Escape}");
    expect(screen.getAllByTestId("claim")).toHaveLength(CLAIMS.length);
  });

  it("show markup as text and run none of it", async () => {
    await open({}, { tab: "claims" });
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "nickname")!;
    expect(row.textContent).toContain("<script>alert(2)</script>");
    expect(row.querySelector("script, img")).toBeNull();
  });

  it("unfold to what was sent, what it means and who says so", async () => {
    const { user } = await open({}, { tab: "claims" });
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "exp")!;
    within(row).getByRole("button", { expanded: false }).focus();
    await user.keyboard("{Enter}");
    expect(within(row).getAllByTestId("claim-raw")).toHaveLength(2);
    expect(row.textContent).toContain("RFC 7519");
  });

  it("draw twenty of ten thousand values until all are asked for", async () => {
    const many = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => `role-${index}`));
    const claims = CLAIMS.map((row) => (row.name === "roles" ? { ...row, id_token: many } : row));
    const { user } = await open(
      { details: { ada: fakeDetail(fakeAccount(), { claims }) } },
      { tab: "claims" },
    );
    const row = (await screen.findAllByTestId("claim")).find((one) => one.dataset["claim"] === "roles")!;
    expect(within(row).queryByText("role-20")).toBeNull();
    await user.click(within(row).getByTestId("show-all"));
    expect(within(row).getByText("role-9999")).toBeTruthy();
  });

  it("of an opaque token are asked from the provider", async () => {
    const detail = fakeDetail(fakeAccount());
    const leases = detail.leases.map((lease) => ({ ...lease, format: "opaque" as const }));
    const { called, user } = await open({ details: { ada: { ...detail, leases } } }, { tab: "claims" });
    await user.click(await screen.findByTestId("introspect"));
    expect(called("introspect")).toEqual([["ada", "main"]]);
    expect(await screen.findByText(/this access token is accepted/)).toBeTruthy();
  });
});

describe("signing out", () => {
  const dialog = { kind: "sign_out", account: "ada" } as const;

  it("says first what stops, signs out in the browser only when asked, then says what succeeded", async () => {
    const { called, user } = await open({}, { dialog });
    expect((await screen.findByTestId("what-stops")).textContent).toContain("acme");
    expect(screen.getByTestId<HTMLInputElement>("in-browser").checked).toBe(false);
    await user.click(screen.getByTestId("confirm-sign-out"));
    expect(called("signOut")).toEqual([["ada", false]]);
    expect((await screen.findByTestId("sign-out-report")).textContent).toContain("not asked");
    expect(document.activeElement).toBe(screen.getByTestId("close-report"));
  });

  it("does nothing before its consequences are known", async () => {
    const { called, user } = await open({ hangs: ["signOutPreview"] }, { dialog });
    await user.click(await screen.findByTestId("confirm-sign-out"));
    expect(called("signOut")).toEqual([]);
  });

  it("keeps the question open when it fails", async () => {
    const { user } = await open({ fails: { signOut: fakeError("keychain_denied") } }, { dialog });
    await screen.findByTestId("what-stops");
    await user.click(screen.getByTestId("confirm-sign-out"));
    expect(await screen.findByText("The keychain refused Lanyard. Nothing was changed.")).toBeTruthy();
    expect(screen.getByTestId("confirm-sign-out")).toBeTruthy();
  });
});

describe("the palette", () => {
  it("goes to an account by typing and Enter", async () => {
    const { app, user } = await open({}, { dialog: { kind: "palette" } });
    await user.type(await screen.findByTestId("palette-input"), "ops@{Enter}");
    expect(app.nav.account).toBe("ops");
    expect(app.nav.dialog).toBeNull();
  });

  it("stays open to say what was copied", async () => {
    const { app, called, user } = await open({}, { tab: "overview", dialog: { kind: "palette" } });
    await user.type(await screen.findByTestId("palette-input"), "copy access token ada@acme{Enter}");
    expect(called("copyAccessToken")).toEqual([["ada", null]]);
    expect(await screen.findByText(/^Copied · clears in/)).toBeTruthy();
    expect(app.nav.dialog?.kind).toBe("palette");
  });
});

describe("activity", () => {
  it("asks for problems only, and folds out the reference that the error shows", async () => {
    const { app, called, user } = await open();
    app.nav.go("activity");
    await user.click(await screen.findByTestId("problems-only"));
    await waitFor(() =>
      expect(called("activity").at(-1)).toEqual([expect.objectContaining({ problems_only: true })]),
    );
    const entry = (await screen.findAllByTestId("activity-entry")).find(
      (one) => one.dataset["kind"] === "needs_sign_in",
    )!;
    await user.click(within(entry).getByRole("button", { expanded: false }));
    expect(entry.textContent).toContain("invalid_grant");
  });
});

describe("somebody else signed in", () => {
  it("is offered to be added; nothing happens by itself", async () => {
    const signIn = {
      id: "s1",
      provider: "acme",
      provider_name: "Acme ID",
      account: "ada",
      started_at: NOW,
      redirect_uri: "http://127.0.0.1/callback",
      phase: { kind: "other_person", signed_in_as: "bob@acme.example", expected: "ada@acme.example" },
    } as const;
    const { called, user } = await open({ overview: { sign_ins: [signIn] } }, { tab: "overview" });
    await screen.findByText("You signed in as bob@acme.example; this account is ada@acme.example.");
    expect(called("addOtherPerson")).toEqual([]);
    await user.click(screen.getByTestId("add-other-person"));
    expect(called("addOtherPerson")).toEqual([["s1"]]);
  });
});
