// The page Programs as a person uses it: a row that goes hands the focus on.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import { NOW, fakeError } from "$lib/ipc/fake-data";
import { PROGRAMS } from "$lib/ipc/fake-programs";
import { contextOf, makeApp } from "$lib/state/context";

async function open(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  app.nav.go("programs");
  await screen.findAllByTestId("silenced");
  const told = (programs: typeof PROGRAMS) => engine.emit({ kind: "programs_changed", programs });
  return { engine, user: userEvent.setup(), told };
}

const row = (index: number) => screen.getAllByTestId("grant")[index] as HTMLElement;

describe("a grant that is revoked", () => {
  it("hands the focus to the next row, never to its Revoke", async () => {
    const { engine, user, told } = await open();
    await user.click(within(row(0)).getByTestId("revoke-grant"));
    expect(engine.calls).toContainEqual(["revokeGrant", PROGRAMS.grants[0]?.id]);
    told({ ...PROGRAMS, grants: PROGRAMS.grants.slice(1) });
    await waitFor(() => expect(document.activeElement).toBe(within(row(0)).getAllByRole("button")[0]));
    expect(row(0).dataset["program"]).toBe(PROGRAMS.grants[1]?.program.name);
  });

  it("as the last one on the page leaves the focus on the headline", async () => {
    const { user, told } = await open({ programs: { ...PROGRAMS, grants: [] } });
    await user.click(screen.getByTestId("let-ask-again"));
    told({ ...PROGRAMS, grants: [], silenced: [] });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
  });

  it("elsewhere takes the focus from nobody", async () => {
    const { told } = await open();
    const menu = screen.getByTestId("menu");
    menu.focus();
    told({ ...PROGRAMS, grants: PROGRAMS.grants.slice(1) });
    await waitFor(() => expect(screen.getAllByTestId("grant")).toHaveLength(PROGRAMS.grants.length - 1));
    expect(document.activeElement).toBe(menu);
  });
});

describe("a silenced program", () => {
  it("that could not be let ask again says so in its own row, with the way to try again", async () => {
    const { engine, user } = await open({
      fails: { letAskAgain: fakeError("disk_full", { step: "database" }) },
    });
    const silenced = screen.getAllByTestId("silenced")[0] as HTMLElement;
    await user.click(within(silenced).getByRole("button", { name: /^Let it ask again: / }));
    await user.click(await within(silenced).findByTestId("error-action"));
    await waitFor(() => expect(engine.calls.filter(([verb]) => verb === "letAskAgain")).toHaveLength(2));
  });
});
