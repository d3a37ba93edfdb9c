// The exchanges that are remembered.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { PHASES, fakeSignIn } from "$lib/ipc/fake-data";
import { DECLINED, RENEWAL, fakeExchange } from "$lib/ipc/fake-exchanges";
import { open } from "./test-page";

describe("the last exchanges", () => {
  it("open above, with the focus on what they are; another call can't be made of them", async () => {
    const { user } = await open({ requests: { history: [fakeExchange(), RENEWAL, DECLINED] } });
    const rows = await screen.findAllByTestId("exchange");
    expect(rows.map((row) => row.dataset["kind"])).toEqual(["call", "renewal", "sign_in"]);
    await user.click(rows[2]!);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("exchange-title")));
    expect(screen.getByTestId("exchange-title").textContent).toContain("Sign-in at Acme ID");
    expect(screen.getAllByTestId("exchange")[2]?.getAttribute("aria-current")).toBe("true");
  });

  it("are forgotten on request", async () => {
    const { called, user } = await open({ requests: { history: [RENEWAL] } });
    await user.click(await screen.findByTestId("forget"));
    await waitFor(() => expect(screen.queryByTestId("exchange-history")).toBeNull());
    expect(called("forgetExchanges")).toHaveLength(1);
  });

  it("are one click from a sign-in that failed, with no account too", async () => {
    const scene: Scene = {
      overview: { accounts: [], sign_ins: [fakeSignIn(PHASES.failed)] },
      requests: { history: [RENEWAL, DECLINED] },
    };
    const { app, user } = await open(scene);
    expect(screen.getByTestId("requests-empty")).toBeTruthy();
    app.nav.showSignIn("s1");
    await user.click(await screen.findByTestId("see-exchange"));
    expect((await screen.findByTestId("exchange-title")).textContent).toContain("Sign-in at Acme ID");
    const failed = screen.getAllByTestId("step").find((one) => one.dataset["state"] === "failed");
    expect(failed?.dataset["step"]).toBe("person_consented");
    expect(within(failed!).getByTestId("step-details")).toBeTruthy();
  });

  it("say when the one asked for is gone", async () => {
    const { app } = await open();
    await app.requests.show("gone");
    expect(await screen.findByText("This exchange is no longer remembered.")).toBeTruthy();
  });
});
