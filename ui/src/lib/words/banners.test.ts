import { describe, expect, it } from "vitest";
import { LEASE, NOW, WORK } from "../ipc/fake-data";
import { offlineLine, vaultLine } from "./banners";

describe("the lines on top", () => {
  const leases = WORK.flatMap((account) => account.lease ?? []);

  it("say when the first token ends", () => {
    expect(offlineLine(NOW - 420, leases, NOW)).toBe(
      "Offline since 12:02. Tokens go on working; the first ends at 12:13.",
    );
    expect(vaultLine("locked", [LEASE], NOW)).toBe(
      "The keychain is locked. The token works until 12:13; renewal waits.",
    );
  });

  it("promise no token where none is left", () => {
    expect(offlineLine(NOW - 420, leases, NOW + 86_400)).not.toContain("go on working");
    expect(vaultLine("locked", [], NOW)).toBe("The keychain is locked. Renewal waits.");
  });

  it("are absent while the keychain is well or not yet asked", () => {
    expect(vaultLine("ready", leases, NOW)).toBeNull();
    expect(vaultLine("unknown", leases, NOW)).toBeNull();
  });
});
