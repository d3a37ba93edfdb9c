import { describe, expect, it } from "vitest";
import { FakeEngine } from "../ipc/fake";
import { Report } from "./inspector-report.svelte";
import { later } from "../../test-later";

describe("a report", () => {
  const view = (masked: string[], shown: string[]) => ({ text: masked.join(), masked, shown });

  it("can't be copied before it says what would be copied", async () => {
    const engine = new FakeEngine();
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
    const engine = new FakeEngine();
    engine.report = () => Promise.resolve(view(["email", "password"], []));
    const report = new Report(engine, "i1");
    await report.write();
    await report.setMasked("password", false);
    expect(report.masks("password")).toBe(true);
    expect(report.secret).toEqual(["password"]);
    expect(report.choices.show).toEqual([]);
  });

  it("is the one of the last choice, also when an older answer comes later", async () => {
    const engine = new FakeEngine();
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
