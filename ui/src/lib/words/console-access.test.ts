// The sentences about who administers and what a provider can't.
import { describe, expect, it } from "vitest";
import { CAN, CAN_END_USER, LOOKS, fakeConsoleView } from "../ipc/fake-sessions";
import { accessSpoken, accessWords, cantEnd, capabilityLine } from "./console-access";

describe("what a provider can't do", () => {
  it("is told in one line", () => {
    expect(capabilityLine("Contoso", CAN_END_USER)).toBe(
      "Contoso can end a person's sign-ins but not list them.",
    );
    expect(capabilityLine("Acme ID", CAN)).toBe("Acme ID can't tell who ended a session.");
    expect(capabilityLine("Acme ID", { ...CAN, prove: false })).toBe(
      "Acme ID can't tell who ended a session or tell whether an ended session is dead.",
    );
    expect(capabilityLine("Acme ID", { ...CAN, tells_who_ended: true })).toBeNull();
  });
});

describe("who may only look", () => {
  it("is told what it takes, as the provider's administrators know it", () => {
    expect(accessWords.lookOnly("Keycloak", LOOKS.lacks)).toBe(
      "You can look but not end sessions here: that needs manage-users of realm-management.",
    );
    expect(accessWords.lookOnly("Another", ["sessions:end"])).toContain("needs sessions:end.");
    expect(cantEnd(fakeConsoleView(LOOKS))).toBe("needs manage-users of realm-management");
    expect(cantEnd(fakeConsoleView())).toBeNull();
    expect(cantEnd(fakeConsoleView({ kind: "closed" }))).toBeNull();
    expect(accessSpoken(LOOKS)).toBe("You can look as sam@acme.example, but not end sessions");
  });
});
