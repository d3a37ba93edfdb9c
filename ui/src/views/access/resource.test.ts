import { expect, it } from "vitest";
import { resourceIndicator } from "./resource";

it("refuses what RFC 8707 does: a fragment, a space, nothing", () => {
  for (const text of ["", "  ", "https://api.example/#part", "two words", "https://"]) {
    expect(resourceIndicator(text), text).toBeNull();
  }
});

it("takes any scheme, and gives a bare host one", () => {
  expect(resourceIndicator("urn:example:orders")).toBe("urn:example:orders");
  expect(resourceIndicator(" api.example/v1 ")).toBe("https://api.example/v1");
  expect(resourceIndicator("https://api.example")).toBe("https://api.example");
});
