import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../ipc/types";
import { FakeEngine } from "../ipc/fake";
import { PHASES, accountIn, fakeAccount, fakeError, fakeSignIn } from "../ipc/fake-data";
import { AccountDetails } from "./detail.svelte";
import { EngineStore } from "./engine.svelte";

describe("the store", () => {
  it("loses no event that comes between listening and the first answer", async () => {
    const engine = new FakeEngine();
    const overview = engine.overview;
    engine.overview = async () => {
      const answer = await overview();
      engine.emit({ kind: "account_changed", account: accountIn("signed_out") });
      return answer;
    };
    const store = new EngineStore(engine);
    await store.start();
    expect(store.accounts.get("ada")?.state.kind).toBe("signed_out");
  });

  it("keeps the error of a first answer that did not come, and recovers", async () => {
    const scene = {
      fails: { overview: fakeError("newer_state") } as { overview?: ReturnType<typeof fakeError> },
    };
    const store = new EngineStore(new FakeEngine(scene));
    await store.start();
    expect(store.loaded).toBe(true);
    expect(store.failed?.code).toBe("newer_state");
    delete scene.fails.overview;
    await store.load();
    expect(store.failed).toBeNull();
    expect(store.accounts.size).toBeGreaterThan(0);
  });

  it("tells what an account was before and is after, also when it goes", async () => {
    const engine = new FakeEngine();
    const store = new EngineStore(engine);
    await store.start();
    const seen: [string | undefined, string | undefined][] = [];
    store.onAccount(({ before, after }) => seen.push([before?.state.kind, after?.state.kind]));
    engine.emit({ kind: "account_changed", account: accountIn("signed_out") });
    engine.emit({ kind: "account_removed", id: "ada" });
    expect(seen).toEqual([
      ["active", "signed_out"],
      ["signed_out", undefined],
    ]);
    expect(store.accounts.has("ada")).toBe(false);
  });

  it("drops a cancelled sign-in and finds the one that concerns an account", async () => {
    const engine = new FakeEngine();
    const store = new EngineStore(engine);
    await store.start();
    const event = (kind: keyof typeof PHASES): EngineEvent => ({
      kind: "sign_in_changed",
      sign_in: fakeSignIn(PHASES[kind], { account: "ada" }),
    });
    engine.emit(event("browser"));
    expect(store.signInOf("ada")?.phase.kind).toBe("browser");
    expect(store.signInOf("ops")).toBeUndefined();
    engine.emit(event("cancelled"));
    expect(store.signInOf("ada")).toBeUndefined();
  });
});

describe("the detail", () => {
  it("drops an answer that comes after another account was selected", async () => {
    const engine = new FakeEngine();
    const answer = engine.account;
    const waiting: (() => void)[] = [];
    engine.account = (id) => new Promise((resolve) => waiting.push(() => resolve(answer(id))));
    const details = new AccountDetails(engine);
    details.show("ada");
    details.show("ops");
    waiting[1]?.();
    await Promise.resolve();
    waiting[0]?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect(details.value?.summary.id).toBe("ops");
  });

  it("asks again when its account changes, and only then", async () => {
    const engine = new FakeEngine();
    const store = new EngineStore(engine);
    await store.start();
    const details = new AccountDetails(engine);
    details.follow(store);
    details.show("ada");
    engine.emit({ kind: "account_changed", account: fakeAccount({ id: "ops" }) });
    engine.emit({ kind: "account_changed", account: fakeAccount() });
    expect(engine.calls.filter(([verb]) => verb === "account")).toEqual([
      ["account", "ada"],
      ["account", "ada"],
    ]);
  });
});
