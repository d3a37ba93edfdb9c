// The whole window on an engine that answers from memory, for tests of its pages.
import { render, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import App from "./App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import { NOW } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";

/** Opens it, and waits until it has its accounts. `called` tells with which arguments a verb was called. */
export async function openWindow(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  return { engine, app, called, user: userEvent.setup() };
}
