import { describe, expect, it } from "vitest";
import { RequestDraft, headerProblem, indentJson } from "./request-draft.svelte";

describe("a header", () => {
  it("can't be Authorization, however it is written", () => {
    for (const name of ["Authorization", "authorization", " AUTHORIZATION "])
      expect(headerProblem({ name, value: "" }), name).toBe("authorization");
    expect(headerProblem({ name: "Proxy-Authorization", value: "x" })).toBeNull();
  });

  it("has a name without spaces and a value without line breaks", () => {
    expect(headerProblem({ name: "X Y", value: "" })).toBe("name");
    expect(headerProblem({ name: "", value: "x" })).toBe("name");
    expect(headerProblem({ name: "X-Y:", value: "x" })).toBe("name");
    expect(headerProblem({ name: "X-Y", value: "a\r\nHost: evil.example" })).toBe("value");
    expect(headerProblem({ name: "X-Y", value: "日本" })).toBe("value");
    expect(headerProblem({ name: "X-Y", value: "café; q=0.5" })).toBeNull();
    expect(headerProblem({ name: "", value: "" })).toBeNull();
  });
});

describe("JSON that is indented", () => {
  it("keeps every value as it was spelled", () => {
    const text =
      '{"id":12345678901234567890,"a":1.0,"a":[],"b":{},"s":"{\\"x\\": [1,2]}","l":[1,{"c":null}]}';
    const indented = indentJson(text);
    expect(indented?.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    expect(indented).toContain('"id": 12345678901234567890,\n  "a": 1.0,\n  "a": [],\n  "b": {},');
    expect(indented).toContain('"s": "{\\"x\\": [1,2]}"');
    expect(indented).toContain('[\n    1,\n    {\n      "c": null\n    }\n  ]');
  });

  it("is the same when it is indented again, and nothing where it is no JSON", () => {
    const once = indentJson('[1,[2,[{"a":"b"}]]]') ?? "";
    expect(indentJson(once)).toBe(once);
    for (const text of ["", "{", "a=b", '{"a":1}}']) expect(indentJson(text), text).toBeNull();
  });
});

describe("a draft", () => {
  it("proposes a content type only where a body goes along and none is named", () => {
    const draft = new RequestDraft();
    draft.body = '{"a":1}';
    expect(draft.contentType).toBeNull();
    draft.method = "POST";
    expect(draft.contentType).toBe("application/json");
    draft.body = "a=1&b=2";
    expect(draft.contentType).toBe("application/x-www-form-urlencoded");
    draft.body = "hello there";
    expect(draft.contentType).toBe("text/plain; charset=utf-8");
    draft.addHeader("content-type", "text/csv");
    expect(draft.contentType).toBeNull();
  });

  it("gives the engine what is filled in, never a confirmation", () => {
    const draft = new RequestDraft();
    draft.method = "HEAD";
    draft.body = "kept for another method";
    draft.addHeader(" Accept ", " text/csv ");
    draft.addHeader();
    expect(draft.call("ada", "https://a.example")).toEqual({
      account: "ada",
      method: "HEAD",
      url: "https://a.example",
      headers: [{ name: "Accept", text: "text/csv" }],
      body: null,
    });
  });

  it("forgets what may be secret and keeps the line", () => {
    const draft = new RequestDraft();
    draft.address = "https://a.example/orders?api_key=canary#canary";
    draft.addHeader("X-Api-Key", "canary");
    draft.body = "canary";
    draft.forget();
    expect(JSON.stringify([draft.address, draft.headers, draft.body])).not.toContain("canary");
    expect(draft.address).toBe("https://a.example/orders");
  });
});
