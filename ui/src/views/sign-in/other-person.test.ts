// A sign-in that somebody else finished.
import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { NOW } from "$lib/ipc/fake-data";
import { openWindow } from "../../test-window";

describe("somebody else signed in", () => {
  it("is offered to be added; nothing happens by itself", async () => {
    const signIn = {
      id: "s1",
      provider: "acme",
      provider_name: "Acme ID",
      account: "ada",
      started_at: NOW,
      redirect_uri: "http://127.0.0.1/callback",
      phase: { kind: "other_person", signed_in_as: "bob@acme.example", expected: "ada@acme.example" },
    } as const;
    const { app, called, user } = await openWindow({ overview: { sign_ins: [signIn] } });
    app.nav.showAccount("ada", "overview");
    await screen.findByText("You signed in as bob@acme.example; this account is ada@acme.example.");
    expect(called("addOtherPerson")).toEqual([]);
    await user.click(screen.getByTestId("add-other-person"));
    expect(called("addOtherPerson")).toEqual([["s1"]]);
  });
});
