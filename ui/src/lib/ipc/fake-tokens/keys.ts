// Sets of keys: an empty one, one in which much is wrong.
import { fakeKey, fakeKeys } from "../fake-inspections";
import type { KeySetView } from "../types";

/** No keys at all. */
export const NO_KEYS: KeySetView = fakeKeys({
  provider: null,
  fetched_at: null,
  keys: [],
  compared_with: null,
});

/** Keys with all that may be wrong with a set, and changes since last time. */
export const FINDINGS: KeySetView = fakeKeys({
  keys: [
    fakeKey({ matched: true }),
    fakeKey({ kid: "2026-b", kind: "EC P-256", alg: "ES256", bits: 256, thumbprint: "b", new: true }),
    fakeKey({ kid: "legacy", bits: 1024, thumbprint: "c", defect: "1,024 bits are too few to be safe." }),
    fakeKey({
      kid: null,
      kind: "Ed25519",
      alg: null,
      purpose: null,
      bits: 256,
      thumbprint: "tH0mbPr1nt0fAKeyW1thoutAn1d",
    }),
    fakeKey({
      kid: `${"a-very-long-key-id-".repeat(12)}end`,
      alg: "RS256",
      thumbprint: "d",
      purpose: "enc",
      defect: "It is for encryption.",
    }),
  ],
  gone: ["2025-a", "2025-b"],
  findings: [
    { kind: "weak_key", weight: "warning", sentence: "Key legacy is weak: 1,024 bits.", claims: [] },
    {
      kind: "no_kid",
      weight: "note",
      sentence: "One key has no key ID, so a token can't say that it used it.",
      claims: [],
    },
  ],
});
