// Pictures of every access to a console.
import type { ConsoleAccess } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { fakeError } from "$lib/ipc/fake-data";
import { CAN_END_USER, LOOKS, fakeConsoleView, fakeJob } from "$lib/ipc/fake-sessions";
import { choose, page } from "./console-page";
import { byId, click } from "./hands";
import type { Picture, Pictures } from "./picture";

const before = (access: ConsoleAccess, more: Scene = {}) =>
  page({ consoles: [fakeConsoleView(access)] }, undefined, more);

export const access = {
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
} satisfies Record<ConsoleAccess["kind"], Picture> & Pictures;
