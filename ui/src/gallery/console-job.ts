// Pictures of a job, its results and their proof.
import type { Disabling, ItemResult, JobState, ProofResult } from "$lib/ipc";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import { CAN, ENDED, OPEN, fakeConsoleView, fakeJob, fakeProof } from "$lib/ipc/fake-sessions";
import type { App } from "$lib/state/context";
import type { ProofWord } from "$lib/words/console-job";
import { grid, page } from "./console-page";
import { byId, click } from "./hands";
import type { Picture, Pictures } from "./picture";

/** The job as it stands on the page. */
const shown = (job = ENDED, act?: (app: App) => unknown, more: ConsoleScene = {}): Picture =>
  page(more, async (app) => {
    await grid();
    app.admin.jobs.show(job);
    await act?.(app);
  });
const check = () => click(byId("prove"));

export const job = {
  running: shown(
    fakeJob({ state: "running", ended: 19, gone: 1, refused: 0, retry: 1, left: 16, troubles: [] }),
  ),
  cut_off: page({
    jobs: [
      fakeJob({
        state: "cut_off",
        stopped: "the provider wants to be left alone for 900 seconds",
        ended: 19,
        gone: 1,
        retry: 0,
        refused: 0,
        left: 17,
      }),
    ],
  }),
  cancelled: shown(fakeJob({ state: "cancelled", ended: 19, gone: 1, refused: 1, retry: 0, left: 16 })),
  done: shown(ENDED),
  with_troubles: shown(fakeJob(), () => click(byId("troubles"))),
  cant_prove: shown(ENDED, undefined, {
    consoles: [fakeConsoleView(OPEN, { can: { ...CAN, prove: false } })],
  }),
} satisfies Record<JobState, Picture> & Pictures;

const none = { total: 0, ended: 0, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
const refused = {
  kind: "refused",
  why: "the provider refused: it answered 403: HTTP 403 Forbidden",
} as const;
const toRetry = { kind: "to_retry", why: "the provider did nothing for now: it answered 503" } as const;
export const disabling = {
  not_ordered: job.done,
  to_do: shown(fakeJob({ ...none, total: 4, left: 4, state: "cancelled", disabling: { kind: "to_do" } })),
  done: shown({ ...ENDED, disabling: { kind: "done" } }),
  refused: shown(fakeJob({ ...none, total: 4, refused: 4, disabling: refused })),
  to_retry: shown(fakeJob({ ...none, total: 4, retry: 4, disabling: toRetry })),
  running_alone: shown(fakeJob({ ...none, state: "running", disabling: { kind: "to_do" } })),
  done_alone: shown(fakeJob({ ...none, disabling: { kind: "done" } })),
  to_retry_alone: shown(fakeJob({ ...none, disabling: toRetry })),
} satisfies Record<Disabling["kind"], Picture> & Pictures;

const refusedAndRetry = shown(fakeJob(), () => click(byId("troubles")));
export const result = {
  ended: job.done,
  already_gone: shown(fakeJob({ ended: 0, gone: 37, refused: 0, retry: 0, troubles: [] })),
  refused: refusedAndRetry,
  to_retry: refusedAndRetry,
} satisfies Record<ItemResult["kind"], Picture>;

export const proof = {
  dead: shown(ENDED, check),
  alive: shown(ENDED, check, {
    proof: {
      gone: 35,
      proved: 0,
      listed: ["5e55-000004", "5e55-000011"],
      refresh: "alive",
      introspection: "alive",
    },
  }),
  some_dead: shown(ENDED, check, { proof: { proved: 1 } }),
  unlisted: shown(ENDED, check, {
    proof: { proved: 0, refresh: "not_checked", introspection: "not_checked", tokens_until: null },
  }),
  not_checked: shown(ENDED, check, { proof: { refresh: "dead", introspection: "not_checked" } }),
  tokens_over: shown(ENDED, check, { proof: fakeProof({ tokens_until: NOW - 60 }) }),
  failed: { ...shown(ENDED, check), fails: { proveJob: fakeError("unreachable") } },
} satisfies Record<ProofResult | ProofWord, Picture> & Pictures;
