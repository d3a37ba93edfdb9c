// Pages that come in files of their own: how they come, how they don't, and what is clicked meanwhile.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import type { Component } from "svelte";
import { describe, expect, it, vi } from "vitest";
import App from "../App.svelte";
import { FakeEngine } from "$lib/ipc/fake";
import { NOW } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";
import { pageWords } from "$lib/words/pages";
import ActivityPage from "../views/ActivityPage.svelte";
import InspectorPage from "../views/InspectorPage.svelte";
import RequestsPage from "../views/RequestsPage.svelte";
import { Chunk, latePages, loadAll, type LatePages } from "./chunks.svelte";

const LATE = Object.keys(latePages()) as (keyof LatePages)[];
const NONE = new Error("Importing a module script failed.");

/** A page whose file comes, or doesn't, when the test says so. */
function held(view: Component) {
  let comes = () => {};
  let fails = () => {};
  const fetch = vi.fn(
    () =>
      new Promise<{ default: Component }>((resolve, reject) => {
        comes = () => resolve({ default: view });
        fails = () => reject(NONE);
      }),
  );
  return { chunk: new Chunk(fetch), fetch, comes: () => comes(), fails: () => fails() };
}

const here = (view: Component) => new Chunk(() => Promise.resolve({ default: view }));

/** The window, waiting for no page's file but those named. */
async function open(some: Partial<LatePages>) {
  const rest = Object.fromEntries(LATE.map((page) => [page, here(ActivityPage)])) as LatePages;
  const app = makeApp(new FakeEngine(), () => NOW);
  render(App, { props: { pages: { ...rest, ...some } }, context: contextOf(app) });
  await screen.findByTestId("account-header");
  return { app, user: userEvent.setup() };
}

const pane = (name: string) => screen.getByRole("region", { name });
const click = (page: keyof LatePages) => screen.getByTestId(`page-${page}`);

describe("a page's file", () => {
  it("that did not come is asked for again when it is wanted again, and only then", async () => {
    const { chunk, fetch, comes, fails } = held(ActivityPage);
    const first = chunk.load();
    fails();
    await first;
    expect(chunk.phase).toMatchObject({ kind: "failed", error: { code: "internal", message: NONE.message } });
    expect(fetch).toHaveBeenCalledTimes(1);
    const second = chunk.load();
    expect(chunk.phase).toEqual({ kind: "awaited" });
    comes();
    await second;
    expect(chunk.phase).toEqual({ kind: "here", view: ActivityPage });
  });

  it("is asked for once, however often it is wanted, and kept", async () => {
    const { chunk, fetch, comes } = held(ActivityPage);
    const both = Promise.all([chunk.load(), chunk.load()]);
    comes();
    await both;
    await chunk.load();
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("that doesn't come holds up no other", async () => {
    const [bad, good] = [held(ActivityPage), held(ActivityPage)];
    const rest = Object.fromEntries(LATE.map((page) => [page, here(ActivityPage)])) as LatePages;
    const all = loadAll({ ...rest, activity: bad.chunk, programs: good.chunk });
    bad.fails();
    await waitFor(() => expect(good.fetch).toHaveBeenCalled());
    good.comes();
    await all;
    expect(good.chunk.phase.kind).toBe("here");
  });

  it.each(LATE)("brings the page %s", { timeout: 60_000 }, async (page) => {
    const chunk = latePages()[page];
    await chunk.load();
    expect(chunk.phase.kind).toBe("here");
  });
});

describe("a page that isn't here yet", () => {
  it("is not asked for before the first frame is drawn", async () => {
    const frames: FrameRequestCallback[] = [];
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
    const { chunk, fetch } = held(ActivityPage);
    const rest = Object.fromEntries(LATE.map((page) => [page, chunk])) as LatePages;
    const app = makeApp(new FakeEngine(), () => NOW);
    render(App, { props: { pages: rest }, context: contextOf(app) });
    await screen.findAllByTestId("account-row");
    expect(fetch).not.toHaveBeenCalled();
    frames.splice(0).forEach((frame) => frame(0));
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  });

  it("has its frame at once, a quiet line when it takes long, then itself", async () => {
    const { chunk, comes } = held(InspectorPage);
    const { user } = await open({ inspector: chunk });
    await user.click(click("inspector"));
    expect(pane(pageWords.inspector).textContent?.trim()).toBe("");
    expect(pane(pageWords.inspector).getAttribute("aria-busy")).toBe("true");
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(await screen.findByRole("progressbar", { name: "Opening Inspector" })).toBeTruthy();
    comes();
    expect(await screen.findByTestId("inspector-page")).toBeTruthy();
    expect(pane(pageWords.inspector).getAttribute("aria-busy")).toBe("false");
    await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  });

  it("says that it could not be opened, and opens by the one button there, which leads on to it", async () => {
    // Without a layout nothing would count as visible, and get no focus.
    vi.spyOn(HTMLElement.prototype, "offsetParent", "get").mockReturnValue(document.body);
    const { chunk, comes, fails } = held(ActivityPage);
    const { user } = await open({ activity: chunk });
    await user.click(click("activity"));
    fails();
    const told = within(pane(pageWords.activity));
    expect((await told.findByTestId("error-sentence")).textContent).toBe(
      "Activity could not be opened. Your sign-ins are untouched.",
    );
    const again = told.getByTestId("error-action");
    expect(again.textContent.trim()).toBe("Try again");
    await user.click(again);
    fails();
    await waitFor(() => expect(document.activeElement).toBe(told.getByTestId("error-action")));
    await user.keyboard("{Enter}");
    comes();
    await screen.findByTestId("activity-page");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
    expect(told.queryByTestId("error-sentence")).toBeNull();
  });

  it("that did not come in the background is asked for anew when it is clicked, before anything is said", async () => {
    const { chunk, comes, fails, fetch } = held(InspectorPage);
    const { user } = await open({ inspector: chunk });
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
    fails();
    await waitFor(() => expect(chunk.phase.kind).toBe("failed"));
    await user.click(click("inspector"));
    expect(screen.queryByTestId("error-sentence")).toBeNull();
    comes();
    expect(await screen.findByTestId("inspector-page")).toBeTruthy();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("never takes the place of the one that was clicked last", async () => {
    const [inspector, requests] = [held(InspectorPage), held(RequestsPage)];
    const { user } = await open({ inspector: inspector.chunk, requests: requests.chunk });
    await user.click(click("inspector"));
    await user.click(click("requests"));
    await user.click(click("inspector"));
    await user.click(click("requests"));
    requests.comes();
    await screen.findByTestId("requests-page");
    inspector.comes();
    await waitFor(() => expect(inspector.chunk.phase.kind).toBe("here"));
    expect(screen.queryByTestId("inspector-page")).toBeNull();
    expect(pane(pageWords.requests)).toBeTruthy();
    await user.click(screen.getByTestId("page-accounts"));
    expect(await screen.findByTestId("account-header")).toBeTruthy();
    expect(screen.queryByTestId("requests-page")).toBeNull();
  });
});
