// The window's keys. No single letters or digits (WCAG 2.1.4).
import { tick } from "svelte";
import type { App } from "$lib/state/context";
import { PAGES } from "$lib/state/navigation.svelte";
import { isThere } from "$lib/state/pages";
import { focusPane, nextPane } from "./panes";

const MAC = navigator.userAgent.includes("Macintosh");

/** A key as this platform writes it: `Ctrl+K` or `⌘K`. */
export function keyName(key: string): string {
  return MAC ? key.replace("Ctrl+", "⌘") : key;
}

/** The window's key handler. */
export function windowKeys(app: App): (event: KeyboardEvent) => void {
  const { nav, engine, zoom } = app;

  return (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const control = MAC ? event.metaKey : event.ctrlKey;
    const act = control ? controlKey(event) : event.shiftKey && event.key !== "F6" ? null : plainKey(event);
    if (!act) return;
    event.preventDefault();
    act();
  };

  function controlKey(event: KeyboardEvent): (() => void) | null {
    const page = PAGES[Number(event.key) - 1];
    if (page && nav.dialog === null && isThere(app, page)) return () => nav.go(page);
    switch (event.key) {
      case "k":
      case "K":
        return () => (nav.dialog?.kind === "palette" ? nav.close() : nav.open({ kind: "palette" }));
      case "+":
      case "=":
        return () => zoom.larger();
      case "-":
        return () => zoom.smaller();
      case "0":
        return () => zoom.reset();
      default:
        return nav.dialog === null ? pageKey(event.key.toLowerCase()) : null;
    }
  }

  function pageKey(key: string): (() => void) | null {
    switch (key) {
      case "f":
        return find;
      case "n":
        return () => nav.showAdd();
      case "c":
        return copyFocused();
      default:
        return null;
    }
  }

  function plainKey(event: KeyboardEvent): (() => void) | null {
    if (nav.dialog !== null) return null;
    switch (event.key) {
      case "F5":
        // Never a reload of the page. The button acts, so that what comes of it shows beside it.
        return () => document.querySelector<HTMLElement>("[data-renews]")?.click();
      case "F6":
        return () => nextPane(event.shiftKey ? -1 : 1);
      case "Escape":
        return up();
      default:
        return null;
    }
  }

  /** The selection copies itself; without one, the value that has the focus. */
  function copyFocused(): (() => void) | null {
    if (getSelection()?.toString()) return null;
    const focused = document.activeElement;
    if (focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) return null;
    const text = focused?.closest<HTMLElement>("[data-copy]")?.dataset["copy"];
    return text ? () => void engine.copyText(text) : null;
  }

  /** One level up: from the detail to the list. */
  function up(): (() => void) | null {
    const pane = document.activeElement?.closest("[data-pane]")?.getAttribute("data-pane");
    if (nav.page !== "accounts" || (pane === "list" && !nav.detailInFront)) return null;
    return () => {
      if (nav.selection.kind === "add" || nav.selection.kind === "edit_provider")
        nav.selectQuietly({ kind: "none" });
      nav.back();
      void tick().then(() => focusPane("list"));
    };
  }
}

/** Goes to the find field of the pane that has the focus, else to the page's. */
function find() {
  const pane = document.activeElement?.closest("[data-pane]") ?? document;
  for (const place of [pane, document]) {
    const field = place.querySelector<HTMLInputElement>("input[data-find]");
    if (field) {
      field.focus();
      field.select();
      return;
    }
    const opener = place.querySelector<HTMLElement>("[data-find-open]");
    if (opener) {
      opener.click();
      return;
    }
  }
}
