import { describe, expect, it } from "vitest";
import type { Scene } from "../ipc/fake";
import { fakeInspection } from "../ipc/fake-inspections";
import { EXPIRED } from "../ipc/fake-tokens";
import { make } from "./test-inspector";

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
