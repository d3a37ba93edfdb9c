import { render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it } from "vitest";
import { fakeNewAddress, fakeProgram, fakeQuestion, fakeSending } from "$lib/ipc/fake-programs";
import { NOW } from "$lib/ipc/fake-data";
import type { ConsentEngine } from "$lib/ipc/consent";
import { LanyardError, toErrorView } from "$lib/ipc/engine";
import type { Answer, EngineEvent, QuestionView } from "$lib/ipc/types";
import Consent from "./Consent.svelte";
import { Guard, MOMENT } from "./guard";

class FakeConsent implements ConsentEngine {
  readonly answers: [string, Answer][] = [];
  fails: LanyardError | null = null;
  #listener: (event: EngineEvent) => void = () => undefined;
  constructor(public questions: QuestionView[]) {}
  programs = () => Promise.resolve({ grants: [], silenced: [], questions: this.questions });
  answerQuestion = (question: string, answer: Answer) => {
    this.answers.push([question, answer]);
    return this.fails ? Promise.reject(this.fails) : Promise.resolve();
  };
  onEngineEvent = (callback: (event: EngineEvent) => void) => {
    this.#listener = callback;
    return Promise.resolve(() => undefined);
  };
  now(questions: QuestionView[]) {
    this.#listener({ kind: "programs_changed", programs: { grants: [], silenced: [], questions } });
  }
}

async function shown(questions: QuestionView[]) {
  let time = 0;
  const engine = new FakeConsent(questions);
  render(Consent, { engine, now: () => NOW, guard: new Guard(() => time) });
  await screen.findByRole("heading");
  return { engine, wait: () => (time += MOMENT) };
}

const press = (name: string) => screen.getByRole("button", { name }).click();

describe("the consent window", () => {
  it("takes no answer that comes too early", async () => {
    const { engine, wait } = await shown([fakeQuestion()]);
    press("Allow");
    expect(engine.answers).toEqual([]);
    wait();
    press("Allow");
    expect(engine.answers).toEqual([["q1", { kind: "allow", lasting: "once" }]]);
  });

  it("starts the focus on the title, on no button", async () => {
    await shown([fakeQuestion()]);
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  });

  it("dismisses by Esc, which is no denial", async () => {
    const { engine, wait } = await shown([fakeQuestion()]);
    wait();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(engine.answers).toEqual([["q1", { kind: "dismiss" }]]);
  });

  it("offers a script no grant that lasts", async () => {
    const kind = { kind: "interpreter", script: "~/report.py" } as const;
    await shown([
      fakeQuestion({ program: fakeProgram({ name: "python3", kind }), offers: ["once", "while_it_runs"] }),
    ]);
    expect(screen.getByText("python3, running ~/report.py")).toBeTruthy();
    expect(screen.queryByText("until I revoke it")).toBeNull();
  });

  it("asks the next question anew: another moment, the first choice", async () => {
    const { engine, wait } = await shown([fakeQuestion(), fakeQuestion({ id: "q2", handle: "contoso" })]);
    expect(screen.getByText(/1 more program is waiting/)).toBeTruthy();
    wait();
    screen.getByTestId("lasting-until_revoked").click();
    press("Don't allow");
    await screen.findByText("Let git use contoso?");
    await tick();
    press("Allow");
    expect(engine.answers).toEqual([["q1", { kind: "deny" }]]);
    wait();
    press("Allow");
    expect(engine.answers.at(-1)).toEqual(["q2", { kind: "allow", lasting: "once" }]);
  });

  it("forgets a question that ran out while it was answered", async () => {
    const { engine, wait } = await shown([fakeQuestion()]);
    engine.fails = new LanyardError({ ...toErrorView("gone"), code: "not_found" });
    wait();
    press("Allow");
    await waitFor(() => expect(screen.queryByRole("heading")).toBeNull());
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("follows questions that come and go", async () => {
    const { engine } = await shown([fakeQuestion()]);
    engine.now([fakeQuestion({ id: "q3", handle: "ops" })]);
    await screen.findByText("Let git use ops?");
  });

  it("asks about a call as it asks about a program: no early answer, no default, once at first", async () => {
    const { engine, wait } = await shown([fakeSending({ id: "call", origin: "https://other.example" })]);
    screen.getByText("Send ada@acme.example's token to https://other.example?");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    press("Send");
    expect(engine.answers).toEqual([]);
    wait();
    press("Send");
    expect(engine.answers).toEqual([["call", { kind: "allow", lasting: "once" }]]);
  });

  it("sends nothing by Esc or Don't send", async () => {
    const { engine, wait } = await shown([fakeSending({ id: "call" })]);
    engine.fails = new LanyardError(toErrorView("the database"));
    wait();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await screen.findByRole("alert");
    press("Don't send");
    await waitFor(() => expect(engine.answers.map(([, answer]) => answer.kind)).toEqual(["dismiss", "deny"]));
  });

  it("offers an address for good only where the provider's settings list it", async () => {
    await shown([fakeSending({ listed: true })]);
    expect(screen.getByTestId("lasting-until_revoked")).toBeTruthy();
    expect(screen.queryByTestId("lasting-while_it_runs")).toBeNull();
  });

  it("asks about a new address as about a program: no early answer, no default, nothing to choose", async () => {
    const { engine, wait } = await shown([fakeNewAddress({ id: "moved" })]);
    screen.getByText("Use login.other.example for ada@acme.example?");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    expect(screen.queryByRole("radio")).toBeNull();
    expect(screen.getByTestId("only-offer").textContent).toBe("until Acme ID moves again");
    expect(document.querySelector("button.filled")).toBeNull();
    press("Use the new address");
    expect(engine.answers).toEqual([]);
    wait();
    press("Use the new address");
    expect(engine.answers).toEqual([["moved", { kind: "allow", lasting: "until_revoked" }]]);
  });

  it("takes Esc and Don't use it for a no", async () => {
    const { engine, wait } = await shown([fakeNewAddress({ id: "moved" })]);
    engine.fails = new LanyardError(toErrorView("the database"));
    wait();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await screen.findByRole("alert");
    press("Don't use it");
    await waitFor(() => expect(engine.answers.map(([, answer]) => answer.kind)).toEqual(["dismiss", "deny"]));
  });

  it("tells both hosts, what would go to the new one, and what to make sure of first", async () => {
    await shown([fakeNewAddress({ client_secret: true })]);
    const facts = screen.getByTestId("question-facts").textContent;
    for (const told of ["login.other.example", "id.acme.example", "the refresh token", "the client secret"])
      expect(facts).toContain(told);
    expect(facts).not.toContain("your password, the refresh token");
    expect(screen.getByTestId("before-yes").textContent).toContain("your IT");
  });

  it("asks the next question with its own first choice", async () => {
    const { engine, wait } = await shown([fakeNewAddress({ id: "moved" }), fakeQuestion({ id: "q2" })]);
    wait();
    press("Don't use it");
    await screen.findByText("Let git use acme?");
    await tick();
    wait();
    press("Allow");
    expect(engine.answers.at(-1)).toEqual(["q2", { kind: "allow", lasting: "once" }]);
  });

  it("shows a hostile name as text", async () => {
    await shown([fakeQuestion({ program: fakeProgram({ name: "<img src=x onerror=alert(1)>" }) })]);
    expect(document.querySelector("img")).toBeNull();
  });
});
