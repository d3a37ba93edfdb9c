// The page Activity: where the focus is once the last older entries are there.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { ActivityEntry, Engine } from "$lib/ipc";
import { FakeEngine } from "$lib/ipc/fake";
import { ACTIVITY, NOW } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";

const ALL = Array.from({ length: 103 }, (_, index) => ({
  ...(ACTIVITY[0] as ActivityEntry),
  seq: 103 - index,
  reference: `R${103 - index}`,
}));

describe("older entries", () => {
  it("take the focus over from the button that brought the last of them", async () => {
    const engine = new FakeEngine();
    engine.activity = (({ before_seq: before, limit }) =>
      Promise.resolve(
        ALL.filter(({ seq }) => before === null || seq < before).slice(0, limit),
      )) satisfies Engine["activity"];
    const app = makeApp(engine, () => NOW);
    render(App, { context: contextOf(app) });
    app.nav.go("activity");
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("older"));
    await waitFor(() => expect(screen.getAllByTestId("activity-entry")).toHaveLength(ALL.length));
    expect(screen.queryByTestId("older")).toBeNull();
    const next = screen.getAllByTestId("activity-entry")[100] as HTMLElement;
    expect(next.dataset["reference"]).toBe("R3");
    await waitFor(() => expect(document.activeElement).toBe(within(next).getByRole("button")));
  });
});
