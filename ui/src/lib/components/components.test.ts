import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeEngine } from "../ipc/fake";
import { NOW, fakeError } from "../ipc/fake-data";
import { contextOf, makeApp } from "../state/context";
import Button from "./Button.svelte";
import ErrorPanel from "./ErrorPanel.svelte";
import LifetimeBar from "./LifetimeBar.svelte";
import ProgressLine from "./ProgressLine.svelte";
import Truncate from "./Truncate.svelte";

const text = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));

describe("a button that can't act", () => {
  it("keeps the focus, says why, and does nothing", async () => {
    const act = vi.fn();
    render(Button, { onclick: act, reason: "no token now", children: text("Copy") });
    const button = screen.getByRole("button");
    await userEvent.tab();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    const about = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(about?.textContent).toBe("no token now");
    await userEvent.click(button);
    expect(act).not.toHaveBeenCalled();
  });
});

describe("the progress line", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const line = () => screen.queryByRole("progressbar");

  it("is not shown for what takes less than 200 ms", async () => {
    const { rerender } = render(ProgressLine, { active: true, label: "Reading" });
    await vi.advanceTimersByTimeAsync(190);
    await rerender({ active: false });
    await vi.advanceTimersByTimeAsync(1000);
    expect(line()).toBeNull();
  });

  it("stays 300 ms once it is shown", async () => {
    const { rerender } = render(ProgressLine, { active: true, label: "Reading" });
    await vi.advanceTimersByTimeAsync(210);
    expect(line()).not.toBeNull();
    await rerender({ active: false });
    await vi.advanceTimersByTimeAsync(200);
    expect(line()).not.toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    expect(line()).toBeNull();
  });
});

describe("text that is cut", () => {
  it("is whole for whoever copies it, and never cut inside a character", () => {
    const { container } = render(Truncate, { text: "👩🏽‍🚀🛰️7f3c09e2-55d1-4c8e-a7b0-🛰91e2", middle: true });
    expect(container.textContent?.trim()).toBe("👩🏽‍🚀🛰️7f3c09e2-55d1-4c8e-a7b0-🛰91e2");
    expect(container.querySelector("[title]")?.getAttribute("title")).toContain("7f3c09e2");
  });
});

describe("a lifetime", () => {
  it("is one image with a sentence for a name, its labels kept from screen readers", () => {
    const label = { time: "12:08", word: "issued" };
    render(LifetimeBar, {
      from: 0,
      to: 100,
      now: 250,
      name: "Access token: expired",
      start: label,
      end: label,
    });
    const bar = screen.getByRole("img", { name: "Access token: expired" });
    expect(bar.querySelector("[aria-hidden]")?.textContent).toContain("issued");
    expect(bar.querySelector<HTMLElement>(".done")?.style.width).toBe("100%");
  });
});

describe("an error", () => {
  const app = (scene = {}) => makeApp(new FakeEngine(scene), () => NOW);

  it("has its sentence and one button, and the rest folded away with the OAuth code", async () => {
    const error = fakeError("declined", {
      oauth_error: "access_denied",
      words: "account disabled",
      status: 403,
    });
    const retry = vi.fn();
    const { container } = render(ErrorPanel, { props: { error, retry }, context: contextOf(app()) });
    expect(container.textContent).not.toContain("access_denied");
    await userEvent.click(screen.getByTestId("error-action"));
    expect(retry).toHaveBeenCalledOnce();
    await userEvent.click(screen.getByTestId("error-details"));
    for (const fact of ["access_denied", "A7-3K2", "403", "id.acme.example", "account disabled"])
      expect(container.textContent).toContain(fact);
  });

  it("tells when its own button fails", async () => {
    const context = contextOf(app({ fails: { unlockKeychain: fakeError("keychain_denied") } }));
    render(ErrorPanel, { props: { error: fakeError("keychain_locked") }, context });
    await userEvent.click(screen.getByTestId("error-action"));
    expect((await screen.findByTestId("error-sentence")).textContent).toBe(
      "The keychain refused Lanyard. Nothing was changed.",
    );
  });

  it("has no button where there is nothing to do", () => {
    render(ErrorPanel, { props: { error: fakeError("not_found") }, context: contextOf(app()) });
    expect(screen.queryByTestId("error-action")).toBeNull();
  });
});
