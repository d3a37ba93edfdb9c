// What went wrong, found in the log by the reference that an error shows.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { openWindow } from "../../test-window";

describe("activity", () => {
  it("asks for problems only, and folds out the reference that the error shows", async () => {
    const { app, called, user } = await openWindow();
    app.nav.go("activity");
    await user.click(await screen.findByTestId("problems-only"));
    await waitFor(() =>
      expect(called("activity").at(-1)).toEqual([expect.objectContaining({ problems_only: true })]),
    );
    const entry = (await screen.findAllByTestId("activity-entry")).find(
      (one) => one.dataset["kind"] === "needs_sign_in",
    )!;
    await user.click(within(entry).getByRole("button", { expanded: false }));
    expect(entry.textContent).toContain("invalid_grant");
  });
});
