// A sign-in in each of its phases, and what stands before it: the first run, the form for another provider.
import type { SignInPhase } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { NOW, PHASES, WORK, fakeError, fakeSignIn } from "$lib/ipc/fake-data";
import { byId, click, find, type } from "./hands";
import type { Picture, Pictures } from "./picture";

function signInPicture(phase: SignInPhase): Picture {
  const signIn = fakeSignIn(phase, { account: phase.kind === "other_person" ? "ada" : null });
  return {
    overview: {
      sign_ins: [signIn],
      accounts: phase.kind === "done" || phase.kind === "other_person" ? WORK : [],
    },
    go: (app) =>
      phase.kind === "done" || phase.kind === "other_person"
        ? app.nav.showAccount("ada")
        : app.nav.showSignIn("s1"),
  };
}

export const signIn = {
  preparing: signInPicture(PHASES.preparing),
  browser: signInPicture(PHASES.browser),
  browser_after_a_minute: {
    overview: { accounts: [], sign_ins: [fakeSignIn(PHASES.browser, { started_at: NOW - 95 })] },
    go: (app) => app.nav.showSignIn("s1"),
  },
  finishing: signInPicture(PHASES.finishing),
  done: signInPicture(PHASES.done),
  done_was_here: signInPicture({ kind: "done", account: "ada", title: "ada@acme.example", was_here: true }),
  other_person: signInPicture(PHASES.other_person),
  failed: signInPicture(PHASES.failed),
  cancelled: signInPicture(PHASES.cancelled),
} satisfies Pictures<SignInPhase["kind"]> & Pictures;

export const firstRun = {
  providers: { overview: { accounts: [] } },
  form_only: { overview: { accounts: [], providers: [] } },
  keychain_locked: { overview: { accounts: [], vault: "locked" } },
  add_another: { go: (app) => app.nav.showAdd() },
  edit_provider: { go: (app) => app.nav.showEditProvider("contoso") },
} satisfies Pictures;

function adding(act: () => Promise<unknown>, fails: Scene["fails"] = {}): Picture {
  return { overview: { accounts: [], providers: [] }, fails, go: () => void act() };
}
const lookUp = async () => {
  await type("issuer", "id.acme.example");
  (await find(byId("issuer"))).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
};

export const form = {
  discovered: adding(lookUp),
  unfolded: adding(async () => {
    await lookUp();
    await click(byId("more-fields"));
    await click(byId("add-secret"));
  }),
  incomplete: adding(() => click(byId("sign-in"))),
  unreachable: adding(lookUp, { discover: fakeError("unreachable", { step: "discovery" }, { at: NOW }) }),
  mismatch: adding(lookUp, { discover: fakeError("issuer_mismatch", { step: "discovery" }, { at: NOW }) }),
} satisfies Pictures;
