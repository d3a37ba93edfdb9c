// Keys of a provider.
import { NOW } from "../fake-data";
import type { KeySetView, KeyView } from "../types";

/** A key of a set. */
export function fakeKey(over: Partial<KeyView> = {}): KeyView {
  return {
    kid: "2026-a",
    kind: "RSA",
    alg: "RS256",
    purpose: "sig",
    bits: 2048,
    thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    defect: null,
    matched: false,
    new: false,
    ...over,
  };
}

/** Acme's keys. */
export function fakeKeys(over: Partial<KeySetView> = {}): KeySetView {
  return {
    provider: "acme",
    file: null,
    fetched_at: NOW - 41 * 60,
    keys: [
      fakeKey({ matched: true }),
      fakeKey({ kid: "2026-b", kind: "EC P-256", alg: "ES256", bits: 256, thumbprint: "aP256" }),
    ],
    gone: [],
    compared_with: NOW - 86_400,
    findings: [],
    problem: null,
    ...over,
  };
}
