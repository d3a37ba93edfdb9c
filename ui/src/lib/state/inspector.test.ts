import { describe, expect, it } from "vitest";
import type { Scene } from "../ipc/fake";
import { fakeError } from "../ipc/fake-data";
import { fakeInspection } from "../ipc/fake-inspections";
import { EXPIRED } from "../ipc/fake-tokens";
import type { InspectionView } from "../ipc/types";
import { make } from "./test-inspector";
import { later } from "../../test-later";

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

describe("keys that are asked for again", () => {
  it("are checked with, and say what changed", async () => {
    const { inspector, called } = make();
    await inspector.paste();
    await inspector.provider.fetchKeys("acme");
    expect(called("providerKeys")).toEqual([["acme", true]]);
    expect(called("checkAgain")).toHaveLength(1);
    expect(inspector.provider.keys?.provider).toBe("acme");
  });
});
