// Signed tokens: expired, forged, of an issuer that nobody added, of one that can't be asked.
import { NOW, fakeError } from "../fake-data";
import {
  TOKEN_CLAIMS,
  claimOf,
  fakeCheck,
  fakeInspection,
  fakeKey,
  fakeKeys,
  verdict,
  verdicts,
} from "../fake-inspections";
import type { InspectionView } from "../types";
import { NO_KEYS } from "./keys";

/** A colleague's token that expired three minutes ago; everything else is in order. */
export const EXPIRED: InspectionView = fakeInspection({
  wrapping: "authorization_header",
  others: 1,
  claims: TOKEN_CLAIMS,
  check: fakeCheck({
    outcome: "not_valid",
    because: "it expired 3 minutes ago",
    about: "It is for the orders API, from Acme ID, signed with its key 2026-a. Everything else is in order.",
    next: "have Ada renew. If it returns, her program keeps an old token: it should ask Lanyard before each use.",
    verdicts: verdicts(
      verdict("expiry", "Expiry", "failed", {
        expected: "after 12:09:01 UTC",
        found: "12:05:56 UTC",
        sentence: "The token is too old: it expired 3 minutes ago.",
        source: "RFC 7519 §4.1.4",
      }),
    ),
  }),
  observations: [
    {
      kind: "personal_data",
      weight: "note",
      sentence: "It carries personal data: email.",
      claims: ["email"],
    },
    {
      kind: "long_life",
      weight: "warning",
      sentence: "It lives for 26 hours. Whoever finds it can use it that long; an hour or less is usual.",
      claims: ["exp", "iat"],
    },
  ],
});

/** One whose content was changed after it was signed. */
export const BAD_SIGNATURE: InspectionView = fakeInspection({
  check: fakeCheck({
    outcome: "not_valid",
    because: "its signature is wrong",
    about: "It names Acme ID as its issuer and key 2026-a, but that key did not sign what it says.",
    next: "don't trust anything in it. Ask where it came from; somebody may have changed it.",
    verdicts: verdicts(
      verdict("signature", "Signature", "failed", {
        expected: "made by key 2026-a over this header and payload",
        found: "256 bytes that no key of Acme ID made",
        sentence: "The header or the payload was changed after it was signed, or another key signed it.",
        next: "Refuse it.",
        source: "RFC 7515 §5.2",
      }),
      verdict("audience", "Audience", "failed", {
        expected: "https://orders.acme.example",
        found: "https://payroll.acme.example",
        sentence: "It is for another API.",
        source: "RFC 9068 §4",
      }),
    ),
  }),
  keys: fakeKeys({ keys: [fakeKey()] }),
});

/** One of an issuer that nobody added. */
export const KEYLESS: InspectionView = fakeInspection({
  claims: TOKEN_CLAIMS.map((claim) =>
    claim.name === "iss" ? claimOf("iss", "for_whom", "https://login.fabrikam.example") : claim,
  ),
  check: fakeCheck({
    outcome: "could_not_be_verified",
    because: "there is no key",
    about: "It names https://login.fabrikam.example as its issuer, which is none of your providers.",
    next: "add its provider, or open a key file.",
    provider: null,
    issuer: null,
    audience: null,
    verdicts: verdicts(
      verdict("signature", "Signature", "not_checked", { sentence: "There is no key to check it with." }),
      verdict("issuer", "Issuer", "not_checked", { sentence: "No issuer was given." }),
    ),
  }),
  keys: NO_KEYS,
});

/** One whose provider can't be asked for keys now. */
export const UNREACHABLE: InspectionView = {
  ...KEYLESS,
  claims: TOKEN_CLAIMS,
  check: {
    ...KEYLESS.check,
    because: "Acme ID can't be reached",
    about: "It names Acme ID as its issuer.",
    next: "ask again once it answers, or open a key file.",
    provider: "acme",
  },
  keys: fakeKeys({
    keys: [],
    fetched_at: null,
    compared_with: null,
    problem: fakeError("unreachable", { step: "jwks" }, { at: NOW }),
  }),
};
