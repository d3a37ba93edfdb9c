import { describe, expect, it } from "vitest";
import { LEASE, NOW, accountIn, fakeAccount, type StateName } from "../ipc/fake-data";
import { PRIMARY, rowTime, statusOf, statusWord } from "./status";
import { statusLine } from "./status-line";

describe("the status table", () => {
  const table: [StateName, word: string, line: string, button: string][] = [
    ["active", "Signed in", "renews by itself · session until 17:02", "Copy access token"],
    ["renewing", "Renewing", "renews by itself · session until 17:02", "Copy access token"],
    [
      "retrying",
      "Retrying in 0:48",
      "Acme ID doesn't answer since 12:02. The token works until 12:13.",
      "Try now",
    ],
    [
      "retrying_without_lease",
      "Not available",
      "Acme ID doesn't answer since 12:02. No token until it does; you stay signed in.",
      "Try now",
    ],
    [
      "needs_sign_in",
      "Sign in again",
      "Acme ID ended this sign-in at 12:02. Tokens stop now; nothing on this computer was lost.",
      "Sign in again",
    ],
    ["signing_in", "Waiting for the browser", "Finish signing in in your browser.", "Open again"],
    [
      "keychain_locked",
      "Keychain locked",
      "The token works until 12:13; renewal waits for the keychain.",
      "Unlock",
    ],
    ["signed_out", "Signed out", "You signed out on 3 May.", "Sign in"],
  ];

  it.each(table)("%s", (state, word, line, button) => {
    const account = accountIn(state);
    expect(statusWord(account, NOW)).toBe(word);
    expect(statusLine(account, "Acme ID", NOW)).toBe(line);
    expect(PRIMARY[statusOf(account, NOW)].button).toBe(button);
  });

  it("says nothing of a renewal that takes less than a second", () => {
    expect(statusWord(fakeAccount({ state: { kind: "renewing", since: NOW - 0.5 } }), NOW)).toBe("Signed in");
  });

  it("tells no end of session that was not told", () => {
    expect(statusLine(fakeAccount({ session_until: null }), "Acme ID", NOW)).toBe("renews by itself");
  });

  it("turns from retrying to not available the moment the lease ends", () => {
    const account = accountIn("retrying");
    expect(statusOf(account, LEASE.expires_at - 1)).toBe("retrying");
    expect(statusOf(account, LEASE.expires_at)).toBe("not_available");
  });

  it("shows whole minutes in the list and seconds only in the last one", () => {
    const left = (seconds: number) =>
      rowTime(fakeAccount({ lease: { ...LEASE, expires_at: NOW + seconds } }), NOW);
    expect(left(252)).toBe("4 min");
    expect(left(60)).toBe("1 min");
    expect(left(59)).toBe("59 s");
    expect(left(7500)).toBe("2 h");
    expect(left(0)).toBeNull();
  });
});
