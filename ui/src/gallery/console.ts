// Pictures of the Console: every access, the list, the dialog, the job and its results, the proof, the person.
import type { ConsoleAccess, Disabling, EndWhat, ItemResult, JobState, ProofResult, Reach } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import {
  CAN,
  CAN_END_USER,
  ENDED,
  HOSTILE_PEOPLE,
  LOOKS,
  OPEN,
  OWN,
  fakeConsoleView,
  fakeDryRun,
  fakeJob,
  fakeProof,
  fakeSession,
  fakeSessions,
  ordinary,
} from "$lib/ipc/fake-sessions";
import type { App } from "$lib/state/context";
import { EVERY } from "$lib/state/console-sessions.svelte";
import type { ProofWord } from "$lib/words/console-job";
import { byId, click, find, type } from "./hands";

type Picture = Scene & { go?: (app: App) => void };

/** On the page, with somebody who administers. */
function page(console: ConsoleScene = {}, act?: (app: App) => unknown, more: Scene = {}): Picture {
  return {
    ...more,
    console: { consoles: [fakeConsoleView()], about: 4000, ...console },
    go: (app) => {
      app.nav.go("console");
      void act?.(app);
    },
  };
}

const before = (access: ConsoleAccess, more: Scene = {}) =>
  page({ consoles: [fakeConsoleView(access)] }, undefined, more);

const access = {
  closed: before({ kind: "closed" }),
  signing_in: before({ kind: "signing_in", sign_in: "s1" }),
  open: page(),
  look_only: page({ consoles: [fakeConsoleView(LOOKS)] }, () => choose(4)),
  missing: before({
    kind: "missing",
    title: "ada@acme.example",
    roles: ["view-users", "manage-users"],
  }),
  switched_off: before({ kind: "switched_off" }),
  failed: before({ kind: "failed", error: fakeError("unreachable") }),
  opening: page({ consoles: [fakeConsoleView({ kind: "closed" })] }, () => click(byId("open-console"))),
  opening_failed: page(
    { consoles: [fakeConsoleView({ kind: "closed" })] },
    () => click(byId("open-console")),
    { fails: { openConsole: fakeError("no_browser", { step: "authorization" }) } },
  ),
  several: page({
    consoles: [
      fakeConsoleView(),
      fakeConsoleView({ kind: "closed" }, { provider: "contoso", can: CAN_END_USER, kind: "Entra ID" }),
    ],
  }),
  cut_off_closed: page({
    consoles: [fakeConsoleView({ kind: "closed" })],
    jobs: [fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 })],
  }),
  cut_off_open: page({
    jobs: [fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 })],
  }),
  failed_to_read: page({}, undefined, { fails: { consoles: fakeError("internal", { step: "database" }) } }),
  none: page({ consoles: [] }),
} satisfies Record<ConsoleAccess["kind"], Picture> & Record<string, Picture>;

const grid = () => find<HTMLElement>(byId("session-grid"));
const press = async (key: string, over: KeyboardEventInit = {}) => {
  const element = await grid();
  await find(byId("session"));
  element.focus();
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...over }));
};
const choose = async (count: number) => {
  await press(" ");
  for (let at = 1; at < count; at++) await press("ArrowDown", { shiftKey: true });
};

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

const list = {
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
} satisfies Record<string, Picture>;

const held = { sessions: many, about: 312_000, reach: "full" } as const;
const reach = {
  more: list.loaded_part,
  whole: list.complete,
  full: page(held),
  full_untold: page({ ...held, about: null }),
  full_no_match: page(held, () => type("session-search", "zzz")),
  full_all_ended: page({ ...held, sessions: [] }),
} satisfies Record<Reach, Picture> & Record<string, Picture>;

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

const dialog = {
  sessions: asked({ kind: "sessions", sessions: [{ id: "s-bob-1", kind: "online" }] }),
  matching: asked({ kind: "matching", filter: EVERY }, { dryRun: { sessions: 37, people } }),
  user: asked({ kind: "user", user: "u-bob", disable: false }, { dryRun: { token_life: null } }),
  client: asked({ kind: "client", client: "Mail" }),
  all: asked({ kind: "all" }, { dryRun: { sessions: 37, people, own: 1 } }),
  several_own: asked({ kind: "all" }, { dryRun: { sessions: 37, people, own: 3 } }),
  disable: asked({ kind: "user", user: "u-bob", disable: true }),
  disable_without: asked({ kind: "user", user: "gone", disable: true }),
  more_than: asked({ kind: "all" }, { dryRun: { sessions: 37, people, more_than: 250_000 } }),
  more_than_some: asked({ kind: "client", client: "Mail" }, { dryRun: { more_than: 250_000 } }),
  unread: asked({ kind: "all" }, { dryRun: { unread: true } }),
  more_than_none: asked({ kind: "client", client: "nobody" }, { dryRun: { more_than: 250_000 } }),
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
} satisfies Record<EndWhat["kind"], Picture> & Record<string, Picture>;

/** The job as it stands on the page. */
const shown = (job = ENDED, act?: (app: App) => unknown, more: ConsoleScene = {}): Picture =>
  page(more, async (app) => {
    await grid();
    app.admin.jobs.show(job);
    await act?.(app);
  });
const check = () => click(byId("prove"));

const job = {
  running: shown(
    fakeJob({ state: "running", ended: 19, gone: 1, refused: 0, retry: 1, left: 16, troubles: [] }),
  ),
  cut_off: page({
    jobs: [
      fakeJob({
        state: "cut_off",
        stopped: "the provider wants to be left alone for 900 seconds",
        ended: 19,
        gone: 1,
        retry: 0,
        refused: 0,
        left: 17,
      }),
    ],
  }),
  cancelled: shown(fakeJob({ state: "cancelled", ended: 19, gone: 1, refused: 1, retry: 0, left: 16 })),
  done: shown(ENDED),
  with_troubles: shown(fakeJob(), () => click(byId("troubles"))),
  cant_prove: shown(ENDED, undefined, {
    consoles: [fakeConsoleView(OPEN, { can: { ...CAN, prove: false } })],
  }),
} satisfies Record<JobState, Picture> & Record<string, Picture>;

const none = { total: 0, ended: 0, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
const refused = {
  kind: "refused",
  why: "the provider refused: it answered 403: HTTP 403 Forbidden",
} as const;
const toRetry = { kind: "to_retry", why: "the provider did nothing for now: it answered 503" } as const;
const disabling = {
  not_ordered: job.done,
  to_do: shown(fakeJob({ ...none, total: 4, left: 4, state: "cancelled", disabling: { kind: "to_do" } })),
  done: shown({ ...ENDED, disabling: { kind: "done" } }),
  refused: shown(fakeJob({ ...none, total: 4, refused: 4, disabling: refused })),
  to_retry: shown(fakeJob({ ...none, total: 4, retry: 4, disabling: toRetry })),
  running_alone: shown(fakeJob({ ...none, state: "running", disabling: { kind: "to_do" } })),
  done_alone: shown(fakeJob({ ...none, disabling: { kind: "done" } })),
  to_retry_alone: shown(fakeJob({ ...none, disabling: toRetry })),
} satisfies Record<Disabling["kind"], Picture> & Record<string, Picture>;

const refusedAndRetry = shown(fakeJob(), () => click(byId("troubles")));
const result = {
  ended: job.done,
  already_gone: shown(fakeJob({ ended: 0, gone: 37, refused: 0, retry: 0, troubles: [] })),
  refused: refusedAndRetry,
  to_retry: refusedAndRetry,
} satisfies Record<ItemResult["kind"], Picture>;

const proof = {
  dead: shown(ENDED, check),
  alive: shown(ENDED, check, {
    proof: {
      gone: 35,
      proved: 0,
      listed: ["5e55-000004", "5e55-000011"],
      refresh: "alive",
      introspection: "alive",
    },
  }),
  some_dead: shown(ENDED, check, { proof: { proved: 1 } }),
  unlisted: shown(ENDED, check, {
    proof: { proved: 0, refresh: "not_checked", introspection: "not_checked", tokens_until: null },
  }),
  not_checked: shown(ENDED, check, { proof: { refresh: "dead", introspection: "not_checked" } }),
  tokens_over: shown(ENDED, check, { proof: fakeProof({ tokens_until: NOW - 60 }) }),
  failed: { ...shown(ENDED, check), fails: { proveJob: fakeError("unreachable") } },
} satisfies Record<ProofResult | ProofWord, Picture> & Record<string, Picture>;

const open = (user: string, title: string) => async (app: App) => {
  await grid();
  await app.admin.desk?.person.open(user, title);
};

const person = {
  panel: page({}, open("u-bob", "Bob Ray")),
  look_only: page({ consoles: [fakeConsoleView(LOOKS)] }, open("u-bob", "Bob Ray")),
  disabled: page({ person: { enabled: false, email: null } }, open("u-bob", "Bob Ray")),
  without_sessions: page({ person: { sessions: [] } }, open("u-nobody", "Nina Petit")),
  oneself: page({}, open("u-ada-adm", "Ada Adm")),
  many_sessions: page(
    {
      person: {
        title: "Bob Ray",
        sessions: fakeSessions(600).map((session) => ({ ...session, user: "u-bob", title: "Bob Ray" })),
      },
    },
    open("u-bob", "Bob Ray"),
  ),
  long_name: page({ sessions: [...HOSTILE_PEOPLE, ...ordinary()] }, open("h3", "Maximiliane ".repeat(25))),
  loading: page({}, open("u-bob", "Bob Ray"), { hangs: ["consolePerson"] }),
  failed: page({}, open("u-bob", "Bob Ray"), { fails: { consolePerson: fakeError("not_found") } }),
  unlisted: page(
    {
      consoles: [fakeConsoleView(OPEN, { provider: "contoso", can: CAN_END_USER, kind: "Entra ID" })],
      person: { title: "Bob Ray", sessions: [] },
    },
    async () => {
      await type("person-field", "bob@contoso.example");
      await click(byId("look-up"));
    },
  ),
  cant_disable: page(
    { consoles: [fakeConsoleView(OPEN, { can: { ...CAN, disable_user: false } })] },
    open("u-bob", "Bob Ray"),
  ),
} satisfies Record<string, Picture>;

/** All of them, for the gallery: `#console/open`. */
export const CONSOLE: Record<string, Record<string, Picture>> = {
  console: access,
  "console-list": list,
  "console-reach": reach,
  "console-dialog": dialog,
  "console-job": job,
  "console-disabling": disabling,
  "console-result": result,
  "console-proof": proof,
  "console-person": person,
};
