// Pictures of what views show after something was done in them: unfolded, filtered, filled in, answered.
import type { Engine, SignOutReport } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { CLAIMS, NOW, accountIn, fakeAccount, fakeDetail, fakeError } from "$lib/ipc/fake-data";
import { PROGRAMS, fakeGrant, fakeProgram } from "$lib/ipc/fake-programs";
import type { App } from "$lib/state/context";
import type { Tab } from "$lib/state/navigation.svelte";
import { byId, click, find, type } from "./hands";

type Picture = Scene & { go?: (app: App) => void };

function on(tab: Tab, act: () => Promise<unknown>, scene: Scene = {}): Picture {
  return {
    ...scene,
    go: (app) => {
      app.nav.showAccount("ada", tab);
      void act();
    },
  };
}

const many = JSON.stringify(
  Array.from({ length: 10_000 }, (_, index) => `role-${String(index).padStart(5, "0")}`),
);
const manyClaims = CLAIMS.map((row) =>
  row.name === "roles"
    ? { ...row, id_token: many }
    : row.name === "groups"
      ? { ...row, id_token: many, userinfo: many }
      : row,
);
const detailWith = (over: Parameters<typeof fakeDetail>[1]): Scene => ({
  details: { ada: fakeDetail(fakeAccount(), over) },
});

export const claims = {
  unfolded: on("claims", () => click('[data-claim="roles"] button[aria-expanded]')),
  unfolded_time: on("claims", () => click('[data-claim="exp"] button[aria-expanded]')),
  filtered: on("claims", () => type("claim-filter", "acme")),
  only_differences: on("claims", () => click(byId("only-differences"))),
  no_match: on("claims", () => type("claim-filter", "payroll")),
  none: on("claims", () => Promise.resolve(), detailWith({ claims: [] })),
  ten_thousand_values: on(
    "claims",
    () => click('[data-claim="groups"] button[aria-expanded]'),
    detailWith({ claims: manyClaims }),
  ),
  opaque_asked: on(
    "claims",
    () => click(byId("introspect")),
    detailWith({
      leases: fakeDetail(fakeAccount()).leases.map((lease) => ({ ...lease, format: "opaque" })),
      sources: { id_token: true, access_token: false, userinfo: true, introspection: true },
      claims: CLAIMS.map((row) => ({ ...row, introspection: row.access_token, access_token: null })),
    }),
  ),
} satisfies Record<string, Picture>;

export const access = {
  another_resource: on("access", () => click(byId("another-resource"))),
  another_resource_wrong: on("access", async () => {
    await click(byId("another-resource"));
    await type("resource", "not an address");
    await click(byId("get-token"));
  }),
  ten_thousand_scopes: on(
    "access",
    () => click(byId("show-all-scopes")),
    detailWith({
      scopes: Array.from({ length: 10_000 }, (_, index) => ({
        scope: `api${String(index).padStart(5, "0")}:read`,
        asked: true,
        granted: index % 500 !== 0,
      })),
    }),
  ),
  no_token: {
    overview: { accounts: [accountIn("signed_out")] },
    go: (app) => app.nav.showAccount("ada", "access"),
  },
} satisfies Record<string, Picture>;

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
} satisfies Record<string, Picture>;

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
} satisfies Record<string, Picture>;

const palette = (act: () => Promise<unknown>): Picture => ({
  go: (app) => {
    app.nav.showAccount("ada");
    app.nav.open({ kind: "palette" });
    void act();
  },
});

export const dialogs = {
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
} satisfies Record<string, Picture>;

export const log = {
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
} satisfies Record<string, Picture>;

const onPrograms = (scene: Scene, act?: () => Promise<unknown>): Picture => ({
  ...scene,
  go: (app) => {
    app.nav.go("programs");
    if (act) void act();
  },
});

export const programs = {
  list: onPrograms({}),
  unfolded: onPrograms({}, () => click('[data-testid="grant"] button[aria-expanded]')),
  empty: onPrograms({ programs: { grants: [], silenced: [], questions: [] } }),
  loading: onPrograms({ hangs: ["programs"] }),
  failed: onPrograms({ fails: { programs: fakeError("internal", { step: "database" }) } }),
  revoke_failed: onPrograms({ fails: { revokeGrant: fakeError("disk_full", { step: "database" }) } }, () =>
    click(byId("revoke-grant")),
  ),
  hostile: onPrograms({
    programs: {
      ...PROGRAMS,
      grants: [
        fakeGrant({
          program: fakeProgram({
            name: `${"very-long-".repeat(30)}<b>name</b>`,
            path: `/home/ada/${"folder/".repeat(40)}program`,
            keeper: "person",
          }),
        }),
      ],
    },
  }),
} satisfies Record<string, Picture>;

/** All of them, for the gallery: `#claims/unfolded`. */
export const VIEWS: Record<string, Record<string, Picture>> = {
  claims,
  access,
  form,
  leave,
  dialogs,
  log,
  programs,
};
