// The Requests page in the whole window, and what its tests look at.
import { screen, waitFor } from "@testing-library/svelte";
import { expect } from "vitest";
import type { Scene } from "$lib/ipc/fake";
import { fakeRefused } from "$lib/ipc/fake-exchanges";
import type { ApiCall, CallAdvice, RefusalView } from "$lib/ipc";
import { openWindow } from "../../test-window";

export const FOREIGN = "https://orders.acme-example.com/orders";

/** Opens the page, with Ada chosen. `sent` tells what was called. */
export async function open(scene: Scene = {}) {
  const window = await openWindow(scene);
  const { app, called } = window;
  app.requests.draft.account = "ada";
  app.nav.go("requests");
  await screen.findByTestId("requests-page");
  return { ...window, sent: () => called("callApi").map(([call]) => call as ApiCall) };
}

export const address = () => screen.findByTestId<HTMLInputElement>("address");
export const ok = () => waitFor(() => expect(screen.getByTestId("outcome").textContent).toContain("200 OK"));
export const heard = () => screen.getByTestId("announcer").textContent;
export const refusing = (refusal: Partial<RefusalView> & { advice: CallAdvice }): Scene => ({
  requests: { exchange: fakeRefused(refusal) },
});
