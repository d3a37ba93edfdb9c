// A token that is looked at.
import { ACME, NOW } from "../fake-data";
import type { InspectionView } from "../types";
import { ORDERS, TOKEN_CLAIMS, claimOf } from "./claims";
import { fakeCheck } from "./verdicts";
import { fakeKeys } from "./keys";

const json = (value: unknown) => JSON.stringify(value);
const encode = (value: unknown) =>
  btoa(json(value)).replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");

/** A token that is looked at: a valid one of Ada's, pasted. */
export function fakeInspection(over: Partial<InspectionView> = {}): InspectionView {
  return {
    id: "i1",
    source: { kind: "clipboard" },
    wrapping: null,
    others: 0,
    bytes: 1204,
    form: "signed",
    problem: null,
    preview: {
      header: encode({ alg: "RS256", typ: "at+jwt", kid: "2026-a" }),
      payload: encode({ iss: ACME.issuer, sub: "7f3c09e2-55d1-4c8e-a7b0-3f0c5f6e91e2", aud: [ORDERS] }),
      signature_start: "Qx8f",
      signature_end: "w2_A",
      signature_bytes: 256,
    },
    header: [
      { name: "alg", json: json("RS256") },
      { name: "typ", json: json("at+jwt") },
      { name: "kid", json: json("2026-a") },
    ],
    claims: TOKEN_CLAIMS.map((claim) =>
      claim.name === "exp"
        ? claimOf("exp", "when", NOW + 252)
        : claim.name === "iat"
          ? claimOf("iat", "when", NOW - 48)
          : claim,
    ),
    check: fakeCheck(),
    observations: [],
    keys: fakeKeys(),
    can_introspect: [],
    introspection: null,
    ...over,
  };
}
