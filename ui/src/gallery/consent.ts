// The consent window's pictures: every kind of question, of program and of address, every kind of trouble.
import type { ConsentEngine } from "$lib/ipc/consent";
import type { QuestionAbout, QuestionView } from "$lib/ipc/types";
import { NOW } from "$lib/ipc/fake-data";
import {
  SCRIPT,
  SHELL,
  fakeNewAddress,
  fakeProgram,
  fakeQuestion,
  fakeSending,
} from "$lib/ipc/fake-programs";

function asking(...questions: QuestionView[]): ConsentEngine {
  return {
    programs: () => Promise.resolve({ grants: [], silenced: [], questions }),
    answerQuestion: () => new Promise(() => undefined),
    onEngineEvent: () => Promise.resolve(() => undefined),
  };
}

const kinds = {
  tokens: asking(fakeQuestion(), fakeQuestion({ id: "q2" })),
  sending: asking(fakeSending(), fakeQuestion({ id: "q2" })),
  new_address: asking(fakeNewAddress(), fakeSending({ id: "q2" })),
} satisfies Record<QuestionAbout["kind"], ConsentEngine>;

/** By name: `#consent/tokens`. */
export const CONSENT: Record<string, ConsentEngine> = {
  ...kinds,
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
  sending_to_a_listed_address: asking(
    fakeSending({ origin: "https://billing.acme.example", listed: true, token_until: null }),
  ),
  sending_far: asking(
    fakeSending({
      origin: `https://${"orders.acme.example.".repeat(12)}com:8443`,
      title: `${"ada.".repeat(60)}@acme.example`,
    }),
  ),
  new_address_with_a_client_secret: asking(fakeNewAddress({ client_secret: true })),
  new_address_far: asking(
    fakeNewAddress({
      from: `${"id.acme.example.".repeat(15)}com:8443`,
      to: `xn--${"lgin-hva.acme.example.".repeat(11)}com:8443`,
      title: `${"ada.".repeat(60)}@acme.example`,
      client_secret: true,
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
