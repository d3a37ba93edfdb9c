// A call: how it is sent, what of it can be typed, who can send it, what stays of it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { WORK, accountIn, fakeError } from "$lib/ipc/fake-data";
import { CALL } from "$lib/ipc/fake-exchanges";
import { address, heard, ok, open } from "./test-page";

describe("a call", () => {
  it("is sent by Enter in the address, with a scheme where none was typed", async () => {
    const { sent, user } = await open();
    await user.type(await address(), "orders.acme.example/orders{Enter}");
    await ok();
    expect(sent()).toEqual([{ ...CALL, url: "https://orders.acme.example/orders" }]);
    expect((await address()).value).toBe("https://orders.acme.example/orders");
    expect(heard()).toBe("200 OK, answered, after 91 ms");
  });

  it("is sent by Ctrl+Enter from the body, with headers and body", async () => {
    const { sent, user } = await open();
    await user.selectOptions(screen.getByTestId("method"), "POST");
    await user.click((await screen.findAllByTestId("proposal"))[0]!);
    expect(document.activeElement).toBe(await address());
    await user.keyboard("/orders");
    await user.click(screen.getByTestId("tab-body"));
    await user.type(screen.getByTestId("body"), '{{"a":1}');
    await user.click(screen.getByTestId("content-type"));
    await user.click(screen.getByTestId("format"));
    screen.getByTestId("body").focus();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await ok();
    expect(sent()).toEqual([
      {
        ...CALL,
        method: "POST",
        headers: [{ name: "Content-Type", text: "application/json" }],
        body: '{\n  "a": 1\n}',
      },
    ]);
  });

  it("is not sent to what is no address", async () => {
    const { sent, user } = await open();
    await user.type(await address(), "not an address{Enter}");
    expect((await address()).getAttribute("aria-invalid")).toBe("true");
    await user.clear(await address());
    await user.type(await address(), "javascript:alert(1){Enter}");
    expect(document.activeElement).toBe(await address());
    expect(sent()).toEqual([]);
  });

  it("is sent once, however often Send is pressed", async () => {
    const { sent, user } = await open({ hangs: ["callApi"] });
    await user.type(await address(), `${CALL.url}{Enter}{Enter}`);
    await user.click(screen.getByTestId("send"));
    expect(sent()).toHaveLength(1);
    expect(screen.getByTestId("send").getAttribute("aria-busy")).toBe("true");
  });

  it("says what the engine refused to send", async () => {
    const { user } = await open({
      fails: { callApi: fakeError("input_invalid", { detail: "the address" }) },
    });
    await user.type(await address(), `${CALL.url}{Enter}`);
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(
      "This can't be used: the address.",
    );
    await user.click(screen.getByTestId("error-action"));
    expect(screen.queryByTestId("error")).toBeNull();
  });
});

describe("Authorization", () => {
  it("stands there without a token and can't be typed", async () => {
    const { sent, user } = await open();
    expect(screen.getByTestId("authorization").textContent).toContain("added by Lanyard, never shown");
    expect(within(screen.getByTestId("authorization")).queryByRole("textbox")).toBeNull();
    await user.click(screen.getByTestId("add-header"));
    expect(document.activeElement).toBe(screen.getByTestId("header-name"));
    await user.keyboard("authorization");
    expect(screen.getByTestId("header-problem").textContent).toContain("Lanyard adds Authorization itself");
    await user.type(await address(), `${CALL.url}{Enter}`);
    expect(sent()).toEqual([]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("header-name")));
    await user.click(screen.getByTestId("remove-header"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("add-header")));
  });
});

describe("an account without a token", () => {
  it("can't send, and has the button that brings one", async () => {
    const { app, sent, user } = await open({
      overview: { accounts: [accountIn("needs_sign_in"), ...WORK.slice(1)] },
    });
    await user.type(await address(), `${CALL.url}{Enter}`);
    expect(screen.getByTestId("send").getAttribute("aria-disabled")).toBe("true");
    expect(sent()).toEqual([]);
    await user.click(within(screen.getByTestId("account-notice")).getByTestId("account-act"));
    await waitFor(() => expect(app.nav.account).toBe("ada"));
  });
});

describe("leaving the page", () => {
  it("keeps nothing that was written or came back, and a late answer is not shown", async () => {
    const { app, user } = await open();
    await user.type(await address(), "https://orders.acme.example/orders?key=canary");
    app.requests.draft.addHeader("X-Api-Key", "canary");
    app.requests.draft.body = "canary";
    await user.click(screen.getByTestId("send"));
    await ok();
    const late = app.requests.send({ ...CALL, body: "canary" });
    app.nav.go("activity");
    await screen.findByTestId("activity-page");
    await late;
    const { draft, phase, shown, history } = app.requests;
    expect(JSON.stringify([draft.address, draft.headers, draft.body, phase, shown, history])).not.toContain(
      "canary",
    );
    expect([phase.kind, shown, history]).toEqual(["idle", null, []]);
    app.nav.go("requests");
    expect((await address()).value).toBe("https://orders.acme.example/orders");
    await screen.findByTestId("exchange-history");
  });
});
