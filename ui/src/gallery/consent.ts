// The consent window's pictures: every kind of program, every kind of address, every kind of trouble.
import type { ConsentEngine } from "$lib/ipc/consent";
import type { QuestionView } from "$lib/ipc/types";
import { NOW } from "$lib/ipc/fake-data";
import { SCRIPT, SHELL, fakeProgram, fakeQuestion, fakeSending } from "$lib/ipc/fake-programs";

function asking(...questions: QuestionView[]): ConsentEngine {
  return {
    programs: () => Promise.resolve({ grants: [], silenced: [], questions }),
    answerQuestion: () => new Promise(() => undefined),
    onEngineEvent: () => Promise.resolve(() => undefined),
  };
}

/** By name: `#consent/git`. */
export const CONSENT: Record<string, ConsentEngine> = {
  git: asking(fakeQuestion(), fakeQuestion({ id: "q2" })),
  terminal: asking(
    fakeQuestion({ program: SHELL, scopes: [], resource: null, offers: ["once", "while_it_runs"] }),
  ),
  session_without_terminal: asking(
    fakeQuestion({ program: { ...SHELL, terminal: null }, offers: ["once", "while_it_runs"] }),
  ),
  script: asking(fakeQuestion({ program: SCRIPT, offers: ["once", "while_it_runs"] })),
  changed: asking(
    fakeQuestion({
      program: fakeProgram({ name: "report", path: "/home/ada/bin/report", keeper: "person" }),
      changed_since: NOW - 3 * 86_400,
    }),
  ),
  sending: asking(fakeSending(), fakeQuestion({ id: "q2" })),
  sending_to_a_listed_address: asking(
    fakeSending({ origin: "https://billing.acme.example", listed: true, token_until: null }),
  ),
  sending_far: asking(
    fakeSending({
      origin: `https://${"orders.acme.example.".repeat(12)}com:8443`,
      title: `${"ada.".repeat(60)}@acme.example`,
    }),
  ),
  very_much: asking(
    fakeQuestion({
      program: fakeProgram({
        name: "<b>a-program-with-a-very-long-name</b>".repeat(4),
        path: `/home/ada/${"folder/".repeat(40)}program`,
      }),
      title: `${"ada.".repeat(60)}@acme.example`,
      scopes: Array.from({ length: 40 }, (_, index) => `api${index}:read`),
    }),
  ),
};
