// Files that leave the Console: the person may cancel, and is told where a place takes none.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Engine, ErrorView } from "$lib/ipc";
import { fakeError } from "$lib/ipc/fake-data";
import { open } from "./test-page";

const FULL = fakeError("file_not_written", { step: "file", detail: "full" });
const SAID = "The disk there is full, so the file was not saved. Nothing there was changed.";

describe("evidence", () => {
  it("is not said to be saved where no place took it, and the same is offered elsewhere", async () => {
    const fails: Partial<Record<keyof Engine, ErrorView>> = { exportEvidence: FULL };
    const { called, user } = await open({}, { fails });
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
    expect(called("exportEvidence")).toEqual([["json"], ["json"]]);
  });

  it("is not said to be saved where the person chose nowhere", async () => {
    const { engine, called, user } = await open();
    engine.exportEvidence = async (format) => {
      engine.calls.push(["exportEvidence", format]);
      return false;
    };
    await user.click(await screen.findByTestId("evidence"));
    await user.click(await screen.findByTestId("evidence-csv"));
    await waitFor(() => expect(called("exportEvidence")).toEqual([["csv"]]));
    expect(screen.getByTestId("evidence").textContent).not.toContain("Evidence saved");
    expect(screen.getByTestId("announcer").textContent).not.toContain("Evidence saved");
  });
});
