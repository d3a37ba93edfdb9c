import { render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import App from "../App.svelte";
import { FakeEngine } from "$lib/ipc/fake";
import { NOW } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";

/** A provider file that was mailed: another address under a name that is known. */
const FILE = {
  name: "Acme ID",
  issuer: "https://evil.example",
  client_id: "lanyard",
  scopes: [],
  resources: [],
};

const field = (name: string) => screen.getByTestId<HTMLInputElement>(name).value;

describe("a provider file that is dropped", () => {
  it("opens the form for a new provider and leaves the settings being edited alone", async () => {
    const engine = new FakeEngine({});
    const app = makeApp(engine, () => NOW);
    render(App, { context: contextOf(app) });
    await waitFor(() => expect(app.store.loaded).toBe(true));
    app.nav.showEditProvider("contoso");
    await screen.findByTestId("edit-provider-page");
    const before = field("issuer");
    engine.emitShell({ kind: "provider_file_dropped", name: "acme.lanyard-provider", file: FILE });
    await waitFor(() => expect(screen.queryByTestId("edit-provider-page")).toBeNull());
    await waitFor(() => expect(field("issuer")).toBe(FILE.issuer));
    expect(app.nav.selection.kind).toBe("add");
    expect(engine.calls.map(([verb]) => verb)).not.toContain("editProvider");
    // Nothing waits for the next form that opens.
    app.nav.showEditProvider("contoso");
    await screen.findByTestId("edit-provider-page");
    expect(field("issuer")).toBe(before);
    expect(before).not.toBe(FILE.issuer);
  });

  it("comes to the front from another page", async () => {
    const engine = new FakeEngine({});
    const app = makeApp(engine, () => NOW);
    render(App, { context: contextOf(app) });
    await waitFor(() => expect(app.store.loaded).toBe(true));
    app.nav.showAdd();
    app.nav.go("activity");
    engine.emitShell({ kind: "provider_file_dropped", name: "acme.lanyard-provider", file: FILE });
    await waitFor(() => expect(field("issuer")).toBe(FILE.issuer));
    expect(app.nav.page).toBe("accounts");
  });
});
