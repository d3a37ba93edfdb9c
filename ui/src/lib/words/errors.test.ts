import { describe, expect, it } from "vitest";
import { LEASE, NOW, fakeError } from "../ipc/fake-data";
import type { ErrorCode, ErrorFacts } from "../ipc/types";
import { STEPS } from "./error-acts";
import { errorWords } from "./errors";

const say = (code: ErrorCode, facts: Partial<ErrorFacts> = {}, lease: typeof LEASE | null = LEASE) =>
  errorWords(fakeError(code, facts), { now: NOW, lease });

describe("the sentences", () => {
  const verbatim: [ErrorCode, Partial<ErrorFacts>, string, string][] = [
    [
      "refused",
      {},
      "Acme ID ended this sign-in at 12:02. Tokens stop now; nothing on this computer was lost.",
      "Sign in again",
    ],
    [
      "unreachable",
      {},
      "Acme ID can't be reached since 12:02. The token works until 12:13; Lanyard keeps trying.",
      "Try now",
    ],
    ["captive_portal", {}, "This network wants its own sign-in first.", "Open the network's page"],
    [
      "tls_untrusted",
      { certificate_issuer: "Corp Proxy CA" },
      "The certificate of id.acme.example comes from “Corp Proxy CA”, which this computer doesn't trust. Your IT can add it to the provider.",
      "Copy for support",
    ],
    [
      "issuer_mismatch",
      {},
      "The address you gave calls itself by another name. For safety Lanyard stops here.",
      "Copy for support",
    ],
    [
      "no_pkce",
      {},
      "Acme ID doesn't offer PKCE S256, so this sign-in would not be safe. Its administrator can switch it on.",
      "Copy for support",
    ],
    [
      "client_unknown",
      {},
      "Acme ID doesn't know this client ID. Compare it with what your IT gave you.",
      "Edit provider",
    ],
    [
      "declined",
      { words: "account disabled" },
      "The sign-in was declined. Acme ID says: “account disabled”.",
      "Try again",
    ],
    [
      "id_token_rejected",
      { detail: "aud" },
      "Acme ID's answer was made for another application, so nothing was stored. This is a wrong setup or an attack.",
      "Copy for support",
    ],
    [
      "renewal_cut",
      {},
      "Lanyard was stopped at 12:02 in the middle of a renewal and the provider no longer takes the old token.",
      "Sign in again",
    ],
    ["keychain_locked", {}, "The keychain is locked. The token works until 12:13; renewal waits.", "Unlock"],
    [
      "keychain_absent",
      {},
      "No keychain runs on this computer. Lanyard needs one to keep you signed in.",
      "What you can do",
    ],
    ["keychain_denied", {}, "The keychain refused Lanyard. Nothing was changed.", "Ask again"],
    [
      "disk_full",
      {},
      "The disk is full. Lanyard holds renewal back so that your sign-in isn't lost; the token works until 12:13.",
      "Check again",
    ],
    [
      "clock_off",
      { skew: -420 },
      "This computer's clock is 7 minutes behind Acme ID's. Tokens may be refused until it is set.",
      "Open time settings",
    ],
    [
      "newer_state",
      { detail: "1.4" },
      "This data was written by a newer Lanyard (1.4). Nothing was touched.",
      "Quit",
    ],
  ];

  it.each(verbatim)("%s", (code, facts, sentence, button) => {
    const words = say(code, facts);
    expect(words.sentence).toBe(sentence);
    expect(words.button).toBe(button);
  });

  it("never promise a token that is not there", () => {
    for (const code of [
      "unreachable",
      "provider_busy",
      "provider_setup",
      "keychain_locked",
      "disk_full",
    ] as const)
      expect(say(code, {}, null).sentence, code).not.toMatch(/works until/);
    const over = { ...LEASE, expires_at: NOW - 1 };
    expect(say("unreachable", {}, over).sentence).not.toMatch(/works until/);
  });

  it("promise a renewal to nobody who asked for something else", () => {
    const elsewhere = [...STEPS.keys()].filter((step) => step !== "token");
    for (const code of ["unreachable", "provider_busy", "provider_setup", "token_reply_invalid"] as const)
      for (const step of [...elsewhere, "constructor", null]) {
        const { sentence, button } = say(code, { step });
        expect(sentence, `${code} ${step ?? "-"}`).not.toMatch(
          /works until|keeps trying|stay signed in|gives no token|the renewal/,
        );
        expect(button, `${code} ${step ?? "-"}`).not.toBe("Try now");
      }
  });

  it("offer no second try where the provider can't, and none alone where it won't", () => {
    expect(say("not_supported", { step: "console", detail: "disable_user" }).action).toBe("dismiss");
    expect(say("provider_setup", { step: "console", detail: "manage-users" }).action).toBe("support");
    expect(say("provider_busy", { step: "console" }).button).toBe("Try again");
    expect(say("refused", { step: "console" }).button).toBe("Sign in again");
  });

  it("never print an OAuth error code, and quote the provider's words only as its words", () => {
    const facts = { oauth_error: "invalid_grant", words: "account disabled" };
    for (const code of ["refused", "declined", "provider_setup", "client_unknown"] as const)
      expect(say(code, facts).sentence, code).not.toContain("invalid_grant");
    expect(say("declined", { words: null }).sentence).toBe("The sign-in was declined.");
  });
});
