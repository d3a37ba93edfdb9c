// A call to an address that is none of the account's own: the person is asked elsewhere.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { CALL } from "$lib/ipc/fake-exchanges";
import { FOREIGN, address, heard, ok, open } from "./test-page";

describe("an address that is none of the account's own", () => {
  const ask = async () => {
    const window = await open();
    await window.user.type(await address(), `${FOREIGN}{Enter}`);
    const waiting = await screen.findByTestId("waiting-for-answer");
    return { ...window, waiting };
  };

  it("waits for Lanyard's own window: here is nothing to allow it with", async () => {
    const { sent, user, waiting } = await ask();
    expect(waiting.textContent).toContain(
      "https://orders.acme-example.com is none of ada@acme.example's own addresses",
    );
    expect(heard()).toBe("Waiting for you to allow this in Lanyard's own window");
    const buttons = within(waiting).getAllByRole("button");
    expect(buttons.map(({ textContent }) => textContent.trim())).toEqual(["Show the question", "Cancel"]);
    await user.keyboard("{Enter}{Enter}");
    await user.click(screen.getByTestId("send"));
    expect(sent()).toEqual([{ ...CALL, url: FOREIGN }]);
    expect(screen.queryByTestId("outcome")).toBeNull();
  });

  it("is called once the person has allowed it there", async () => {
    const { engine, sent } = await ask();
    engine.answerCall(null);
    await ok();
    expect(sent()).toHaveLength(1);
    expect(screen.queryByTestId("waiting-for-answer")).toBeNull();
    expect(heard()).toBe("200 OK, answered, after 91 ms");
  });

  it("says so when it was not allowed", async () => {
    const { engine } = await ask();
    engine.answerCall("denied");
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(
      "Nothing was sent to https://orders.acme-example.com: it is none of this account's own addresses, " +
        "and you didn't allow it.",
    );
    expect(screen.queryByTestId("waiting-for-answer")).toBeNull();
  });

  it("is left alone by Cancel, whatever the line says by then", async () => {
    const { app, called, sent, user } = await ask();
    app.requests.draft.address = "https://elsewhere.example";
    await user.click(screen.getByTestId("cancel-call"));
    expect(document.activeElement).toBe(await address());
    await waitFor(() => expect(heard()).toBe("Nothing was sent"));
    expect(called("withdrawQuestion")).toEqual([["asked"]]);
    expect(sent()).toHaveLength(1);
    expect(screen.queryByTestId("error")).toBeNull();
  });

  it("is left alone when the page is left", async () => {
    const { app, called } = await ask();
    app.nav.go("activity");
    await waitFor(() => expect(called("withdrawQuestion")).toEqual([["asked"]]));
  });
});
