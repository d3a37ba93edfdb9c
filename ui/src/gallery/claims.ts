// The claims of an account and what it may get tokens for, after something was done there.
import type { Scene } from "$lib/ipc/fake";
import { CLAIMS, accountIn, fakeAccount, fakeDetail } from "$lib/ipc/fake-data";
import type { Tab } from "$lib/state/navigation.svelte";
import { byId, click, type } from "./hands";
import type { Picture, Pictures } from "./picture";

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
} satisfies Pictures;

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
} satisfies Pictures;
