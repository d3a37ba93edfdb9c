// What was being done when an error came, by the step that failed. One code means one thing to somebody whose account
// is renewed, and another to somebody who looks at a key set.

/** What was being done. */
export type Act =
  /** An account is renewed: it is tried again by itself, and a token may serve on. */
  | "renewal"
  | "sign_in"
  | "discovery"
  /** A provider is asked for its keys. */
  | "keys"
  | "userinfo"
  | "introspection"
  | "revocation"
  | "console"
  /** An API is called. It is no provider. */
  | "api"
  /** A person signs out in the browser. */
  | "sign_out"
  /** A person opens the network's own page. */
  | "network"
  /** Something on this computer. */
  | "here";

/** Every step that an error names. */
export const STEPS: ReadonlyMap<string, Act> = new Map([
  ["token", "renewal"],
  ["authorization", "sign_in"],
  ["callback", "sign_in"],
  ["code", "sign_in"],
  ["id_token", "sign_in"],
  ["discovery", "discovery"],
  ["jwks", "keys"],
  ["userinfo", "userinfo"],
  ["introspection", "introspection"],
  ["revocation", "revocation"],
  ["console", "console"],
  ["resource", "api"],
  ["logout", "sign_out"],
  ["network", "network"],
  ["clock", "here"],
  ["consent", "here"],
  ["database", "here"],
  ["engine", "here"],
  ["file", "here"],
  ["inspect", "here"],
  ["keychain", "here"],
  ["lock", "here"],
  ["policy", "here"],
  ["tls", "here"],
]);

/** By the step that failed; what only holds for a renewal is never said of one that isn't known. */
export function actOf(step: string | null): Act {
  return STEPS.get(step ?? "") ?? "here";
}
