// Files that leave the Console: the person may cancel, and is told where a place takes none.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { Engine, ErrorView } from "$lib/ipc";
import { FakeEngine } from "$lib/ipc/fake";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import { fakeConsoleView } from "$lib/ipc/fake-sessions";
import { contextOf, makeApp } from "$lib/state/context";

const FULL = fakeError("file_not_written", { step: "file", detail: "full" });
const SAID = "The disk there is full, so the file was not saved. Nothing there was changed.";

/** The page on an engine whose verbs fail as long as `fails` says so. */
async function open(fails: Partial<Record<keyof Engine, ErrorView>>) {
  const engine = new FakeEngine({ fails, console: { consoles: [fakeConsoleView()] } });
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  app.nav.go("console");
  await screen.findByTestId("console-page");
  const exported = () =>
    engine.calls.filter(([verb]) => verb === "exportEvidence").map(([, format]) => format);
  return { exported, engine, user: userEvent.setup() };
}

describe("evidence", () => {
  it("is not said to be saved where no place took it, and the same is offered elsewhere", async () => {
    const fails: Partial<Record<keyof Engine, ErrorView>> = { exportEvidence: FULL };
    const { exported, user } = await open(fails);
    await user.click(await screen.findByTestId("evidence"));
    await user.click(await screen.findByTestId("evidence-json"));
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(SAID);
    expect(screen.getByTestId("announcer").textContent).not.toContain("Evidence saved");
    delete fails.exportEvidence;
    const elsewhere = screen.getByTestId("error-action");
    expect(elsewhere.textContent).toBe("Choose another place");
    // A menu that closes gives the pointer back a moment later.
    await waitFor(() => user.click(elsewhere));
    await waitFor(() => expect(screen.getByTestId("announcer").textContent).toBe("Evidence saved"));
    expect(screen.queryByTestId("error-sentence")).toBeNull();
    expect(exported()).toEqual(["json", "json"]);
  });

  it("is not said to be saved where the person chose nowhere", async () => {
    const { engine, exported, user } = await open({});
    engine.exportEvidence = async (format) => {
      engine.calls.push(["exportEvidence", format]);
      return false;
    };
    await user.click(await screen.findByTestId("evidence"));
    await user.click(await screen.findByTestId("evidence-csv"));
    await waitFor(() => expect(exported()).toEqual(["csv"]));
    expect(screen.getByTestId("evidence").textContent).not.toContain("Evidence saved");
    expect(screen.getByTestId("announcer").textContent).not.toContain("Evidence saved");
  });
});
