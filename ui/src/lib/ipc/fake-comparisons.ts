// Tokens compared, and an account's earlier ones, for the gallery and for tests.
import { NOW } from "./fake-data";
import type { ComparisonView, EarlierLease } from "./types";

const json = (value: unknown) => JSON.stringify(value);

/** A comparison like that of a support call: a role went, a scope came. */
export const COMPARISON: ComparisonView = {
  before: "Pasted token, issued 12:01",
  after: "ada@acme.example, issued 12:08",
  outcomes: ["not_valid", "valid"],
  claims: [
    {
      name: "tenant",
      group: "for_whom",
      before: null,
      after: json("acme-eu"),
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "department",
      group: "who",
      before: json("Purchasing"),
      after: null,
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "roles",
      group: "roles",
      before: json(["buyer", "approver"]),
      after: json(["buyer", "viewer"]),
      added: [json("viewer")],
      removed: [json("approver")],
      per_token: false,
    },
    {
      name: "scope",
      group: "for_whom",
      before: json("openid orders:read"),
      after: json("openid orders:read orders:write"),
      added: [json("orders:write")],
      removed: [],
      per_token: false,
    },
    {
      name: "acr",
      group: "technical",
      before: json("1"),
      after: json("2"),
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "exp",
      group: "when",
      before: json(NOW - 185),
      after: json(NOW + 252),
      added: [],
      removed: [],
      per_token: true,
    },
    {
      name: "iat",
      group: "when",
      before: json(NOW - 485),
      after: json(NOW - 48),
      added: [],
      removed: [],
      per_token: true,
    },
    {
      name: "jti",
      group: "technical",
      before: json("Zk3fQx81LqpT0Vb"),
      after: json("p0Qm2aa71KxSd9e"),
      added: [],
      removed: [],
      per_token: true,
    },
  ],
  same: 9,
};

const SOURCES = { id_token: true, access_token: true, userinfo: true, introspection: false };

/** An account's last tokens. */
export const EARLIER: EarlierLease[] = [
  { entry: 0, at: NOW - 48, sources: SOURCES, scopes: ["openid", "orders:read"], changes: [] },
  {
    entry: 1,
    at: NOW - 348,
    sources: SOURCES,
    scopes: ["openid", "orders:read"],
    changes: [{ name: "roles", added: [], removed: [json("approver")] }],
  },
  { entry: 2, at: NOW - 648, sources: SOURCES, scopes: ["openid", "orders:read"], changes: [] },
  {
    entry: 3,
    at: NOW - 86_948,
    sources: SOURCES,
    scopes: ["openid"],
    changes: [
      { name: "roles", added: [json("buyer"), json("approver")], removed: [] },
      { name: "scope", added: [json("orders:read")], removed: [] },
    ],
  },
];
