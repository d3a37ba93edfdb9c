// The Console, with somebody who administers, and the keys of its list.
import type { Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { fakeConsoleView } from "$lib/ipc/fake-sessions";
import type { App } from "$lib/state/context";
import { byId, find } from "./hands";
import type { Picture } from "./picture";

/** On the page, with somebody who administers. */
export function page(console: ConsoleScene = {}, act?: (app: App) => unknown, more: Scene = {}): Picture {
  return {
    ...more,
    console: { consoles: [fakeConsoleView()], about: 4000, ...console },
    go: (app) => {
      app.nav.go("console");
      void act?.(app);
    },
  };
}

/** The list, once it is there. */
export const grid = () => find<HTMLElement>(byId("session-grid"));
/** Presses a key in the list. */
export const press = async (key: string, over: KeyboardEventInit = {}) => {
  const element = await grid();
  await find(byId("session"));
  element.focus();
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...over }));
};
/** Chooses so many sessions, from the first on. */
export const choose = async (count: number) => {
  await press(" ");
  for (let at = 1; at < count; at++) await press("ArrowDown", { shiftKey: true });
};
