// Pictures of the list of sessions, and of how far it reaches.
import type { Reach } from "$lib/ipc";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import {
  CAN,
  CAN_END_USER,
  HOSTILE_PEOPLE,
  LOOKS,
  OPEN,
  OWN,
  fakeConsoleView,
  fakeSession,
  fakeSessions,
} from "$lib/ipc/fake-sessions";
import { choose, grid, page, press } from "./console-page";
import { byId, click, find, type } from "./hands";
import type { Picture, Pictures } from "./picture";

async function openMore() {
  const button = await find(byId("console-more"));
  button.focus();
  button.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
}

const many = Array.from({ length: 100_000 }, (_, index) =>
  fakeSession({
    id: `m-${index}`,
    user: `u-${index % 25_000}`,
    title: `Person ${String(index % 25_000).padStart(5, "0")}`,
    used_at: NOW - (index % 400) * 3600,
    from: `10.${index % 200}.4.7`,
  }),
);

export const list = {
  filtered: page({ loaded: 40 }, async (app) => {
    await grid();
    app.admin.desk?.sessions.narrow({ idle_over: 3600, from: "10.1.4.7" });
  }),
  complete: page({ about: null }),
  loaded_part: page({ loaded: 40 }),
  chosen: page({}, () => choose(4)),
  all_that_match: page({}, () => press("a", { ctrlKey: true })),
  nobody: page({ sessions: [] }),
  no_match: page({ loaded: 40 }, () => type("session-search", "zzz")),
  loading: page({}, undefined, { hangs: ["consoleSessions"] }),
  failed: page({}, undefined, { fails: { consoleSessions: fakeError("unreachable") } }),
  loading_all: page({ loaded: 40 }, () => click(byId("load-all")), { hangs: ["loadSessions"] }),
  hundred_thousand: page({ sessions: many, about: 100_000 }, async () => {
    const element = await grid();
    await find(byId("session"));
    element.scrollTop = 1_234_567;
  }),
  hostile: page({ sessions: [...HOSTILE_PEOPLE, OWN, ...fakeSessions(12)] }, async () => {
    await press("ArrowDown");
    await press("ArrowDown");
  }),
  cant_end_one: page({
    consoles: [fakeConsoleView(OPEN, { can: { ...CAN, end_session: false, prove: false } })],
  }),
  person_only: page({
    consoles: [fakeConsoleView(OPEN, { provider: "contoso", can: CAN_END_USER, kind: "Entra ID" })],
  }),
  more: page({}, openMore),
  more_look_only: page({ consoles: [fakeConsoleView(LOOKS)] }, openMore),
  not_before: page({}, async () => {
    await openMore();
    const item = await find(byId("not-before"));
    item.focus();
    item.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  }),
} satisfies Pictures;

const held = { sessions: many, about: 312_000, reach: "full" } as const;
export const reach = {
  more: list.loaded_part,
  whole: list.complete,
  full: page(held),
  full_untold: page({ ...held, about: null }),
  full_no_match: page(held, () => type("session-search", "zzz")),
  full_all_ended: page({ ...held, sessions: [] }),
} satisfies Record<Reach, Picture> & Pictures;
