// An account in each of its states, and its tabs.
import type { AccountState } from "$lib/ipc";
import {
  PHASES,
  WORK,
  accountIn,
  fakeAccount,
  fakeError,
  fakeSignIn,
  type StateName,
} from "$lib/ipc/fake-data";
import { PROGRAMS, fakeNewAddress } from "$lib/ipc/fake-programs";
import type { Tab } from "$lib/state/navigation.svelte";
import type { Picture, Pictures } from "./picture";

function only(state: StateName): Picture {
  const account = accountIn(state);
  const signIn = fakeSignIn(PHASES.browser, { account: "ada" });
  return {
    overview: {
      accounts: [account, ...WORK.slice(1)],
      sign_ins: state === "signing_in" ? [signIn] : [],
      vault: state === "keychain_locked" ? "locked" : "ready",
    },
    go: (app) => app.nav.showAccount("ada", "overview"),
  };
}

/** A look for each state of an account; those with two looks are named in STATES. */
export const account = {
  active: only("active"),
  renewing: only("renewing"),
  waiting: only("retrying"),
  needs_sign_in: only("needs_sign_in"),
  signing_in: only("signing_in"),
  signed_out: only("signed_out"),
  retrying_without_lease: only("retrying_without_lease"),
  provider_busy: only("provider_busy"),
  keychain_locked: only("keychain_locked"),
  setup: only("setup"),
  approval: only("approval"),
  approval_asked: { ...only("approval"), programs: { ...PROGRAMS, questions: [fakeNewAddress()] } },
  approval_asked_far: {
    ...only("approval"),
    programs: {
      ...PROGRAMS,
      questions: [fakeNewAddress({ to: `${"login.acme.example.".repeat(12)}com:8443` })],
    },
  },
  not_saved: {
    overview: { accounts: [fakeAccount({ not_saved: true })] },
    go: (app) => app.nav.showAccount("ada", "overview"),
  },
  no_session_end: { overview: { accounts: WORK }, go: (app) => app.nav.showAccount("ops", "overview") },
  loading: { hangs: ["account"], go: (app) => app.nav.showAccount("ada", "overview") },
  failed: {
    fails: { account: fakeError("internal", { step: "database" }) },
    go: (app) => app.nav.showAccount("ada", "overview"),
  },
} satisfies Pictures<AccountState["kind"]> & Pictures;

function tabPicture(id: string): (tab: Tab) => Picture {
  return (tab) => ({ go: (app) => app.nav.showAccount(id, tab) });
}
const acme = tabPicture("ada");
const contoso = tabPicture("ops");

export const tab = {
  overview: acme("overview"),
  claims: acme("claims"),
  access: acme("access"),
  activity: acme("activity"),
  provider: acme("provider"),
  claims_opaque: contoso("claims"),
  access_opaque: contoso("access"),
  provider_person: contoso("provider"),
} satisfies Pictures<Tab> & Pictures;
