// A call that the API refused, and what mends it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { PHASES, fakeAccount, fakeDetail, fakeError, fakeSignIn } from "$lib/ipc/fake-data";
import { CALL } from "$lib/ipc/fake-exchanges";
import { address, heard, open, refusing } from "./test-page";

describe("a refused call", () => {
  const refuse = async (scene: Scene) => {
    const window = await open(scene);
    await window.user.type(await address(), `${CALL.url}{Enter}`);
    await screen.findByTestId("refusal");
    return window;
  };

  it("with a token that is not taken is renewed and sent again", async () => {
    const { called, sent, user } = await refuse(refusing({ status: 401, advice: { kind: "renew" } }));
    await user.click(screen.getByTestId("mend"));
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(called("renew")).toEqual([["ada", null]]);
    expect(sent()[1]).toEqual(sent()[0]);
    // The button went away with the answer it belonged to.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("exchange-title")));
  });

  it("is not sent again when the renewal fails", async () => {
    const scene = refusing({ status: 401, advice: { kind: "renew" } });
    const { sent, user } = await refuse({ ...scene, fails: { renew: fakeError("unreachable") } });
    await user.click(screen.getByTestId("mend"));
    expect(within(await screen.findByTestId("refusal")).getByTestId("error-sentence").textContent).toContain(
      "can't be reached",
    );
    expect(sent()).toHaveLength(1);
  });

  it("gets a token for this resource", async () => {
    const resource = "https://orders.acme.example";
    const { called, sent, user } = await refuse(refusing({ advice: { kind: "other_resource", resource } }));
    await user.click(screen.getByTestId("mend"));
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(called("newLease")).toEqual([["ada", resource, []]]);
  });

  it("asks for the scope by a sign-in here, then can be sent again", async () => {
    const scene = refusing({
      error: "insufficient_scope",
      advice: { kind: "ask_scope", scopes: ["orders:write"] },
    });
    const details = {
      ada: fakeDetail(fakeAccount(), { scopes: [{ scope: "orders:write", asked: true, granted: true }] }),
    };
    const { app, called, sent, user } = await refuse({ ...scene, details });
    await user.click(screen.getByTestId("mend"));
    await screen.findByText("Finish signing in in your browser");
    expect(called("startSignIn")[0]).toEqual([
      expect.objectContaining({ account: "ada", provider: "acme", extra_scopes: ["orders:write"] }),
    ]);
    expect(app.nav.page).toBe("requests");
    app.store.apply({ kind: "sign_in_changed", sign_in: fakeSignIn(PHASES.done, { account: "ada" }) });
    await user.click(await screen.findByTestId("send-again"));
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(called("dismissSignIn")).toEqual([["s1"]]);
  });

  it("says when the scope was not granted, and offers asking anew when the sign-in is given up", async () => {
    const scene = refusing({ advice: { kind: "ask_scope", scopes: ["orders:write"] } });
    const { app, user } = await refuse(scene);
    await user.click(screen.getByTestId("mend"));
    await screen.findByText("Finish signing in in your browser");
    app.store.apply({ kind: "sign_in_changed", sign_in: fakeSignIn(PHASES.done, { account: "ada" }) });
    await waitFor(() =>
      expect(screen.getByTestId("scope-sign-in").textContent).toContain("didn't grant orders:write"),
    );
    expect(heard()).toContain("didn't grant orders:write");
    app.store.apply({ kind: "sign_in_changed", sign_in: fakeSignIn(PHASES.cancelled, { account: "ada" }) });
    expect(await screen.findByTestId("mend")).toBeTruthy();
  });

  it("that nobody but the administrator can mend has their words to copy, and no other button", async () => {
    const { called, user } = await refuse(
      refusing({ words: "approvers only", advice: { kind: "not_allowed" } }),
    );
    expect(screen.queryByTestId("mend")).toBeNull();
    expect(screen.getByTestId("refusal").textContent).toContain("says: “approvers only”");
    await user.click(screen.getByTestId("copy-administrator"));
    expect(String(called("copyText")[0]?.[0])).toContain("approvers only");
  });

  it("shows the error's code in the details alone", async () => {
    const { user } = await refuse(refusing({ error: "invalid_request", advice: { kind: "nothing" } }));
    const refusal = screen.getByTestId("refusal");
    expect(refusal.textContent).not.toContain("invalid_request");
    await user.click(screen.getByTestId("refusal-details"));
    expect(refusal.textContent).toContain("invalid_request");
  });
});
