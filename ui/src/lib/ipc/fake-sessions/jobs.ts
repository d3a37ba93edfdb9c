// A frozen list, a job that ends it, and the proof.
import { NOW } from "../fake-data";
import type { DryRunView, JobView, ProofView } from "../types";

/** A frozen list. */
export function fakeDryRun(over: Partial<DryRunView> = {}): DryRunView {
  return {
    id: "d1",
    provider: "acme",
    what: { kind: "all" },
    sessions: 37,
    people: [
      { user: "u-1", title: "Carol Wu", sessions: 6 },
      { user: "u-9", title: "Zoë Quist", sessions: 5 },
      { user: "u-bob", title: "Bob Ray", sessions: 4 },
      ...Array.from({ length: 9 }, (_, at) => ({
        user: `m${at}`,
        title: `Person ${at + 3}`,
        sessions: 3 - (at % 2),
      })),
    ],
    more_people: 0,
    own: 1,
    coverage: { kind: "whole" },
    token_life: 300,
    typed_above: 0,
    as_of: NOW,
    ...over,
  };
}

/** A job that is done, with one session refused and one to retry. */
export function fakeJob(over: Partial<JobView> = {}): JobView {
  return {
    id: "j1",
    provider: "acme",
    what: { kind: "all" },
    reason: "Laptop stolen, ticket 4711",
    by: "ada-adm@acme.example",
    at: NOW - 20,
    state: "done",
    stopped: null,
    disabling: { kind: "not_ordered" },
    total: 37,
    ended: 33,
    gone: 2,
    refused: 1,
    retry: 1,
    left: 0,
    troubles: [
      {
        session: { id: "5e55-000004", kind: "online" },
        title: "Faith Njoroge",
        result: { kind: "refused", why: "403: not allowed to end sessions of administrators" },
      },
      {
        session: { id: "5e55-000011", kind: "online" },
        title: "Grete Ødegaard",
        result: { kind: "to_retry", why: "503: try later" },
      },
    ],
    ...over,
  };
}

/** A job in which all went well. */
export const ENDED = fakeJob({ ended: 35, gone: 2, refused: 0, retry: 0, troubles: [] });

/** A proof that says they are dead. */
export function fakeProof(over: Partial<ProofView> = {}): ProofView {
  return {
    job: "j1",
    at: NOW,
    gone: 37,
    proved: 37,
    listed: [],
    refresh: "dead",
    introspection: "dead",
    tokens_until: NOW + 280,
    ...over,
  };
}
