// Entries that come while a person reads further down: what they read stays where it is.
import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ActivityEntry } from "$lib/ipc";
import { ACTIVITY, NOW } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

const ROW = 36;
/** Room above the first entry: headline and filters. */
const HEAD = 120;

const entry = (seq: number): ActivityEntry => ({
  ...(ACTIVITY[0] as ActivityEntry),
  seq,
  reference: `R${seq}`,
  at: NOW - 3600,
});
const LOG = Array.from({ length: 60 }, (_, index) => entry(60 - index));

/** jsdom lays nothing out: rows of one height stand below each other in a pane that is scrolled so far. */
function layOut() {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    if (!this.matches("ol > li")) return new DOMRect(0, 0, 640, 480);
    const above = [...document.querySelectorAll("ol > li")].indexOf(this);
    return new DOMRect(0, HEAD + above * ROW - pane().scrollTop, 640, ROW);
  });
}

const pane = () => screen.getByTestId("activity-page").closest<HTMLElement>("[data-pane]")!;
const row = (reference: string) =>
  screen.getAllByTestId("activity-entry").find((one) => one.dataset["reference"] === reference)!;
const place = (reference: string) => row(reference).getBoundingClientRect().top;

function scroll(top: number) {
  pane().scrollTop = top;
  pane().dispatchEvent(new Event("scroll"));
}

async function open() {
  const opened = await openWindow({ activity: LOG });
  opened.app.nav.go("activity");
  await screen.findAllByTestId("activity-entry");
  layOut();
  const recorded = (...seqs: number[]) => {
    for (const seq of seqs) opened.engine.emit({ kind: "activity_added", entry: entry(seq) });
    return waitFor(() => expect(row(`R${seqs.at(-1)}`)).toBeDefined());
  };
  return { ...opened, recorded };
}

afterEach(() => void vi.restoreAllMocks());

describe("new entries", () => {
  it("leave what is read further down where it is, folded out and focused as it was", async () => {
    const { user, recorded } = await open();
    scroll(1000);
    const read = row("R30");
    within(read).getByRole("button").focus();
    await user.keyboard("{Enter}");
    const before = place("R30");
    await recorded(61, 62);
    expect(place("R30")).toBe(before);
    expect(pane().scrollTop).toBe(1000 + 2 * ROW);
    await recorded(63);
    expect(place("R30")).toBe(before);
    expect(row("R30")).toBe(read);
    expect(document.activeElement).toBe(within(read).getAllByRole("button")[0]);
    expect(document.activeElement?.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByTestId("new-entries").textContent).toContain("3 new entries");
  });

  it("are one click away, and the focus goes with it", async () => {
    const { user, recorded } = await open();
    scroll(1000);
    await recorded(61);
    await user.click(screen.getByRole("button", { name: "1 new entry" }));
    expect(pane().scrollTop).toBe(0);
    expect(screen.queryByTestId("new-entries")).toBeNull();
    expect(document.activeElement).toBe(within(row("R61")).getByRole("button"));
  });

  it("just appear while the newest are looked at", async () => {
    const { recorded } = await open();
    scroll(HEAD);
    await recorded(61, 62);
    expect(pane().scrollTop).toBe(HEAD);
    expect(screen.queryByTestId("new-entries")).toBeNull();
  });

  it("are seen by scrolling up, too", async () => {
    const { recorded } = await open();
    scroll(1000);
    await recorded(61);
    scroll(400);
    expect(screen.getByTestId("new-entries")).toBeDefined();
    scroll(0);
    await waitFor(() => expect(screen.queryByTestId("new-entries")).toBeNull());
  });
});
