// Finding in the log: an employee reads a reference out, and support types it in.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { ACTIVITY } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

const shown = () => screen.queryAllByTestId("activity-entry").map((one) => one.dataset["reference"]);
const REFERENCE = ACTIVITY[3]?.reference ?? "";

async function open() {
  const opened = await openWindow();
  opened.app.nav.go("activity");
  await screen.findAllByTestId("activity-entry");
  return opened;
}

describe("Ctrl+F on the page", () => {
  it("finds an entry by its reference, and Esc brings the log back", async () => {
    const { user, called } = await open();
    await user.keyboard("{Control>}f{/Control}");
    expect(document.activeElement).toBe(screen.getByTestId("find-entries"));
    await user.keyboard(` ${REFERENCE.replace("-", "").toLowerCase()} `);
    await waitFor(() => expect(shown()).toEqual([REFERENCE]));
    // Typed at a stretch: at most one question for each pause, never one for each key.
    expect(called("activity").length).toBeLessThan(REFERENCE.length);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(shown()).toHaveLength(ACTIVITY.length));
    expect(document.activeElement).toBe(screen.getByTestId("find-entries"));
  });

  it("says calmly that there is no such entry, and shows everything again", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("problems-only"));
    await user.type(screen.getByTestId("find-entries"), "zz9zzz");
    const none = await screen.findByTestId("activity-empty");
    expect(none.textContent).toContain("No problem has the reference ZZ-9ZZZ.");
    await user.click(screen.getByRole("button", { name: "Show everything" }));
    await waitFor(() => expect(shown()).toHaveLength(ACTIVITY.length));
    expect(document.activeElement).toBe(screen.getByTestId("find-entries"));
    expect(screen.getByTestId<HTMLInputElement>("find-entries").value).toBe("");
  });

  it("keeps saying so while more is typed, until the next answer is here", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("find-entries"), "payroll");
    const none = await screen.findByTestId("activity-empty");
    await user.type(screen.getByTestId("find-entries"), "s");
    expect(none.isConnected).toBe(true);
    await waitFor(() => expect(none.textContent).toContain("No entry names “payrolls”."));
  });
});

describe("Ctrl+F on an account's tab", () => {
  it("finds in that account's entries alone", async () => {
    const { app, user } = await openWindow();
    app.nav.showAccount("ada", "activity");
    await screen.findAllByTestId("activity-entry");
    screen.getByTestId("find-entries").closest<HTMLElement>("[data-pane]")!.querySelector("button")!.focus();
    await user.keyboard("{Control>}f{/Control}");
    expect(document.activeElement).toBe(screen.getByTestId("find-entries"));
    await user.keyboard("contoso");
    await waitFor(() =>
      expect(screen.getByTestId("activity-empty").textContent).toContain(
        "No entry of this account names “contoso”.",
      ),
    );
  });
});
