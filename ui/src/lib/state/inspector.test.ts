import { describe, expect, it } from "vitest";
import { FakeEngine, type Scene } from "../ipc/fake";
import { fakeError } from "../ipc/fake-data";
import { fakeInspection } from "../ipc/fake-inspections";
import { EXPIRED } from "../ipc/fake-tokens";
import type { InspectionView } from "../ipc/types";
import { Announcer } from "./announcer.svelte";
import { Inspector } from "./inspector.svelte";
import { Report } from "./inspector-report.svelte";

function make(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const announcer = new Announcer();
  const inspector = new Inspector(engine, announcer);
  inspector.enter();
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  return { engine, announcer, inspector, called };
}

/** An answer that is given later. */
function later<T>() {
  let give: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (give = resolve));
  return { promise, give };
}

describe("a token that is looked at", () => {
  it("loses against leaving the page, and is forgotten in the engine when it comes late", async () => {
    const { engine, inspector, called } = make();
    const answer = later<InspectionView>();
    engine.inspectClipboard = () => answer.promise;
    const pasting = inspector.paste();
    inspector.leave();
    expect(called("forgetInspections")).toEqual([[[]]]);
    answer.give(fakeInspection());
    await pasting;
    expect(inspector.inspection).toBeNull();
    expect(called("forgetInspections")).toEqual([[[]], [[]]]);
  });

  it("loses against the one pasted after it, which the engine keeps", async () => {
    const { engine, inspector, called } = make();
    const [first, second] = [later<InspectionView>(), later<InspectionView>()];
    engine.inspectClipboard = () => first.promise;
    const one = inspector.paste();
    engine.inspectClipboard = () => second.promise;
    const two = inspector.paste();
    first.give(fakeInspection({ id: "old" }));
    await one;
    // The newer one may be in the engine already: forgetting now would take it away.
    expect(called("forgetInspections")).toEqual([]);
    second.give(fakeInspection({ id: "new" }));
    await two;
    expect(inspector.inspection?.id).toBe("new");
    expect(called("forgetInspections")).toEqual([[["new"]]]);
  });

  it("is not handed over after the page was left", async () => {
    const { inspector, called } = make();
    inspector.leave();
    await inspector.type("a.b.c");
    expect(called("inspectTyped")).toEqual([]);
  });

  it("is checked with the choices made last", async () => {
    const { engine, inspector } = make();
    await inspector.paste();
    const [first, second] = [later<InspectionView>(), later<InspectionView>()];
    const id = inspector.inspection?.id ?? "";
    engine.checkAgain = () => first.promise;
    const one = inspector.choose({ profile: "id-token" });
    engine.checkAgain = () => second.promise;
    const two = inspector.choose({ profile: "jwt" });
    second.give(fakeInspection({ id, bytes: 2 }));
    first.give(fakeInspection({ id, bytes: 1 }));
    await Promise.all([one, two]);
    expect(inspector.inspection?.bytes).toBe(2);
    expect(inspector.choices.profile).toBe("jwt");
  });

  it("keeps its choices where checking fails, and tells why", async () => {
    const { inspector } = make({ fails: { checkAgain: fakeError("internal") } });
    await inspector.paste();
    await inspector.choose({ profile: "id-token" });
    expect(inspector.choices.profile).toBeNull();
    expect(inspector.checking.error?.code).toBe("internal");
  });

  it("takes new choices for a new token", async () => {
    const { inspector } = make();
    await inspector.paste();
    await inspector.choose({ audience: "https://a.example", keys: { kind: "nothing" } });
    await inspector.sample();
    expect(inspector.choices.audience).toBeNull();
    expect(inspector.choices.keys).toEqual({ kind: "matching" });
  });
});

describe("the verdict", () => {
  it("is announced once, and not again for a check that says the same", async () => {
    const { announcer, inspector } = make({ inspector: { inspection: EXPIRED } });
    await inspector.paste();
    expect(announcer.text).toBe("Not valid: it expired 3 minutes ago");
    announcer.text = "";
    await inspector.choose({ profile: "jwt" });
    expect(announcer.text).toBe("");
  });

  it("that grew old is said only where its word changes", async () => {
    const scene: Scene = { inspector: { inspection: fakeInspection() } };
    const { announcer, inspector } = make(scene);
    await inspector.paste();
    announcer.text = "";
    await inspector.refresh();
    expect(announcer.text).toBe("");
    scene.inspector = { checked: EXPIRED };
    await inspector.refresh();
    expect(announcer.text).toBe("Not valid: it expired 3 minutes ago");
  });
});

describe("a comparison", () => {
  it("puts the token that was issued first before, and lets go of the other one", async () => {
    const scene: Scene = { inspector: { inspection: EXPIRED } };
    const { inspector, called } = make(scene);
    await inspector.paste();
    scene.inspector = { inspection: fakeInspection() };
    await inspector.comparing.withAccount("ada");
    expect(called("compare")).toEqual([
      [
        { kind: "inspection", id: "i1" },
        { kind: "inspection", id: "i2" },
      ],
    ]);
    expect(called("forgetInspections").at(-1)).toEqual([["i1"]]);
    expect(inspector.tab).toBe("differences");
  });

  it("turns round where the other one is older", async () => {
    const scene: Scene = { inspector: { inspection: fakeInspection() } };
    const { inspector, called } = make(scene);
    await inspector.paste();
    scene.inspector = { inspection: EXPIRED };
    await inspector.comparing.withClipboard();
    expect(called("compare")[0]?.[0]).toEqual({ kind: "inspection", id: "i2" });
  });

  it("is over with the next token", async () => {
    const { inspector } = make();
    await inspector.lastChange("ada");
    expect(inspector.comparing.result).not.toBeNull();
    await inspector.paste();
    expect(inspector.comparing.result).toBeNull();
    expect(inspector.tab).toBe("claims");
  });

  it("with what an account's token said before needs no other token", async () => {
    const { inspector, called } = make();
    await inspector.lastChange("ada");
    expect(called("compare")).toEqual([
      [
        { kind: "earlier", account: "ada", entry: 1 },
        { kind: "inspection", id: "i1" },
      ],
    ]);
  });
});

describe("keys that are asked for again", () => {
  it("are checked with, and say what changed", async () => {
    const { inspector, called } = make();
    await inspector.paste();
    await inspector.fetchKeys("acme");
    expect(called("providerKeys")).toEqual([["acme", true]]);
    expect(called("checkAgain")).toHaveLength(1);
    expect(inspector.askedKeys?.provider).toBe("acme");
  });
});

describe("a report", () => {
  const view = (masked: string[], shown: string[]) => ({ text: masked.join(), masked, shown });

  it("can't be copied before it says what would be copied", async () => {
    const { engine } = make();
    const answer = later<ReturnType<typeof view>>();
    engine.report = () => answer.promise;
    const report = new Report(engine, "i1");
    const writing = report.write();
    expect(report.current).toBe(false);
    answer.give(view(["email"], ["iss"]));
    await writing;
    expect(report.current).toBe(true);
    expect([report.masks("email"), report.masks("iss")]).toEqual([true, false]);
    expect(report.others).toEqual(["iss"]);
  });

  it("keeps a secret masked, whatever is ticked, and says so", async () => {
    const { engine } = make();
    engine.report = () => Promise.resolve(view(["email", "password"], []));
    const report = new Report(engine, "i1");
    await report.write();
    await report.setMasked("password", false);
    expect(report.masks("password")).toBe(true);
    expect(report.secret).toEqual(["password"]);
    expect(report.choices.show).toEqual([]);
  });

  it("is the one of the last choice, also when an older answer comes later", async () => {
    const { engine } = make();
    const [first, second] = [later<ReturnType<typeof view>>(), later<ReturnType<typeof view>>()];
    const report = new Report(engine, "i1");
    engine.report = () => first.promise;
    const one = report.write();
    engine.report = () => second.promise;
    const two = report.setFormat("json");
    second.give(view(["new"], []));
    first.give(view(["old"], []));
    await Promise.all([one, two]);
    expect(report.view?.text).toBe("new");
  });
});
