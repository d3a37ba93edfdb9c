// The Inspector as a person uses it, in the whole window on an engine that answers from memory.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import { fakeInspection } from "$lib/ipc/fake-inspections";
import {
  BAD_SIGNATURE,
  ENCRYPTED,
  EXPIRED,
  HOSTILE,
  KEYLESS,
  MALFORMED,
  OPAQUE,
  TOO_LARGE,
  UNREACHABLE,
} from "$lib/ipc/fake-tokens";
import type { InspectionView } from "$lib/ipc/types";
import { contextOf, makeApp } from "$lib/state/context";

async function open(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  app.nav.go("inspector");
  await screen.findByTestId("inspector-page");
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  return { engine, app, called, user: userEvent.setup() };
}

async function look(inspection: InspectionView, scene: Scene = {}) {
  const opened = await open({ ...scene, inspector: { inspection, ...scene.inspector } });
  await opened.app.inspector.paste();
  await screen.findByTestId("verdict");
  return opened;
}

const field = () => screen.getByTestId<HTMLTextAreaElement>("token-field");

/** Dispatches what a browser would, and tells whether the page let the browser go on. */
function allows(target: EventTarget, event: Event): boolean {
  return target.dispatchEvent(event);
}
const key = (init: KeyboardEventInit) =>
  new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
const paste = () => new Event("paste", { bubbles: true, cancelable: true });

describe("pasting", () => {
  it("is cancelled anywhere on the page, and the engine reads the clipboard", async () => {
    const { called } = await open();
    expect(allows(field(), paste())).toBe(false);
    expect(allows(document.body, key({ key: "v", ctrlKey: true }))).toBe(false);
    expect(allows(document.body, key({ key: "V", metaKey: true, shiftKey: true }))).toBe(false);
    expect(allows(document.body, key({ key: "Insert", shiftKey: true }))).toBe(false);
    expect(called("inspectClipboard")).toHaveLength(4);
    expect(called("inspectTyped")).toEqual([]);
  });

  it("by the middle button means what is selected, every other way what was copied", async () => {
    const { called } = await open();
    const press = (button: number) =>
      field().dispatchEvent(new MouseEvent("mousedown", { button, bubbles: true }));
    press(1);
    expect(allows(field(), paste())).toBe(false);
    press(1);
    press(2);
    expect(allows(field(), paste())).toBe(false);
    press(1);
    allows(document.body, key({ key: "v", ctrlKey: true }));
    expect(called("inspectClipboard")).toEqual([[true], [false], [false]]);
  });

  it("asks once while the keys are held down, and never for other keys", async () => {
    const { called } = await open();
    allows(document.body, key({ key: "v", ctrlKey: true }));
    expect(allows(document.body, key({ key: "v", ctrlKey: true, repeat: true }))).toBe(false);
    expect(allows(document.body, key({ key: "v" }))).toBe(true);
    expect(allows(document.body, key({ key: "v", ctrlKey: true, altKey: true }))).toBe(true);
    expect(called("inspectClipboard")).toHaveLength(1);
  });

  it("and dropping text never put a token into the field", async () => {
    await open();
    const input = (inputType: string) =>
      new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true });
    for (const kind of ["insertFromPaste", "insertFromPasteAsQuotation", "insertFromDrop", "insertFromYank"])
      expect(allows(field(), input(kind)), kind).toBe(false);
    expect(allows(field(), input("insertText"))).toBe(true);
    expect(allows(field(), new Event("drop", { bubbles: true, cancelable: true }))).toBe(false);
  });

  it("stays the browser's in a field that asks for an address or a time, and in a dialog", async () => {
    const { app, user, called } = await look(EXPIRED);
    await user.click(screen.getByTestId("check-at"));
    await user.click(await screen.findByTestId("other-time"));
    expect(allows(await screen.findByTestId("time-field"), paste())).toBe(true);
    app.nav.open({ kind: "palette" });
    expect(allows(await screen.findByTestId("palette-input"), paste())).toBe(true);
    expect(called("inspectClipboard")).toHaveLength(1);
  });

  it("is the browser's again on other pages", async () => {
    const { app, called } = await open();
    app.nav.go("programs");
    await screen.findByTestId("programs-page");
    expect(allows(document.body, paste())).toBe(true);
    expect(called("inspectClipboard")).toEqual([]);
  });

  it("tells beside the field why there was nothing, in words that are heard, too", async () => {
    const { app, user } = await open({ fails: { inspectClipboard: fakeError("no_token") } });
    await user.click(screen.getByTestId("paste"));
    const sentence = (await screen.findByTestId("error-sentence")).textContent ?? "";
    expect(sentence).toContain("There is no token in it");
    expect(app.announcer.text).toBe(sentence);
    expect(screen.getByTestId("token-field")).toBeTruthy();
  });
});

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

describe("the verdict", () => {
  it("is the page's headline, in one of three words, and heard once", async () => {
    const { app } = await look(EXPIRED);
    expect(screen.getByTestId("headline").textContent?.trim()).toBe("Not valid: it expired 3 minutes ago");
    expect(app.announcer.text).toBe("Not valid: it expired 3 minutes ago");
    expect(screen.getByTestId("rule-counts").textContent).toBe("1 failed · 11 passed · 2 not checked");
    const rules = screen.getAllByTestId("rule");
    expect(rules.map((rule) => rule.dataset["rule"])).toEqual(["expiry"]);
    for (const part of ["needed", "after 12:09:01 UTC", "found", "12:05:56 UTC", "RFC 7519 §4.1.4"])
      expect(rules[0]?.textContent).toContain(part);
  });

  it("has every other rule one click away", async () => {
    const { user } = await look(EXPIRED);
    await user.click(screen.getByTestId("rules-passed"));
    await user.click(screen.getByTestId("rules-not-checked"));
    expect(screen.getAllByTestId("rule")).toHaveLength(14);
  });

  const kinds: [string, InspectionView][] = [
    ["valid", fakeInspection()],
    ["expired", EXPIRED],
    ["forged", BAD_SIGNATURE],
    ["without a key", KEYLESS],
    ["unreachable", UNREACHABLE],
    ["hostile", HOSTILE],
  ];
  it.each(kinds)(
    "stands over claims that are unverified exactly when it isn't valid: %s",
    async (_, token) => {
      const { user } = await look(token);
      const valid = token.check.outcome === "valid";
      expect(screen.queryByTestId("unverified") === null).toBe(valid);
      await user.click(screen.getByTestId("tab-header"));
      expect(screen.queryByTestId("unverified") === null).toBe(valid);
    },
  );

  it.each([...kinds, ["opaque", OPAQUE], ["encrypted", ENCRYPTED], ["malformed", MALFORMED]] as const)(
    "has one filled button beside it: %s",
    async (_, token) => {
      await look(token);
      expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
    },
  );
});

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

describe("what is no signed JWT", () => {
  it.each([
    ["encrypted", ENCRYPTED, ["header"]],
    ["opaque", OPAQUE, []],
    ["malformed", MALFORMED, []],
    ["too large", TOO_LARGE, []],
  ] as const)("shows what there is to show and nothing else: %s", async (_, token, tabs) => {
    await look(token);
    expect(screen.queryAllByRole("tab").map((tab) => tab.dataset["tab"])).toEqual(tabs);
    expect(screen.queryByTestId("choices")).toBeNull();
    expect(screen.queryByTestId("compare")).toBeNull();
  });

  it("is asked about at its provider, whose answer is shown as the provider's", async () => {
    const { called, user } = await look(OPAQUE);
    await user.click(screen.getByTestId("introspect-token"));
    expect(called("introspectInspected")).toEqual([["i1", "ada"]]);
    expect((await screen.findByTestId("introspection")).textContent).toContain(
      "Acme ID said at 12:09: this token is accepted.",
    );
    expect(screen.getAllByTestId("claim").map((row) => row.dataset["claim"])).toContain("username");
  });

  it("is asked about by the account that the person chooses", async () => {
    const { called, user } = await look({ ...OPAQUE, can_introspect: ["ada", "ops"] });
    await user.click(screen.getByTestId("introspect-token"));
    await user.click((await screen.findAllByTestId("introspect-as"))[1]!);
    await waitFor(() => expect(called("introspectInspected")).toEqual([["i1", "ops"]]));
  });
});

describe("claims of a stranger", () => {
  it("are text and nothing else", async () => {
    await look(HOSTILE);
    const page = screen.getByTestId("inspector-page");
    expect(page.querySelector("script, img")).toBeNull();
    expect(page.textContent).toContain("<script>alert(2)</script>");
    expect(page.textContent).toContain("\\u202e");
    expect(page.textContent).not.toContain("\u202e");
    expect(page.textContent).not.toContain("\u001b");
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

describe("a comparison", () => {
  it("opens its tab, with both verdicts, signs and words, and what differs by nature folded", async () => {
    const { user } = await look(EXPIRED);
    expect(screen.queryByTestId("tab-differences")).toBeNull();
    await user.click(screen.getByTestId("compare"));
    await user.click(await screen.findByTestId("compare-clipboard"));
    const part = await screen.findByTestId("part-differences");
    expect(
      within(part)
        .getAllByTestId("difference-group")
        .map((group) => group.dataset["kind"]),
    ).toEqual(["added", "removed", "changed"]);
    expect(part.textContent).toContain("Not valid");
    expect(part.textContent).toContain("Valid");
    expect(screen.getByTestId("set-removed").textContent?.replace(/\s+/g, " ").trim()).toBe(
      "− removed approver",
    );
    expect(screen.queryByText("jti")).toBeNull();
    await user.click(screen.getByTestId("per-token"));
    expect(screen.getByText("jti")).toBeTruthy();
    expect(screen.getByTestId("same").textContent).toBe("9 claims are the same");
  });

  it("with an earlier token is chosen by what had changed in it", async () => {
    const { called, user } = await open();
    await user.click(screen.getByTestId("use-account-menu"));
    await user.click((await screen.findAllByTestId("use-account"))[1]!);
    await user.click(await screen.findByTestId("compare"));
    await user.click((await screen.findAllByTestId("compare-earlier"))[0]!);
    const leases = await screen.findAllByTestId("earlier-lease");
    expect(leases[1]?.textContent).toContain("roles: approver removed");
    await user.click(leases[1]!);
    await screen.findByTestId("part-differences");
    expect(called("compare")).toEqual([
      [
        { kind: "earlier", account: "ada", entry: 1 },
        { kind: "inspection", id: "i1" },
      ],
    ]);
  });
});

describe("the report", () => {
  it("shows what will be copied and what is masked in it, before it is copied", async () => {
    const { called, user } = await look(EXPIRED);
    await user.click(screen.getByTestId("copy-report"));
    const text = await screen.findByTestId("report-text");
    expect(called("report")).toEqual([["i1", { format: "text", show: [], mask: [] }]]);
    expect(text.textContent).not.toContain("ada@acme.example");
    const mask = (name: string) =>
      screen
        .getAllByTestId<HTMLInputElement>("mask")
        .find((box) => box.dataset["claim"] === name) as HTMLInputElement;
    expect(screen.getAllByTestId("mask").map((box) => box.dataset["claim"])).toEqual(["email", "sub"]);
    await user.click(mask("email"));
    await waitFor(() => expect(text.textContent).toContain("ada@acme.example"));
    await user.click(screen.getByTestId("mask-more"));
    await user.click(mask("roles"));
    await user.click(screen.getByTestId("format-json"));
    await waitFor(() => expect(text.textContent).toContain('"signature": "removed"'));
    await user.click(screen.getByTestId("confirm-copy-report"));
    expect(called("copyReport")).toEqual([["i1", { format: "json", show: ["email"], mask: ["roles"] }]]);
  });

  it("copies nothing while it is being written", async () => {
    const { called, user } = await look(EXPIRED, { hangs: ["report"] });
    await user.click(screen.getByTestId("copy-report"));
    await user.click(await screen.findByTestId("confirm-copy-report"));
    expect(called("copyReport")).toEqual([]);
  });

  it("gives the focus back when it is closed", async () => {
    const { user } = await look(EXPIRED);
    screen.getByTestId("copy-report").focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("report-dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("copy-report")));
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
});
