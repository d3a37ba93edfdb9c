// An account whose provider moved: the page puts the question, and can't answer it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { accountIn, fakeError } from "$lib/ipc/fake-data";
import { PROGRAMS, fakeNewAddress, fakeQuestion } from "$lib/ipc/fake-programs";
import type { QuestionView } from "$lib/ipc";
import { openWindow } from "../../test-window";

const overview = { accounts: [accountIn("approval")] };
const programs = (...questions: QuestionView[]) => ({ ...PROGRAMS, questions });
const waiting = () => screen.findByTestId("waiting-for-answer");
const heard = () => screen.getByTestId("announcer").textContent;

async function ask() {
  const window = await openWindow({ overview });
  await window.user.click(await screen.findByTestId("primary"));
  return { ...window, question: await waiting() };
}

describe("a provider's new address", () => {
  it("is asked about in Lanyard's own window: here is nothing to allow it with", async () => {
    const { called, question, user } = await ask();
    expect(question.textContent).toContain("Nothing is sent to login.other.example before you answer there.");
    const buttons = within(question).getAllByRole("button");
    expect(buttons.map(({ textContent }) => textContent.trim())).toEqual(["Show the question", "Cancel"]);
    expect(screen.queryByTestId("primary")).toBeNull();
    expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
    await waitFor(() => expect(heard()).toBe("Waiting for your answer in Lanyard's own window"));
    await user.click(screen.getByTestId("show-question"));
    expect(called("showQuestion")).toHaveLength(1);
    expect(called("useNewAddress")).toEqual([["ada"]]);
  });

  it("keeps the focus on the page when its button goes away", async () => {
    await ask();
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  });

  it("can be left alone, and asked again", async () => {
    const { called, engine, user } = await ask();
    await user.click(screen.getByTestId("cancel-question"));
    expect(called("withdrawQuestion")).toEqual([["asked"]]);
    engine.emit({ kind: "programs_changed", programs: programs() });
    expect((await screen.findByTestId("primary")).textContent.trim()).toBe("Use the new address…");
    expect(screen.queryByTestId("waiting-for-answer")).toBeNull();
  });

  it("is found open by a page that was loaded meanwhile", async () => {
    await openWindow({ overview, programs: programs(fakeQuestion(), fakeNewAddress({ id: "moved" })) });
    expect(await waiting()).toBeTruthy();
  });

  it("of another account is none of this one's", async () => {
    const { app } = await openWindow({ overview, programs: programs(fakeNewAddress({ account: "ops" })) });
    await waitFor(() => expect(app.store.programs).not.toBeNull());
    expect(screen.getByTestId("primary")).toBeTruthy();
    expect(screen.queryByTestId("waiting-for-answer")).toBeNull();
  });

  it("is gone from the page once the account goes on", async () => {
    const { engine } = await ask();
    engine.emit({ kind: "account_changed", account: accountIn("active") });
    await screen.findByTestId("copy-token");
    expect(screen.queryByTestId("waiting-for-answer")).toBeNull();
  });

  it("that can't be asked about says why", async () => {
    const facts = { host: "login.other.example", step: "consent", detail: "too_many_questions" };
    const fails = { useNewAddress: fakeError("foreign_origin", facts) };
    const { user } = await openWindow({ overview, fails });
    await user.click(await screen.findByTestId("primary"));
    expect((await screen.findByTestId("error-sentence")).textContent).toContain(
      "too many questions wait for an answer already",
    );
  });
});
