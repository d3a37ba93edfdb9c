// The Requests page as a person uses it, in the whole window on an engine that answers from memory.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeEngine, type Scene } from "$lib/ipc/fake";
import {
  NOW,
  PHASES,
  WORK,
  accountIn,
  fakeAccount,
  fakeDetail,
  fakeError,
  fakeSignIn,
} from "$lib/ipc/fake-data";
import {
  CALL,
  DECLINED,
  RENEWAL,
  fakeAnswer,
  fakeExchange,
  fakeRefused,
  fakeUnreachable,
} from "$lib/ipc/fake-exchanges";
import type { ApiCall, CallAdvice, RefusalView } from "$lib/ipc";
import { contextOf, makeApp } from "$lib/state/context";

const FOREIGN = "https://orders.acme-example.com/orders";

async function open(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const app = makeApp(engine, () => NOW);
  render(App, { context: contextOf(app) });
  await waitFor(() => expect(app.store.loaded).toBe(true));
  app.requests.draft.account = "ada";
  app.nav.go("requests");
  await screen.findByTestId("requests-page");
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  const sent = () => called("callApi").map(([call]) => call as ApiCall);
  return { app, engine, called, sent, user: userEvent.setup() };
}

const address = () => screen.findByTestId<HTMLInputElement>("address");
const ok = () => waitFor(() => expect(screen.getByTestId("outcome").textContent).toContain("200 OK"));
const heard = () => screen.getByTestId("announcer").textContent;
const refusing = (refusal: Partial<RefusalView> & { advice: CallAdvice }): Scene => ({
  requests: { exchange: fakeRefused(refusal) },
});

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
    expect(within(waiting).getAllByRole("button")).toHaveLength(1);
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

describe("the steps", () => {
  const step = (name: string) => screen.getAllByTestId("step").find((one) => one.dataset["step"] === name)!;

  it("are eight in order; the failed one is open, the others fold out", async () => {
    const { user } = await open(refusing({ advice: { kind: "not_allowed" } }));
    await user.type(await address(), `${CALL.url}{Enter}`);
    await screen.findByTestId("steps");
    expect(screen.getAllByTestId("step")).toHaveLength(8);
    expect(screen.getAllByTestId("step-details")).toHaveLength(1);
    expect(within(step("token_validated")).getByTestId("step-details")).toBeTruthy();
    within(step("token_given")).getByRole("button", { expanded: false }).focus();
    await user.keyboard("{Enter}");
    expect(within(step("token_given")).getAllByTestId("message")[0]?.textContent).toContain(
      "refresh_token=••••",
    );
    expect(within(step("resource_returned")).queryByRole("button")).toBeNull();
  });

  it("copy what they show", async () => {
    const { called, user } = await open();
    await user.type(await address(), `${CALL.url}{Enter}`);
    await screen.findByTestId("steps");
    await user.click(within(step("resource_asked")).getByRole("button", { expanded: false }));
    await user.click(within(step("resource_asked")).getAllByTestId("copy-message")[0]!);
    expect(called("copyText")[0]?.[0]).toMatch(
      /^GET https:\/\/orders\.acme\.example\/orders\nauthorization: Bearer ••••/,
    );
  });
});

describe("the answer", () => {
  const answered = async (scene: Scene) => {
    const window = await open(scene);
    await window.user.type(await address(), `${CALL.url}{Enter}`);
    await screen.findByTestId("exchange-title");
    return window;
  };

  it("is text, whatever is in it, and copied as it came", async () => {
    const body = '{"note":"<script>alert(1)</script>","turned":"\u202egnp"}';
    const { called, user } = await answered({
      requests: { exchange: fakeExchange({ answer: fakeAnswer({ body }) }) },
    });
    const shown = screen.getByTestId("answer-body");
    expect(shown.textContent).toContain("<script>alert(1)</script>");
    expect(shown.textContent).toContain("\\u202egnp");
    expect(shown.querySelector("script")).toBeNull();
    await user.click(screen.getByTestId("copy-body"));
    expect(called("copyText")).toEqual([[body]]);
  });

  it("draws the beginning of a long body, and all of it on request", async () => {
    const body = "a line\n".repeat(150_000);
    const { user } = await answered({
      requests: {
        exchange: fakeExchange({ answer: fakeAnswer({ body, json: false, cut_from: 5_242_880 }) }),
      },
    });
    expect(screen.getByTestId("cut").textContent).toContain("5.2 MB");
    expect(screen.getByTestId("answer-body").textContent!.length).toBeLessThan(70_000);
    await user.click(screen.getByTestId("show-whole"));
    expect(screen.getByTestId("answer-body").textContent!.length).toBeGreaterThan(850_000);
  });

  it("says where it was sent on to, and where the token stayed behind", async () => {
    const redirects = ["https://orders.acme.example/v2", "https://cdn.acme.example/x"];
    await answered({ requests: { exchange: fakeExchange({ answer: fakeAnswer({ redirects }) }) } });
    const lines = within(screen.getByTestId("redirects")).getAllByRole("listitem");
    expect(lines.map((line) => line.textContent?.trim())).toEqual([
      "https://orders.acme.example/v2 with the token",
      "https://cdn.acme.example/x without the token",
    ]);
  });

  it("says that it is no text", async () => {
    await answered({
      requests: { exchange: fakeExchange({ answer: fakeAnswer({ body: "", binary: true }) }) },
    });
    expect(screen.getByTestId("no-text").textContent).toContain("no text");
    expect(screen.queryByTestId("copy-body")).toBeNull();
  });

  it("that never came offers the same call again", async () => {
    const { sent, user } = await answered({ requests: { exchange: fakeUnreachable() } });
    expect(screen.getByTestId("error-sentence").textContent).toContain(
      "orders.acme.example can't be reached",
    );
    expect(heard()).toBe("orders.acme.example can't be reached, so nothing was sent there.");
    await user.click(screen.getByTestId("again"));
    await waitFor(() => expect(sent()).toHaveLength(2));
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
