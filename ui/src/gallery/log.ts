// The activity log.
import type { ActivityEntry } from "$lib/ipc";
import { ACTIVITY, NOW, fakeError } from "$lib/ipc/fake-data";
import type { App } from "$lib/state/context";
import { byId, click, find, type } from "./hands";
import type { Picture, Pictures } from "./picture";

export const activity = {
  list: { go: (app) => app.nav.go("activity") },
  empty: { activity: [], go: (app) => app.nav.go("activity") },
  loading: { hangs: ["activity"], go: (app) => app.nav.go("activity") },
  failed: {
    fails: { activity: fakeError("internal", { step: "database" }) },
    go: (app) => app.nav.go("activity"),
  },
} satisfies Pictures;

const finding = (text: string): Picture => ({
  go: (app) => {
    app.nav.go("activity");
    void type("find-entries", text);
  },
});

const LONG = Array.from({ length: 80 }, (_, index) => ({
  ...(ACTIVITY[index % ACTIVITY.length] as ActivityEntry),
  seq: 80 - index,
  at: NOW - index * 900,
}));

/** Three entries come while the person reads further down. */
async function comeMeanwhile(app: App) {
  const pane = (await find(byId("activity-entry"))).closest("[data-pane]");
  const scrolled = new Promise((resolve) => pane?.addEventListener("scroll", resolve, { once: true }));
  if (pane) pane.scrollTop = 700;
  await scrolled;
  for (const seq of [81, 82, 83])
    app.store.apply({ kind: "activity_added", entry: { ...(LONG[0] as ActivityEntry), seq, at: NOW } });
}

export const log = {
  found: finding("contoso"),
  found_by_reference: finding(ACTIVITY[3]?.reference.replace("-", " ") ?? ""),
  no_reference: finding("zz 9zzz"),
  no_name: finding("payroll"),
  no_long_name: finding("payroll".repeat(60)),
  no_name_of_account: {
    go: (app) => {
      app.nav.showAccount("ada", "activity");
      void type("find-entries", "contoso");
    },
  },
  new_entries: {
    activity: LONG,
    go: (app) => {
      app.nav.go("activity");
      void comeMeanwhile(app);
    },
  },
  unfolded: {
    go: (app) => {
      app.nav.go("activity");
      void click('[data-kind="needs_sign_in"] button[aria-expanded]');
    },
  },
  broken: {
    chain: { kind: "broken", after: NOW - 7200, after_seq: 12 },
    go: (app) => app.nav.go("activity"),
  },
  no_match: {
    activity: [],
    go: (app) => {
      app.nav.go("activity");
      void click(byId("problems-only"));
    },
  },
} satisfies Pictures;
