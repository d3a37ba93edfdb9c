// Everything about one account, and its leases.
import type { AccountDetail, AccountSummary, IntrospectionView, LeaseView } from "../types";
import { LEASE } from "./accounts";
import { CLAIMS } from "./claims";
import { HOUR, MINUTE, NOW } from "./moment";
import { ACME, CONTOSO } from "./providers";

/** The main lease of an account. */
export function fakeLease(over: Partial<LeaseView> = {}): LeaseView {
  return {
    key: "main",
    resource: "https://orders.acme.example",
    audience: ["https://orders.acme.example"],
    scopes: ["openid", "profile", "email", "orders:read"],
    times: LEASE,
    token_type: "Bearer",
    format: "jwt",
    bytes: 1204,
    check: null,
    ...over,
  };
}

/** Everything about an account. */
export function fakeDetail(summary: AccountSummary, over: Partial<AccountDetail> = {}): AccountDetail {
  const provider = summary.provider === "contoso" ? CONTOSO : ACME;
  const opaque = provider === CONTOSO;
  return {
    summary,
    signed_in_at: NOW - 3 * HOUR - 7 * MINUTE,
    leases: summary.lease
      ? [
          opaque
            ? fakeLease({
                times: summary.lease,
                format: "opaque",
                resource: null,
                audience: [],
                scopes: ["openid", "tickets.read"],
                bytes: 43,
                check: null,
              })
            : fakeLease({ times: summary.lease }),
          ...(opaque
            ? []
            : [
                fakeLease({
                  key: "https://billing.acme.example orders:read",
                  resource: "https://billing.acme.example",
                  audience: ["https://billing.acme.example"],
                  scopes: ["orders:read"],
                  times: {
                    issued_at: NOW - 2 * MINUTE,
                    renews_at: NOW + 7 * MINUTE,
                    expires_at: NOW + 8 * MINUTE,
                  },
                  bytes: 988,
                  check: null,
                }),
              ]),
        ]
      : [],
    scopes: opaque
      ? ["openid", "profile", "email", "tickets.read"].map((scope) => ({ scope, asked: true, granted: true }))
      : [
          ...["openid", "profile", "email", "orders:read"].map((scope) => ({
            scope,
            asked: true,
            granted: true,
          })),
          { scope: "orders:write", asked: true, granted: false },
        ],
    claims: opaque ? CLAIMS.map((row) => ({ ...row, access_token: null, differs: false })) : CLAIMS,
    sources: { id_token: true, access_token: !opaque, userinfo: true, introspection: false },
    changes: opaque ? [] : [{ name: "roles", added: ['"buyer"'], removed: [] }],
    changed_at: opaque ? null : LEASE.issued_at,
    provider,
    last_answer: { at: LEASE.issued_at, status: 200, endpoint: "token", millis: 84 },
    clock_skew: 0.4,
    can: { introspect: !opaque, revoke: true, sign_out_in_browser: !opaque },
    ...over,
  };
}

/** What a provider says of a token that only it can read. */
export const INTROSPECTED: IntrospectionView = {
  active: true,
  at: NOW,
  claims: [
    { name: "active", json: "true" },
    { name: "scope", json: '"openid tickets.read"' },
    { name: "username", json: '"ada"' },
  ],
};
