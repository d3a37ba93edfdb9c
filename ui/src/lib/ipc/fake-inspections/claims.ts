// The claims of Ada's access token for the orders API, which expired.
import { ACME, NOW } from "../fake-data";
import type { ClaimGroup, InspectedClaim } from "../types";

const json = (value: unknown) => JSON.stringify(value);

/** Whom the tokens are for. */
export const ORDERS = "https://orders.acme.example";
export const EXPIRED_AT = NOW - 185;

/** A claim of a token. */
export function claimOf(name: string, group: ClaimGroup, value: unknown): InspectedClaim {
  return { name, group, json: json(value) };
}

/** Claims of Ada's access token for the orders API. */
export const TOKEN_CLAIMS: InspectedClaim[] = [
  claimOf("email", "who", "ada@acme.example"),
  claimOf("sub", "who", "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2"),
  claimOf("roles", "roles", ["buyer", "approver"]),
  claimOf("exp", "when", EXPIRED_AT),
  claimOf("iat", "when", EXPIRED_AT - 300),
  claimOf("aud", "for_whom", [ORDERS]),
  claimOf("client_id", "for_whom", "lanyard-desktop"),
  claimOf("iss", "for_whom", ACME.issuer),
  claimOf("scope", "for_whom", "openid profile email orders:read"),
  claimOf("jti", "technical", "Zk3fQx81LqpT0Vb"),
  claimOf("https://acme.example/claims/cost_center", "technical", {
    id: 4711,
    name: "Orders 🛒",
    limits: [100, 2500],
  }),
];
