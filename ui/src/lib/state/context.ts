// What every view may reach: the engine and the window's state, made once and handed down.
import { getContext } from "svelte";
import type { Engine } from "../ipc/engine";
import { Announcer } from "./announcer.svelte";
import { Clipboard } from "./clipboard.svelte";
import { Clock, type ReadClock } from "./clock.svelte";
import { AdminConsole } from "./console.svelte";
import { AccountDetails } from "./detail.svelte";
import { Drops } from "./drops.svelte";
import { EngineStore } from "./engine.svelte";
import { Inspector } from "./inspector.svelte";
import { AccountList } from "./list.svelte";
import { Navigation } from "./navigation.svelte";
import { Requests } from "./requests.svelte";
import { Zoom } from "./zoom.svelte";

/** The window's parts. */
export type App = {
  readonly engine: Engine;
  readonly store: EngineStore;
  readonly list: AccountList;
  readonly details: AccountDetails;
  readonly nav: Navigation;
  readonly clock: Clock;
  readonly clipboard: Clipboard;
  readonly announcer: Announcer;
  readonly zoom: Zoom;
  readonly drops: Drops;
  readonly inspector: Inspector;
  readonly requests: Requests;
  readonly admin: AdminConsole;
};

const KEY = Symbol("lanyard");

/** Makes the parts around an engine. */
export function makeApp(engine: Engine, readClock?: ReadClock): App {
  const store = new EngineStore(engine);
  const clock = new Clock(readClock);
  const announcer = new Announcer();
  return {
    engine,
    store,
    list: new AccountList(store),
    details: new AccountDetails(engine),
    nav: new Navigation(),
    clock,
    clipboard: new Clipboard(engine, clock),
    announcer,
    inspector: new Inspector(engine, announcer),
    requests: new Requests(engine),
    admin: new AdminConsole(engine, announcer),
    zoom: new Zoom(),
    drops: new Drops(),
  };
}

/** The parts as the context that a component is mounted in. */
export function contextOf(app: App): Map<unknown, unknown> {
  return new Map([[KEY, app]]);
}

/** The parts, from any component. */
export function useApp(): App {
  return getContext<App>(KEY);
}
