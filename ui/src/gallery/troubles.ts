// The keychain in each of its states, and every error that can stand over the whole window.
import type { ErrorCode, VaultState } from "$lib/ipc";
import { NOW, WORK, accountIn, fakeError } from "$lib/ipc/fake-data";
import type { Pictures } from "./picture";

export const vault = {
  unknown: { overview: { vault: "unknown" } },
  ready: {},
  locked: {
    overview: { vault: "locked", accounts: WORK.map((one) => ({ ...one, ...lockedState(one.id) })) },
  },
  absent: { overview: { vault: "absent" } },
} satisfies Pictures<VaultState>;

function lockedState(id: string) {
  const { state, lease } = accountIn("keychain_locked");
  return id === "ada" ? { state, lease } : {};
}

const CODES: Record<ErrorCode, Parameters<typeof fakeError>[1]> = {
  refused: { status: 400, oauth_error: "invalid_grant", words: "Session not active" },
  unreachable: {},
  captive_portal: {},
  tls_untrusted: { certificate_issuer: "Corp Proxy CA" },
  issuer_mismatch: { step: "discovery" },
  metadata_invalid: { step: "discovery" },
  no_pkce: { step: "discovery" },
  not_supported: { step: "discovery", detail: "pushed authorization requests" },
  client_unknown: { status: 401, oauth_error: "invalid_client" },
  declined: { step: "authorization", oauth_error: "access_denied", words: "account disabled" },
  mixed_up: { step: "callback" },
  id_token_rejected: { step: "id_token", detail: "aud" },
  token_reply_invalid: { status: 200 },
  sign_in_timed_out: { step: "callback" },
  no_browser: { step: "authorization" },
  port_taken: { step: "callback", detail: "8181" },
  provider_busy: { status: 503 },
  provider_setup: { status: 400, oauth_error: "invalid_scope", words: "The requested scope is not allowed" },
  no_refresh_token: {},
  renewal_cut: {},
  keychain_locked: { step: "keychain" },
  keychain_absent: { step: "keychain" },
  keychain_denied: { step: "keychain" },
  keychain_too_large: { step: "keychain" },
  keychain_damaged: { step: "keychain" },
  not_saved: { step: "keychain" },
  disk_full: { step: "database" },
  clock_off: { skew: -420 },
  newer_state: { step: "database", detail: "1.4" },
  policy_broken: { step: "policy", line: 12, column: 4 },
  policy_denied: { step: "policy" },
  file_invalid: { step: "file", line: 3, column: 1, detail: "the issuer is missing" },
  input_invalid: { detail: "a handle has letters, digits and hyphens" },
  handle_taken: { detail: "acme" },
  not_found: {},
  another_engine: { detail: "process 4711" },
  closing: {},
  not_granted: {},
  consent_pending: { detail: "q1", until: NOW + 120 },
  silenced: {},
  program_unknown: {},
  passphrase_wrong: { step: "keychain" },
  vault_closed: { step: "keychain" },
  other_vault: { step: "keychain", detail: "passphrase_file" },
  token_too_short: { detail: "300" },
  no_token: { detail: "no text is on the clipboard" },
  foreign_origin: { host: "https://api.example" },
  endpoint_moved: { step: "token", host: "login.other.example", detail: "id.acme.example" },
  file_not_written: { step: "file", detail: "read_only" },
  internal: {},
};

export const problem = Object.fromEntries(
  Object.entries(CODES).map(([code, facts]) => [
    code,
    { overview: { problem: fakeError(code as ErrorCode, facts, { account: "ada" }) } },
  ]),
) as Pictures<ErrorCode>;
