// What came back, and the steps by which it came.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { CALL, fakeAnswer, fakeExchange, fakeUnreachable } from "$lib/ipc/fake-exchanges";
import { address, heard, open, refusing } from "./test-page";

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
