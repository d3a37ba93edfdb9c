import { describe, expect, it } from "vitest";
import { ACME, CONTOSO, NOW, accountIn, fakeAccount } from "../ipc/fake-data";
import { FakeEngine } from "../ipc/fake";
import { EngineStore } from "./engine.svelte";
import { AccountList, arrange, keep } from "./list.svelte";

const a = fakeAccount({ id: "a", title: "zoe@acme.example" });
const b = fakeAccount({ id: "b", title: "ada10@acme.example" });
const c = fakeAccount({ id: "c", title: "ada9@acme.example" });
const d = accountIn("needs_sign_in", { id: "d", provider: "contoso", title: "zed@contoso.example" });
const e = fakeAccount({ id: "e", provider: "contoso", title: "abe@contoso.example" });

describe("the account list", () => {
  it("orders by provider, then those that need the person, then by name with numbers as numbers", () => {
    expect(arrange([a, b, c, e, d], [ACME, CONTOSO])).toEqual(["c", "b", "a", "d", "e"]);
  });

  it("puts accounts of a provider that is gone last", () => {
    expect(arrange([d, a], [ACME])).toEqual(["a", "d"]);
  });

  it("keeps every row in its place while held, and adds a new one behind its provider's last", () => {
    const now = new Map([a, c, d, e].map((account) => [account.id, account]));
    expect(keep(["a", "b", "d"], now)).toEqual(["a", "c", "d", "e"]);
  });

  it("does not move a row under the pointer, and does as soon as the pointer leaves", async () => {
    const engine = new FakeEngine({ overview: { accounts: [a, b], providers: [ACME] } });
    const store = new EngineStore(engine);
    await store.start();
    const list = new AccountList(store);
    expect(list.accounts.map((account) => account.id)).toEqual(["b", "a"]);
    list.held = true;
    const failing = accountIn("needs_sign_in", { id: "a", title: a.title });
    engine.emit({ kind: "account_changed", account: failing });
    expect(list.accounts.map((account) => account.id)).toEqual(["b", "a"]);
    expect(list.accounts[1]?.state.kind).toBe("needs_sign_in");
    list.held = false;
    expect(list.accounts.map((account) => account.id)).toEqual(["a", "b"]);
  });

  it("finds by e-mail, handle, name and provider", async () => {
    const store = new EngineStore(new FakeEngine());
    await store.start();
    const list = new AccountList(store);
    list.query = "  CONTOSO-ops ";
    expect(list.accounts.map((account) => account.id)).toEqual(["ops"]);
    list.query = "acme id";
    expect(list.accounts.every((account) => account.provider === "acme")).toBe(true);
    expect(list.accounts).not.toHaveLength(0);
  });

  it("counts those that need the person, not those that help themselves", async () => {
    const accounts = [
      accountIn("needs_sign_in", { id: "1" }),
      accountIn("setup", { id: "2" }),
      accountIn("keychain_locked", { id: "3" }),
      accountIn("retrying", { id: "4" }),
      accountIn("signed_out", { id: "5" }),
      fakeAccount({ id: "6", session_until: NOW - 1 }),
    ];
    const store = new EngineStore(new FakeEngine({ overview: { accounts } }));
    await store.start();
    expect(new AccountList(store).waiting).toBe(3);
  });
});
