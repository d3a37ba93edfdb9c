// Pictures of the dialog about a frozen list, and of what that was made from.
import type { Coverage, EndWhat } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { fakeError } from "$lib/ipc/fake-data";
import { HOSTILE_PEOPLE, fakeDryRun } from "$lib/ipc/fake-sessions";
import { EVERY } from "$lib/state/console-sessions.svelte";
import { grid, page } from "./console-page";
import { byId, click, type } from "./hands";
import type { Picture, Pictures } from "./picture";

/** The dialog about this. */
const asked = (what: EndWhat, console: ConsoleScene = {}, act?: () => unknown, more: Scene = {}): Picture =>
  page(
    console,
    async (app) => {
      await grid();
      await app.admin.desk?.ending.open(what);
      await act?.();
    },
    more,
  );
const full = fakeDryRun();
const { people } = full;
const typed = async () => {
  await type("reason", "Laptop stolen, ticket 4711");
  await type("number", "37");
};

export const dialog = {
  sessions: asked({ kind: "sessions", sessions: [{ id: "s-bob-1", kind: "online" }] }),
  matching: asked({ kind: "matching", filter: EVERY }, { dryRun: { sessions: 37, people } }),
  user: asked({ kind: "user", user: "u-bob", disable: false }, { dryRun: { token_life: null } }),
  client: asked({ kind: "client", client: "Mail" }),
  all: asked({ kind: "all" }, { dryRun: { sessions: 37, people, own: 1 } }),
  several_own: asked({ kind: "all" }, { dryRun: { sessions: 37, people, own: 3 } }),
  disable: asked({ kind: "user", user: "u-bob", disable: true }),
  disable_without: asked({ kind: "user", user: "gone", disable: true }),
  typed: asked({ kind: "all" }, { dryRun: { sessions: 37, people, own: 0 } }, typed),
  people: asked({ kind: "all" }, { dryRun: { sessions: 37, people } }, () => click(byId("more-people"))),
  named: asked({ kind: "all" }, { dryRun: { sessions: 37, people } }, () => click(byId("name-own"))),
  saved: asked({ kind: "all" }, {}, () => click(byId("save-list"))),
  nothing: asked({ kind: "client", client: "nobody uses it" }),
  asking: asked({ kind: "all" }, {}, undefined, { hangs: ["dryRun"] }),
  failed: asked({ kind: "all" }, {}, undefined, { fails: { dryRun: fakeError("unreachable") } }),
  order_failed: asked(
    { kind: "all" },
    { dryRun: { sessions: 37, people, own: 0 } },
    async () => {
      await typed();
      await click(byId("confirm-end"));
    },
    { fails: { endSessions: fakeError("not_found") } },
  ),
  long_names: asked({ kind: "all" }, { sessions: HOSTILE_PEOPLE }, () => click(byId("more-people"))),
} satisfies Record<EndWhat["kind"], Picture> & Pictures;

const first = { kind: "first", sessions: 250_000 } as const;
export const coverage = {
  whole: dialog.all,
  first: asked({ kind: "all" }, { dryRun: { sessions: 37, people, coverage: first } }),
  first_some: asked({ kind: "client", client: "Mail" }, { dryRun: { coverage: first } }),
  first_none: asked({ kind: "client", client: "nobody" }, { dryRun: { coverage: first } }),
  unread: asked({ kind: "all" }, { dryRun: { coverage: { kind: "unread", first: null } } }),
} satisfies Record<Coverage["kind"], Picture> & Pictures;
