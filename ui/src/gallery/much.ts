// Very much of everything, and names that break careless layouts.
import {
  ACME,
  CONTOSO,
  LEASE,
  NOW,
  WORK,
  fakeAccount,
  fakeDetail,
  fakeProvider,
  thousand,
} from "$lib/ipc/fake-data";
import type { Pictures } from "./picture";

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

export const much = {
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
} satisfies Pictures;
