// Every view in every phase of its union. A phase without a scene fails the type check.
import type { AccountState, ErrorCode, SignInPhase, VaultState } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import {
  ACME,
  CONTOSO,
  LEASE,
  NOW,
  PHASES,
  WORK,
  accountIn,
  fakeAccount,
  fakeDetail,
  fakeError,
  fakeProvider,
  fakeSignIn,
  thousand,
  type StateName,
} from "$lib/ipc/fake-data";
import type { App } from "$lib/state/context";
import type { Dialog, Tab } from "$lib/state/navigation.svelte";
import type { LatePages } from "../frame/chunks.svelte";
import { CONSOLE } from "./console";
import { INSPECTOR } from "./inspector";
import { LATE } from "./late";
import { requests } from "./requests";
import { VIEWS } from "./views";

/** A scene, what is done in the window once it has loaded, and the pages that come late where they don't all come. */
export type Picture = Scene & { go?: (app: App) => void; pages?: LatePages };

type Pictures<Phase extends string> = Record<Phase, Picture>;

const empty: Scene = { overview: { accounts: [] } };

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
const account = {
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
} satisfies Pictures<AccountState["kind"]> & Record<string, Picture>;

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

const signIn = {
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
} satisfies Pictures<SignInPhase["kind"]> & Record<string, Picture>;

const vault = {
  unknown: { overview: { vault: "unknown" } },
  ready: {},
  locked: {
    overview: { vault: "locked", accounts: WORK.map((one) => ({ ...one, ...lockedState(one.id) })) },
  },
  absent: { overview: { vault: "absent" } },
} satisfies Pictures<VaultState>;

function lockedState(id: string) {
  const { state, lease } = accountIn("keychain_locked");
  return id === "ada" ? { state, lease } : {};
}

const CODES: Record<ErrorCode, Parameters<typeof fakeError>[1]> = {
  refused: { status: 400, oauth_error: "invalid_grant", words: "Session not active" },
  unreachable: {},
  captive_portal: {},
  tls_untrusted: { certificate_issuer: "Corp Proxy CA" },
  issuer_mismatch: { step: "discovery" },
  metadata_invalid: { step: "discovery" },
  no_pkce: { step: "discovery" },
  not_supported: { step: "discovery", detail: "pushed authorization requests" },
  client_unknown: { status: 401, oauth_error: "invalid_client" },
  declined: { step: "authorization", oauth_error: "access_denied", words: "account disabled" },
  mixed_up: { step: "callback" },
  id_token_rejected: { step: "id_token", detail: "aud" },
  token_reply_invalid: { status: 200 },
  sign_in_timed_out: { step: "callback" },
  no_browser: { step: "authorization" },
  port_taken: { step: "callback", detail: "8181" },
  provider_busy: { status: 503 },
  provider_setup: { status: 400, oauth_error: "invalid_scope", words: "The requested scope is not allowed" },
  no_refresh_token: {},
  renewal_cut: {},
  keychain_locked: { step: "keychain" },
  keychain_absent: { step: "keychain" },
  keychain_denied: { step: "keychain" },
  keychain_too_large: { step: "keychain" },
  keychain_damaged: { step: "keychain" },
  not_saved: { step: "keychain" },
  disk_full: { step: "database" },
  clock_off: { skew: -420 },
  newer_state: { step: "database", detail: "1.4" },
  policy_broken: { step: "policy", line: 12, column: 4 },
  policy_denied: { step: "policy" },
  file_invalid: { step: "file", line: 3, column: 1, detail: "the issuer is missing" },
  input_invalid: { detail: "a handle has letters, digits and hyphens" },
  handle_taken: { detail: "acme" },
  not_found: {},
  another_engine: { detail: "process 4711" },
  closing: {},
  not_granted: {},
  consent_pending: { detail: "q1", until: NOW + 120 },
  silenced: {},
  program_unknown: {},
  passphrase_wrong: { step: "keychain" },
  vault_closed: { step: "keychain" },
  other_vault: { step: "keychain", detail: "passphrase_file" },
  token_too_short: { detail: "300" },
  no_token: { detail: "no text is on the clipboard" },
  foreign_origin: { host: "https://api.example" },
  endpoint_moved: { step: "token", host: "login.other.example", detail: "id.acme.example" },
  file_not_written: { step: "file", detail: "read_only" },
  internal: {},
};

const problem = Object.fromEntries(
  Object.entries(CODES).map(([code, facts]) => [
    code,
    { overview: { problem: fakeError(code as ErrorCode, facts, { account: "ada" }) } },
  ]),
) as Pictures<ErrorCode>;

function tabPicture(id: string): (tab: Tab) => Picture {
  return (tab) => ({ go: (app) => app.nav.showAccount(id, tab) });
}
const acme = tabPicture("ada");
const contoso = tabPicture("ops");

const tab = {
  overview: acme("overview"),
  claims: acme("claims"),
  access: acme("access"),
  activity: acme("activity"),
  provider: acme("provider"),
  claims_opaque: contoso("claims"),
  access_opaque: contoso("access"),
  provider_person: contoso("provider"),
} satisfies Pictures<Tab> & Record<string, Picture>;

const dialogs: Record<Dialog["kind"], Dialog> = {
  palette: { kind: "palette" },
  keys: { kind: "keys" },
  keychain_help: { kind: "keychain_help" },
  handle: { kind: "handle", account: "ada" },
  sign_out: { kind: "sign_out", account: "ada" },
  remove: { kind: "remove", account: "ada" },
  support: { kind: "support", account: "ada", reference: "A7-3K2" },
};
const dialog = Object.fromEntries(
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

const firstRun = {
  providers: empty,
  form_only: { overview: { accounts: [], providers: [] } },
  keychain_locked: { overview: { accounts: [], vault: "locked" } },
  add_another: { go: (app) => app.nav.showAdd() },
  edit_provider: { go: (app) => app.nav.showEditProvider("contoso") },
} satisfies Record<string, Picture>;

const activity = {
  list: { go: (app) => app.nav.go("activity") },
  empty: { activity: [], go: (app) => app.nav.go("activity") },
  loading: { hangs: ["activity"], go: (app) => app.nav.go("activity") },
  failed: {
    fails: { activity: fakeError("internal", { step: "database" }) },
    go: (app) => app.nav.go("activity"),
  },
} satisfies Record<string, Picture>;

const frame = {
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
} satisfies Record<string, Picture>;

function closeNotice(app: App) {
  (app.engine as unknown as { emitShell(event: { kind: "close_notice" }): void }).emitShell({
    kind: "close_notice",
  });
}

const long = fakeAccount({
  id: "a0000",
  title: thousand()[0]?.title ?? "",
  handle: `${"long-handle-".repeat(12)}end`,
  name: "Maximiliane ".repeat(25),
});
const manyScopes = Array.from({ length: 10_000 }, (_, index) => ({
  scope: `api${String(index).padStart(5, "0")}:read`,
  asked: true,
  granted: index % 500 !== 0,
}));

const much = {
  accounts: { overview: { accounts: thousand() } },
  accounts_far_down: {
    overview: { accounts: thousand() },
    go: (app) => app.nav.showAccount("a0990"),
  },
  long_name: { overview: { accounts: [long, ...WORK] }, go: (app) => app.nav.showAccount("a0000") },
  scopes: {
    overview: { accounts: [fakeAccount()] },
    details: { ada: fakeDetail(fakeAccount(), { scopes: manyScopes }) },
  },
  right_to_left: {
    overview: {
      accounts: [fakeAccount({ title: "مريم.الحسيني@acme.example", name: "مريم الحسيني" }), ...WORK.slice(1)],
      providers: [fakeProvider({ name: "هوية أكمي" }), CONTOSO],
    },
  },
  markup: {
    overview: {
      accounts: [fakeAccount({ title: "<script>alert('x')</script>@acme.example", name: "<b>Ada</b> 👩🏽‍🚀" })],
      providers: [fakeProvider({ ...ACME, name: '"><img src=x onerror=alert(1)>' })],
    },
    go: (app) => app.nav.showAccount("ada", "claims"),
  },
  last_minute: {
    overview: {
      accounts: [
        fakeAccount({ lease: { ...LEASE, issued_at: NOW - 70, renews_at: NOW - 2, expires_at: NOW + 48 } }),
      ],
    },
  },
} satisfies Record<string, Picture>;

/** All pictures: `#view/phase`. */
export const GALLERY: Record<string, Record<string, Picture>> = {
  frame,
  "late-page": LATE,
  account,
  tab,
  "sign-in": signIn,
  "first-run": firstRun,
  vault,
  activity,
  dialog,
  problem,
  much,
  ...VIEWS,
  ...INSPECTOR,
  requests,
  ...CONSOLE,
};
