// Two tokens side by side.
import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { EXPIRED } from "$lib/ipc/fake-tokens";
import { look, open } from "./test-page";

describe("a comparison", () => {
  it("opens its tab, with both verdicts, signs and words, and what differs by nature folded", async () => {
    const { user } = await look(EXPIRED);
    expect(screen.queryByTestId("tab-differences")).toBeNull();
    await user.click(screen.getByTestId("compare"));
    await user.click(await screen.findByTestId("compare-clipboard"));
    const part = await screen.findByTestId("part-differences");
    expect(
      within(part)
        .getAllByTestId("difference-group")
        .map((group) => group.dataset["kind"]),
    ).toEqual(["added", "removed", "changed"]);
    expect(part.textContent).toContain("Not valid");
    expect(part.textContent).toContain("Valid");
    expect(screen.getByTestId("set-removed").textContent?.replace(/\s+/g, " ").trim()).toBe(
      "− removed approver",
    );
    expect(screen.queryByText("jti")).toBeNull();
    await user.click(screen.getByTestId("per-token"));
    expect(screen.getByText("jti")).toBeTruthy();
    expect(screen.getByTestId("same").textContent).toBe("9 claims are the same");
  });

  it("with an earlier token is chosen by what had changed in it", async () => {
    const { called, user } = await open();
    await user.click(screen.getByTestId("use-account-menu"));
    await user.click((await screen.findAllByTestId("use-account"))[1]!);
    await user.click(await screen.findByTestId("compare"));
    await user.click((await screen.findAllByTestId("compare-earlier"))[0]!);
    const leases = await screen.findAllByTestId("earlier-lease");
    expect(leases[1]?.textContent).toContain("roles: approver removed");
    await user.click(leases[1]!);
    await screen.findByTestId("part-differences");
    expect(called("compare")).toEqual([
      [
        { kind: "earlier", account: "ada", entry: 1 },
        { kind: "inspection", id: "i1" },
      ],
    ]);
  });
});
