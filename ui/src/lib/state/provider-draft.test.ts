import { describe, expect, it, vi } from "vitest";
import type { Discovered, Engine } from "../ipc";
import { issuerAddress, ProviderDraft, words } from "./provider-draft.svelte";

const found = (issuer: string): Discovered => ({
  issuer,
  name: "Acme ID",
  redirect_uri: "http://127.0.0.1/callback",
  support: {
    pkce: true,
    sign_out: true,
    introspection: true,
    revocation: true,
    device_code: false,
    offline_access: true,
    select_account: true,
    scopes: [],
  },
});

function draftWith(engine: Partial<Engine>): ProviderDraft {
  return new ProviderDraft(engine as Engine);
}

describe("an issuer address", () => {
  it("gets its scheme when only the host was typed", () => {
    expect(issuerAddress(" id.acme.example/realms/x ")).toBe("https://id.acme.example/realms/x");
    expect(issuerAddress("http://127.0.0.1:4400")).toBe("http://127.0.0.1:4400");
  });

  it("is refused when it can't be one", () => {
    for (const text of ["", "   ", "two words", "javascript://alert", "file:///etc/passwd", "https://"]) {
      expect(issuerAddress(text), text).toBeNull();
    }
  });
});

describe("discovery", () => {
  it("asks nothing for an address that can't be one", async () => {
    const discover = vi.fn<Engine["discover"]>();
    const draft = draftWith({ discover });
    draft.issuer = "not an address";
    expect(await draft.lookUp()).toBeNull();
    expect(discover).not.toHaveBeenCalled();
  });

  it("forgets what it found once the address changes", async () => {
    const draft = draftWith({ discover: (issuer) => Promise.resolve(found(issuer)) });
    draft.issuer = "id.acme.example";
    await draft.lookUp();
    expect(draft.found?.issuer).toBe("https://id.acme.example");
    draft.issuer = "https://id.acme.exampl";
    expect(draft.found).toBeNull();
  });

  it("drops an answer that comes after the address changed", async () => {
    let answer: (found: Discovered) => void = () => undefined;
    const draft = draftWith({ discover: () => new Promise((resolve) => (answer = resolve)) });
    draft.issuer = "id.acme.example";
    const asked = draft.lookUp();
    draft.issuer = "id.other.example";
    answer(found("https://id.acme.example"));
    await asked;
    expect(draft.found).toBeNull();
  });
});

describe("a provider file", () => {
  it("fills the form, forgets a typed secret and starts nothing", () => {
    const startSignIn = vi.fn<Engine["startSignIn"]>();
    const draft = draftWith({ startSignIn });
    draft.secret = "typed before";
    draft.fill(
      {
        name: "Acme ID",
        issuer: "https://id.acme.example",
        client_id: "lanyard",
        scopes: ["openid", "email"],
        resources: [],
      },
      "acme.lanyard-provider",
    );
    expect(draft.form()).toMatchObject({
      client_id: "lanyard",
      client_secret: null,
      scopes: ["openid", "email"],
      origin: "file",
    });
    expect(startSignIn).not.toHaveBeenCalled();
  });
});

describe("what is missing", () => {
  it("is named field by field", () => {
    const draft = draftWith({});
    expect(draft.problems).toEqual(["issuer", "client_id"]);
    draft.issuer = "id.acme.example";
    draft.clientId = "lanyard";
    expect(draft.problems).toEqual([]);
  });
});

it("takes each word of a list once", () => {
  expect(words("openid  email\nopenid")).toEqual(["openid", "email"]);
});
