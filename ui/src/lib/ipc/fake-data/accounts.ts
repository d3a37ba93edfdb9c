// Accounts in every state, and a list like one at work.
import type { AccountState, AccountSummary, LeaseTimes } from "../types";
import { fakeError } from "./error";
import { DAY, HOUR, MINUTE, NOW } from "./moment";

/** A lease in the middle of its life: issued a minute ago, four minutes to go. */
export const LEASE: LeaseTimes = {
  issued_at: NOW - 48,
  renews_at: NOW + 3 * MINUTE + 12,
  expires_at: NOW + 4 * MINUTE + 12,
};

/** An account. */
export function fakeAccount(over: Partial<AccountSummary> = {}): AccountSummary {
  return {
    id: "ada",
    provider: "acme",
    handle: "acme",
    title: "ada@acme.example",
    name: "Ada Lovelace",
    state: { kind: "active" },
    lease: LEASE,
    session_until: NOW + 4 * HOUR + 53 * MINUTE,
    renews: true,
    not_saved: false,
    ...over,
  };
}

/** Every state an account can be in, by a name the gallery uses. */
export const STATES = {
  active: { kind: "active" },
  renewing: { kind: "renewing", since: NOW - 3 },
  retrying: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 48,
    why: "network",
    error: fakeError("unreachable"),
  },
  retrying_without_lease: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 48,
    why: "network",
    error: fakeError("unreachable"),
  },
  provider_busy: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 27,
    why: "provider",
    error: fakeError("provider_busy", { status: 503 }),
  },
  needs_sign_in: {
    kind: "needs_sign_in",
    at: NOW - 7 * MINUTE,
    error: fakeError("refused", { status: 400, oauth_error: "invalid_grant", words: "Session not active" }),
  },
  signing_in: { kind: "signing_in", sign_in: "s1" },
  keychain_locked: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: null,
    why: "keychain",
    error: fakeError("keychain_locked", { step: "keychain", host: null, provider: null }),
  },
  setup: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: NOW + 9 * MINUTE,
    why: "setup",
    error: fakeError("provider_setup", {
      status: 400,
      oauth_error: "invalid_scope",
      words: "The requested scope is not allowed for this client",
    }),
  },
  approval: {
    kind: "waiting",
    since: NOW - 7 * MINUTE,
    next_try: null,
    why: "approval",
    error: fakeError("endpoint_moved", {
      step: "token",
      host: "login.other.example",
      detail: "id.acme.example",
    }),
  },
  signed_out: { kind: "signed_out", at: NOW - 3 * DAY },
} satisfies Record<string, AccountState>;

/** A name of {@link STATES}. */
export type StateName = keyof typeof STATES;

/** An account in one of the states. */
export function accountIn(state: StateName, over: Partial<AccountSummary> = {}): AccountSummary {
  const without: StateName[] = ["retrying_without_lease", "needs_sign_in", "signed_out"];
  return fakeAccount({ state: STATES[state], lease: without.includes(state) ? null : LEASE, ...over });
}

/** A list like one at work: a few providers, most accounts well, some not. */
export const WORK: AccountSummary[] = [
  fakeAccount(),
  fakeAccount({
    id: "ada-adm",
    handle: "acme-admin",
    title: "ada-adm@acme.example",
    name: "Ada Lovelace (admin)",
    lease: { issued_at: NOW - 3 * MINUTE, renews_at: NOW + 9 * MINUTE, expires_at: NOW + 12 * MINUTE + 20 },
  }),
  accountIn("needs_sign_in", {
    id: "ada-c",
    provider: "contoso",
    handle: "contoso",
    title: "ada@contoso.example",
    session_until: null,
  }),
  accountIn("retrying", {
    id: "ops",
    provider: "contoso",
    handle: "contoso-ops",
    title: "ops@contoso.example",
    name: "Operations",
    session_until: null,
  }),
];
