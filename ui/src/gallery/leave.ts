// Signing out and removing, once it is done.
import type { Engine, SignOutReport } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import { byId, click, find } from "./hands";
import type { Picture, Pictures } from "./picture";

function leaving(kind: "sign_out" | "remove", fails: Scene["fails"] = {}, report?: SignOutReport): Picture {
  return {
    fails,
    go: (app) => {
      if (report) app.engine.signOut = (() => Promise.resolve(report)) satisfies Engine["signOut"];
      app.nav.showAccount("ada");
      app.nav.open({ kind, account: "ada" });
      void find(`${byId("what-stops")}`).then(() =>
        click(byId(kind === "remove" ? "confirm-remove" : "confirm-sign-out")),
      );
    },
  };
}

export const leave = {
  signed_out: leaving("sign_out"),
  removed: leaving("remove"),
  partly: leaving(
    "sign_out",
    {},
    {
      revoked: { kind: "queued", error: fakeError("unreachable", { step: "revocation" }) },
      wiped: { kind: "done" },
      browser: { kind: "not_offered" },
      jwt_works_until: NOW + 252,
      removed: false,
    },
  ),
  failed: leaving("sign_out", { signOut: fakeError("keychain_denied", { step: "keychain" }) }),
} satisfies Pictures;
