// Pictures of a person and what is done about them.
import { fakeError } from "$lib/ipc/fake-data";
import {
  CAN,
  CAN_END_USER,
  HOSTILE_PEOPLE,
  LOOKS,
  OPEN,
  fakeConsoleView,
  fakeSessions,
  ordinary,
} from "$lib/ipc/fake-sessions";
import type { App } from "$lib/state/context";
import { grid, page } from "./console-page";
import { byId, click, type } from "./hands";
import type { Pictures } from "./picture";

const open = (user: string, title: string) => async (app: App) => {
  await grid();
  await app.admin.desk?.person.open(user, title);
};

export const person = {
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
} satisfies Pictures;
