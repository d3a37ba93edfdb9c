// What an administrator comes for, from the list to the proof.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeJob } from "$lib/ipc/fake-sessions";
import { confirm, heard, open, rows, what } from "./test-page";

describe("the stolen-laptop walk", () => {
  it("goes by keys alone", async () => {
    const { user, called } = await open();
    await rows();
    screen.getByTestId("session-search").focus();
    await user.keyboard("bob{Enter}");
    const grid = screen.getByTestId("session-grid");
    expect(document.activeElement).toBe(grid);
    await waitFor(() => expect(grid.getAttribute("aria-rowcount")).toBe("13"));
    await user.keyboard("{Enter}");
    const panel = await screen.findByTestId("person-panel");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    const lost = await within(panel).findAllByTestId("end-device");
    const stolen = lost.find((one) => one.dataset["from"] === "10.1.4.7")!;
    while (document.activeElement !== stolen) await user.tab();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("reason")));
    expect(what(called("dryRun")[0])).toMatchObject({
      kind: "matching",
      filter: { user: "u-bob", from: "10.1.4.7" },
    });
    await user.keyboard("Stolen laptop, ticket 4711{Enter}{Enter}");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("All 2 sessions are ended"));
    expect(called("endSessions")).toEqual([["d1", "Stolen laptop, ticket 4711", 2, false]]);
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId("prove"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(heard()).toContain("They are dead"));
  });

  it("closes the person by Esc and is back in the list", async () => {
    const { user } = await open();
    await rows();
    screen.getByTestId("session-grid").focus();
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByTestId("person-panel");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("person-panel")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("session-grid")));
  });
});

describe("someone left", () => {
  it("is disabled first, and the dialog says so", async () => {
    const { user, called, app } = await open();
    await rows();
    await app.admin.desk?.person.open("u-bob", "Bob Ray");
    await user.click(await screen.findByTestId("disable-person"));
    await screen.findByTestId("dry-run");
    expect(called("dryRun")[0]).toEqual(["acme", { kind: "user", user: "u-bob", disable: true }]);
    expect(screen.getByTestId("end-dialog").textContent).toContain("The account is disabled first");
    expect(screen.getByTestId("confirm-end").textContent).toBe("Disable, then end 4 sessions");
    await confirm(user);
    const job = await screen.findByTestId("job");
    expect(within(job).getByTestId("disabling").textContent?.trim()).toBe("Account disabled");
    const [first] = within(job).getAllByTestId(/^(disabling|results)$/);
    expect(first?.dataset["testid"]).toBe("disabling");
  });

  it("and can't be disabled: that is said with why, and tried again where it can be", async () => {
    const alone = { total: 0, ended: 0, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
    const why = "it answered 503: try later";
    const { user, called, app } = await open();
    await rows();
    app.admin.jobs.show(fakeJob({ ...alone, disabling: { kind: "to_retry", why } }));
    const line = await screen.findByTestId("disabling");
    expect(line.textContent).toContain("Not disabled");
    expect(line.querySelector("bdi")?.textContent).toBe(why);
    expect(screen.queryByTestId("results")).toBeNull();
    await user.click(screen.getByTestId("retry-job"));
    expect(called("retryJob")).toEqual([["j1"]]);
  });
});
