// A person's devices.
import { describe, expect, it } from "vitest";
import { fakeSession } from "../ipc/fake-sessions";
import { devices } from "./console-person";

describe("a person's devices", () => {
  it("are addresses, the latest used first, the administrator's own left out", () => {
    expect(
      devices([
        fakeSession({ from: "10.1.4.7", used_at: 10 }),
        fakeSession({ from: "10.1.4.9", used_at: 30 }),
        fakeSession({ from: "10.1.4.7", used_at: 20 }),
        fakeSession({ from: null }),
        fakeSession({ from: "127.0.0.1", own: true }),
      ]),
    ).toEqual([
      { from: "10.1.4.9", sessions: 1, used_at: 30 },
      { from: "10.1.4.7", sessions: 2, used_at: 20 },
    ]);
  });
});
