// The Requests page, written in and sent from.
import type { ApiCall } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { CALL } from "$lib/ipc/fake-exchanges";
import type { RequestsScene } from "$lib/ipc/fake-requests";
import type { App } from "$lib/state/context";
import type { Picture } from "./picture";

/** On the page, with Ada chosen. */
export const page = (scene: Scene = {}, act?: (app: App) => unknown): Picture => ({
  ...scene,
  go: (app) => {
    app.requests.draft.account = "ada";
    app.nav.go("requests");
    void act?.(app);
  },
});

/** A call that was sent, and what it came to. */
export const sent = (
  requests: RequestsScene,
  scene: Scene = {},
  act?: (app: App) => unknown,
  call: ApiCall = CALL,
): Picture =>
  page({ ...scene, requests }, async (app) => {
    write(app, call);
    await app.requests.submit("ada", call.url);
    await act?.(app);
  });

/** An address that is none of Ada's own. */
export const FOREIGN = "https://orders.acme-example.com/orders";
/** A call with headers and a body. */
export const POST: ApiCall = {
  ...CALL,
  method: "POST",
  headers: [
    { name: "Content-Type", text: "application/json" },
    { name: "Idempotency-Key", text: "4711" },
  ],
  body: '{ "item": "Lanyards, blue", "quantity": 2 }',
};

/** Writes a call into the form. */
export function write(app: App, { method, url, headers, body }: ApiCall) {
  const { draft } = app.requests;
  draft.method = method as typeof draft.method;
  draft.address = url;
  headers.forEach(({ name, text }) => draft.addHeader(name, text));
  draft.body = body ?? "";
}
