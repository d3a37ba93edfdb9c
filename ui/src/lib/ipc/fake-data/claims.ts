// Ada's claims.
import type { ClaimRow } from "../types";
import { LEASE } from "./accounts";
import { HOUR, MINUTE, NOW } from "./moment";
import { ACME } from "./providers";

const json = (value: unknown) => JSON.stringify(value);

function claim(name: string, group: ClaimRow["group"], values: Partial<ClaimRow>): ClaimRow {
  return {
    name,
    group,
    id_token: null,
    access_token: null,
    userinfo: null,
    introspection: null,
    differs: false,
    ...values,
  };
}

const SUB = json("7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2");

/** Claims of Ada, with one difference between the sources and one claim that carries markup. */
export const CLAIMS: ClaimRow[] = [
  claim("sub", "who", { id_token: SUB, access_token: SUB, userinfo: SUB }),
  claim("email", "who", { id_token: json("ada@acme.example"), userinfo: json("ada@acme.example") }),
  claim("email_verified", "who", { id_token: "true", userinfo: "true" }),
  claim("name", "who", { id_token: json("Ada Lovelace"), userinfo: json("Ada Lovelace") }),
  claim("nickname", "who", { userinfo: json('<img src=x onerror="alert(1)"><script>alert(2)</script>') }),
  claim("roles", "roles", {
    id_token: json(["buyer", "approver"]),
    access_token: json(["buyer"]),
    differs: true,
  }),
  claim("groups", "roles", {
    id_token: json(["engineering", "orders", "on-call"]),
    userinfo: json(["engineering", "orders", "on-call"]),
  }),
  claim("exp", "when", { id_token: json(NOW + 59 * MINUTE), access_token: json(LEASE.expires_at) }),
  claim("iat", "when", { id_token: json(LEASE.issued_at), access_token: json(LEASE.issued_at) }),
  claim("auth_time", "when", { id_token: json(NOW - 3 * HOUR - 7 * MINUTE) }),
  claim("aud", "for_whom", {
    id_token: json("lanyard-desktop"),
    access_token: json(["https://orders.acme.example"]),
  }),
  claim("iss", "for_whom", { id_token: json(ACME.issuer), access_token: json(ACME.issuer) }),
  claim("client_id", "for_whom", { access_token: json("lanyard-desktop") }),
  claim("scope", "for_whom", { access_token: json("openid profile email orders:read") }),
  claim("tenant", "for_whom", { id_token: json("acme-eu"), userinfo: json("acme-eu") }),
  claim("sid", "technical", { id_token: json("2f0a6c1b-9a44-4a0e-8a7d-9c1be2c8d0aa") }),
  claim("jti", "technical", { access_token: json("Zk3fQx81LqpT0Vb") }),
  claim("amr", "technical", { id_token: json(["pwd", "otp"]) }),
  claim("https://acme.example/claims/cost_center", "technical", {
    userinfo: json({ id: 4711, name: "Orders 🛒", limits: [100, 2500] }),
  }),
];
