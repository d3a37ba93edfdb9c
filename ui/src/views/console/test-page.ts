// The Console in a test, as an administrator uses it: the whole window on an engine that answers from memory.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import App from "../../App.svelte";
import type { ConsoleAccess, EndWhat, JobView } from "$lib/ipc";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import type { ConsoleScene } from "$lib/ipc/fake-console";
import { NOW } from "$lib/ipc/fake-data";
import { fakeConsoleView } from "$lib/ipc/fake-sessions";
import { contextOf, makeApp } from "$lib/state/context";

/** The Console in the whole window. */
export async function open(console: ConsoleScene = {}, more: Scene = {}) {
  const engine = new FakeEngine({ ...more, console: { consoles: [fakeConsoleView()], ...console } });
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  app.nav.go("console");
  await screen.findByTestId("console-page");
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  const access = (to: ConsoleAccess) =>
    engine.emit({ kind: "console_changed", console: fakeConsoleView(to) });
  const job = (to: JobView) => engine.emit({ kind: "job_changed", job: to });
  return { app, engine, called, access, job, user: userEvent.setup() };
}

/** The sessions that are drawn. */
export const rows = () => screen.findAllByTestId("session");
/** One of them, once it is drawn. */
export const row = (id: string) =>
  waitFor(() => {
    const drawn = screen.getAllByTestId("session").find((one) => one.dataset["session"] === id);
    if (!drawn) throw new Error(`no session ${id} is drawn`);
    return drawn;
  });
/** What a screen reader was told. */
export const heard = () => screen.getByTestId("announcer").textContent;
export const filled = () => document.querySelectorAll("button.filled");
/** What a dry run was asked for. */
export const what = (call: unknown[] | undefined) => call?.[1] as EndWhat;

/** Writes the reason and, where it is asked, the number. */
export async function confirm(user: ReturnType<typeof userEvent.setup>, number?: string) {
  await user.type(await screen.findByTestId("reason"), "Laptop stolen, ticket 4711");
  if (number !== undefined) await user.type(screen.getByTestId("number"), number);
  await user.click(screen.getByTestId("confirm-end"));
}
