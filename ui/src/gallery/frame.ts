// The frame around every page, and the dialogs over it.
import { NOW, WORK, accountIn, fakeError } from "$lib/ipc/fake-data";
import type { App } from "$lib/state/context";
import type { Dialog } from "$lib/state/navigation.svelte";
import { byId, click, type } from "./hands";
import type { Picture, Pictures } from "./picture";

export const frame = {
  loading: { hangs: ["overview"] },
  failed: { fails: { overview: fakeError("newer_state", { step: "database", detail: "1.4" }) } },
  offline: {
    overview: {
      offline_since: NOW - 420,
      accounts: WORK.map((one) => (one.id === "ada" ? accountIn("retrying") : one)),
    },
  },
  close_notice: { go: (app) => void closeNotice(app) },
  demo_profile: { overview: { profile: "demo" } },
} satisfies Pictures;

function closeNotice(app: App) {
  (app.engine as unknown as { emitShell(event: { kind: "close_notice" }): void }).emitShell({
    kind: "close_notice",
  });
}

const dialogs: Record<Dialog["kind"], Dialog> = {
  palette: { kind: "palette" },
  keys: { kind: "keys" },
  keychain_help: { kind: "keychain_help" },
  handle: { kind: "handle", account: "ada" },
  sign_out: { kind: "sign_out", account: "ada" },
  remove: { kind: "remove", account: "ada" },
  support: { kind: "support", account: "ada", reference: "A7-3K2" },
};
export const dialog = Object.fromEntries(
  Object.entries(dialogs).map(([kind, open]) => [
    kind,
    {
      go: (app: App) => {
        app.nav.showAccount("ada");
        app.nav.open(open);
      },
    },
  ]),
) as Pictures<Dialog["kind"]>;

const palette = (act: () => Promise<unknown>): Picture => ({
  go: (app) => {
    app.nav.showAccount("ada");
    app.nav.open({ kind: "palette" });
    void act();
  },
});

export const dialogActs = {
  palette_typed: palette(() => type("palette-input", "contoso")),
  palette_nothing: palette(() => type("palette-input", "payroll")),
  palette_copied: {
    go: (app) => {
      app.engine.copyAccessToken = () => Promise.resolve({ clears_at: NOW + 28 });
      app.nav.showAccount("ada");
      app.nav.open({ kind: "palette" });
      void type("palette-input", "copy ada@acme").then(() => click(byId("palette-entry")));
    },
  },
  handle_taken: {
    fails: { changeHandle: fakeError("handle_taken", { detail: "contoso" }) },
    go: (app) => {
      app.nav.showAccount("ada");
      app.nav.open({ kind: "handle", account: "ada" });
      void type("handle-field", "contoso").then(() => click(byId("confirm-handle")));
    },
  },
} satisfies Pictures;
