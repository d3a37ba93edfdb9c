// A job: how far it is, what came of it, and its proof.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { ENDED, OPEN, fakeConsoleView, fakeJob } from "$lib/ipc/fake-sessions";
import { confirm, heard, open, row, rows } from "./test-page";

describe("a job", () => {
  const running = (left: number) =>
    fakeJob({
      id: "j1",
      state: "running",
      ended: 37 - left,
      gone: 0,
      refused: 0,
      retry: 0,
      left,
      troubles: [],
    });
  const start = async (more: Scene = {}) => {
    const window = await open({ job: running(37) }, more);
    await window.user.click(await row("s-bob-1"));
    await window.user.click(screen.getByTestId("end-selected"));
    await confirm(window.user);
    await screen.findByTestId("job");
    return window;
  };
  const counts = () =>
    within(screen.getByTestId("results"))
      .getAllByRole("definition")
      .map((one) => Number(one.textContent));

  it("shows how far it is and takes the focus", async () => {
    const { job } = await start();
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Ending 0 of 37"));
    job(running(16));
    await waitFor(() => expect(screen.getByTestId("job").textContent).toContain("Ending 21 of 37"));
    expect(screen.getByTestId("job").textContent).toContain("stops after those under way");
  });

  it("is cancelled, and what was not tried is told", async () => {
    const { user, called, job } = await start();
    await user.click(screen.getByTestId("cancel-job"));
    expect(called("cancelJob")).toEqual([["j1"]]);
    job(fakeJob({ state: "cancelled", ended: 20, gone: 1, refused: 0, retry: 0, left: 16, troubles: [] }));
    await waitFor(() => expect(counts()).toEqual([20, 1, 0, 0, 16]));
    expect(heard()).toContain("Not tried 16");
    expect(screen.getByTestId("retry-job").textContent).toBe("Go on with 16");
  });

  it("ends in four results that add up; what failed says why and is tried again", async () => {
    const { user, called, job } = await start();
    job(fakeJob());
    await waitFor(() => expect(counts()).toEqual([33, 2, 1, 1]));
    expect(counts().reduce((sum, one) => sum + one)).toBe(37);
    await user.click(screen.getByTestId("troubles"));
    expect(screen.getByTestId("job").textContent).toContain("Refused: 403: not allowed");
    await user.click(screen.getByTestId("retry-job"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });

  it("takes what it ended off the list", async () => {
    const { user } = await open();
    await user.click(await row("s-bob-1"));
    await user.click(screen.getByTestId("end-selected"));
    await confirm(user);
    await screen.findByTestId("job");
    const listed = async () => (await rows()).map((one) => one.dataset["session"]);
    await waitFor(async () => expect(await listed()).not.toContain("s-bob-1"));
  });

  it("is proved dead only by a refusal: absence from a list is none", async () => {
    const { user, called, app } = await open({
      proof: { proved: 0, refresh: "not_checked", introspection: "not_checked", tokens_until: null },
    });
    await rows();
    app.admin.jobs.show(ENDED);
    await user.click(await screen.findByTestId("prove"));
    expect((await screen.findByTestId("proof")).dataset["word"]).toBe("unlisted");
    expect(screen.getByTestId("no-proof").textContent).toContain("Absence from a list is no proof");
    expect(screen.getByTestId("proof").textContent).toContain("which Acme ID doesn't tell");
    expect(called("proveJob")).toEqual([["j1"]]);
    expect(heard()).toContain("No longer listed");
  });

  it("proves nothing of the others by the one that is linked here", async () => {
    const { user, app } = await open({ proof: { proved: 1 } });
    await rows();
    app.admin.jobs.show(ENDED);
    await user.click(await screen.findByTestId("prove"));
    const proof = await screen.findByTestId("proof");
    expect(proof.dataset["word"]).toBe("some_dead");
    expect(proof.textContent).not.toContain("They are dead");
    expect(proof.textContent).toContain("Absence from a list is no proof");
  });

  it("tells an online and an offline session of one id apart", async () => {
    const { user, app } = await open();
    await rows();
    const [one] = fakeJob().troubles;
    const session = one!.session!;
    const troubles = (["online", "offline"] as const).map((kind) => ({
      ...one!,
      session: { ...session, kind },
    }));
    app.admin.jobs.show(fakeJob({ refused: 2, retry: 0, troubles }));
    await user.click(await screen.findByTestId("troubles"));
    expect(within(screen.getByTestId("job")).getAllByText("Faith Njoroge")).toHaveLength(2);
  });

  it("that was cut off says why and when it began, and is discarded where nobody wants it", async () => {
    const stopped = "the provider wants to be left alone for 900 seconds";
    const cut = fakeJob({ state: "cut_off", stopped, left: 16, ended: 19 });
    const { user, called, job } = await open({ jobs: [cut] });
    const banner = await screen.findByTestId("cut-off");
    expect(banner.textContent).toMatch(/A job begun .* was cut off: 16 of 37/);
    expect(banner.textContent).toContain(`It stopped because ${stopped}.`);
    await user.click(screen.getByTestId("discard-job"));
    expect(called("cancelJob")).toEqual([["j1"]]);
    expect(called("retryJob")).toEqual([]);
    job({ ...cut, state: "cancelled", stopped: null });
    await waitFor(() => expect(screen.queryByTestId("cut-off")).toBeNull());
  });

  it("that was cut off waits for a sign-in, and goes on from there", async () => {
    const cut = fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 });
    const { user, called, access } = await open({
      consoles: [fakeConsoleView({ kind: "closed" })],
      jobs: [cut],
    });
    expect((await screen.findByTestId("cut-off")).textContent).toContain("Sign in to go on");
    expect(screen.queryByTestId("go-on")).toBeNull();
    access(OPEN);
    await user.click(await screen.findByTestId("go-on"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });
});
