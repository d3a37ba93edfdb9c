// Programs of an ordinary morning, for the gallery and for tests.
import { NOW } from "./fake-data";
import type { Asked } from "./consent";
import type { GrantView, ProgramView, Programs, QuestionView, SilencedView } from "./types";

export function fakeProgram(over: Partial<ProgramView> = {}): ProgramView {
  return {
    name: "git",
    path: "/usr/bin/git",
    kind: { kind: "ordinary" },
    keeper: "system",
    parents: ["bash", "gnome-terminal-server"],
    terminal: "pts/3",
    folder: "~/src/orders",
    ...over,
  };
}

export const SHELL = fakeProgram({
  name: "bash",
  path: "/usr/bin/bash",
  kind: { kind: "session" },
  parents: ["gnome-terminal-server"],
});

export const SCRIPT = fakeProgram({
  name: "python3",
  path: "/usr/bin/python3.11",
  kind: { kind: "interpreter", script: "~/bin/report.py" },
  folder: "~/reports",
});

export function fakeGrant(over: Partial<GrantView> = {}): GrantView {
  return {
    id: "g1",
    program: fakeProgram(),
    account: "ada",
    handle: "acme",
    title: "ada@acme.example",
    asked_scopes: ["orders:read", "orders:write"],
    given_scopes: ["orders:read"],
    resource: "https://orders.acme.example",
    lasting: "until_revoked",
    origin: "window",
    made_at: NOW - 3 * 86_400,
    used_at: NOW - 240,
    uses: 12,
    ...over,
  };
}

type Around = Partial<Omit<QuestionView, "about">>;

/** A program asks. */
export function fakeQuestion(over: Around & Partial<Omit<Asked<"tokens">, "kind">> = {}): QuestionView {
  const { program, scopes, resource, changed_since, ...around } = over;
  return {
    id: "q1",
    about: {
      kind: "tokens",
      program: program ?? fakeProgram(),
      scopes: scopes ?? ["orders:read", "orders:write"],
      resource: resource === undefined ? "https://orders.acme.example" : resource,
      changed_since: changed_since ?? null,
    },
    account: "ada",
    handle: "acme",
    title: "ada@acme.example",
    provider_name: "Acme ID",
    offers: ["once", "while_it_runs", "until_revoked"],
    until: NOW + 110,
    ...around,
  };
}

/** A call asks. */
export function fakeSending(over: Around & Partial<Omit<Asked<"sending">, "kind">> = {}): QuestionView {
  const { origin = "https://orders.acme-example.com", listed = false, token_until, ...around } = over;
  return {
    ...fakeQuestion(),
    about: {
      kind: "sending",
      origin,
      listed,
      token_until: token_until === undefined ? NOW + 252 : token_until,
    },
    offers: ["once", listed ? "until_revoked" : "while_it_runs"],
    ...around,
  };
}

/** A provider wants tokens at another host. */
export function fakeNewAddress(
  over: Around & Partial<Omit<Asked<"new_address">, "kind">> = {},
): QuestionView {
  const { from = "id.acme.example", to = "login.other.example", client_secret = false, ...around } = over;
  return {
    ...fakeQuestion(),
    about: { kind: "new_address", from, to, client_secret },
    offers: ["until_revoked"],
    ...around,
  };
}

export const SILENCED: SilencedView = {
  id: "s1",
  program: fakeProgram({ name: "syncd", path: "/home/ada/.local/bin/syncd", keeper: "person" }),
  since: NOW - 7200,
};

/** Programs that use an account, one that may not ask any more, nobody waiting. */
export const PROGRAMS: Programs = {
  grants: [
    fakeGrant(),
    fakeGrant({
      id: "g2",
      program: SHELL,
      asked_scopes: [],
      given_scopes: ["openid", "profile", "email", "orders:read"],
      resource: null,
      lasting: "while_it_runs",
      origin: "login",
      made_at: NOW - 3600,
      used_at: NOW - 20,
      uses: 3,
    }),
    fakeGrant({
      id: "g3",
      program: fakeProgram({ name: "kubectl", path: "/usr/bin/kubectl" }),
      asked_scopes: [],
      given_scopes: [],
      resource: null,
      origin: "policy",
      used_at: null,
      uses: 0,
    }),
  ],
  silenced: [SILENCED],
  questions: [],
};
