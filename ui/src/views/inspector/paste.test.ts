// How a token comes to the engine: no way of pasting or dropping puts it into the page.
import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeError } from "$lib/ipc/fake-data";
import { EXPIRED } from "$lib/ipc/fake-tokens";
import { field, look, open } from "./test-page";

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
