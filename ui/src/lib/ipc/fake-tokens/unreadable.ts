// What is no signed token: encrypted, opaque, broken, far too long.
import { fakeCheck, fakeInspection } from "../fake-inspections";
import type { InspectionView } from "../types";
import { NO_KEYS } from "./keys";

const UNREADABLE = fakeCheck({
  outcome: "could_not_be_verified",
  about: "",
  provider: null,
  issuer: null,
  audience: null,
  audiences: [],
  verdicts: [],
});

/** An encrypted one: its header is all that can be read. */
export const ENCRYPTED: InspectionView = fakeInspection({
  form: "encrypted",
  claims: [],
  header: [
    { name: "alg", json: '"RSA-OAEP-256"' },
    { name: "enc", json: '"A256GCM"' },
    { name: "cty", json: '"JWT"' },
    { name: "kid", json: '"payroll-2026"' },
  ],
  preview: null,
  check: {
    ...UNREADABLE,
    because: "it is encrypted",
    about: "Only the one it is for has the key to read it. Its header says how it was encrypted.",
    next: "look at it where it is decrypted.",
  },
  keys: NO_KEYS,
});

/** One that only its provider can read. */
export const OPAQUE: InspectionView = fakeInspection({
  form: "opaque",
  bytes: 43,
  header: [],
  claims: [],
  preview: null,
  check: {
    ...UNREADABLE,
    because: "it is opaque",
    about: "This is no JWT: only whoever issued it can read it.",
  },
  keys: NO_KEYS,
  can_introspect: ["ada"],
});

/** Three parts that are no JWT. */
export const MALFORMED: InspectionView = fakeInspection({
  form: "malformed",
  bytes: 812,
  header: [],
  claims: [],
  problem: "The second part is not base64url: it holds “+” at character 118.",
  check: {
    ...UNREADABLE,
    outcome: "not_valid",
    because: "it is no well-formed JWT",
    next: "copy the whole token again; something on its way changed it.",
  },
  keys: NO_KEYS,
});

/** More than is read at all. */
export const TOO_LARGE: InspectionView = fakeInspection({
  form: "too_large",
  bytes: 20_971_520,
  header: [],
  claims: [],
  preview: null,
  problem: "It has 20,971,520 bytes; more than 2 MiB are not read.",
  check: { ...UNREADABLE, because: "it is too large" },
  keys: NO_KEYS,
});
