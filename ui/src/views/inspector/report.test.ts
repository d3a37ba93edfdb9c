// The report that can be shared.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { EXPIRED } from "$lib/ipc/fake-tokens";
import { look } from "./test-page";

describe("the report", () => {
  it("shows what will be copied and what is masked in it, before it is copied", async () => {
    const { called, user } = await look(EXPIRED);
    await user.click(screen.getByTestId("copy-report"));
    const text = await screen.findByTestId("report-text");
    expect(called("report")).toEqual([["i1", { format: "text", show: [], mask: [] }]]);
    expect(text.textContent).not.toContain("ada@acme.example");
    const mask = (name: string) =>
      screen
        .getAllByTestId<HTMLInputElement>("mask")
        .find((box) => box.dataset["claim"] === name) as HTMLInputElement;
    expect(screen.getAllByTestId("mask").map((box) => box.dataset["claim"])).toEqual(["email", "sub"]);
    await user.click(mask("email"));
    await waitFor(() => expect(text.textContent).toContain("ada@acme.example"));
    await user.click(screen.getByTestId("mask-more"));
    await user.click(mask("roles"));
    await user.click(screen.getByTestId("format-json"));
    await waitFor(() => expect(text.textContent).toContain('"signature": "removed"'));
    await user.click(screen.getByTestId("confirm-copy-report"));
    expect(called("copyReport")).toEqual([["i1", { format: "json", show: ["email"], mask: ["roles"] }]]);
  });

  it("copies nothing while it is being written", async () => {
    const { called, user } = await look(EXPIRED, { hangs: ["report"] });
    await user.click(screen.getByTestId("copy-report"));
    await user.click(await screen.findByTestId("confirm-copy-report"));
    expect(called("copyReport")).toEqual([]);
  });

  it("gives the focus back when it is closed", async () => {
    const { user } = await look(EXPIRED);
    screen.getByTestId("copy-report").focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("report-dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("copy-report")));
  });
});
