// Sign-ins in every phase.
import type { SignInPhase, SignInView } from "../types";
import { fakeError } from "./error";
import { NOW } from "./moment";

/** A sign-in in a phase. */
export function fakeSignIn(phase: SignInPhase, over: Partial<SignInView> = {}): SignInView {
  return {
    id: "s1",
    provider: "acme",
    provider_name: "Acme ID",
    account: null,
    started_at: NOW - 12,
    redirect_uri: "http://127.0.0.1/callback",
    phase,
    ...over,
  };
}

/** Every phase of a sign-in, by a name the gallery uses. */
export const PHASES: Record<SignInPhase["kind"], SignInPhase> = {
  preparing: { kind: "preparing" },
  browser: { kind: "browser" },
  finishing: { kind: "finishing" },
  done: { kind: "done", account: "ada", title: "ada@acme.example", was_here: false },
  other_person: { kind: "other_person", signed_in_as: "bob@acme.example", expected: "ada@acme.example" },
  failed: {
    kind: "failed",
    error: fakeError("declined", {
      step: "authorization",
      oauth_error: "access_denied",
      words: "account disabled",
    }),
  },
  cancelled: { kind: "cancelled" },
};
