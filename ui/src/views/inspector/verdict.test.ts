// The verdict, what stands under it, and what is no signed JWT at all.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeInspection } from "$lib/ipc/fake-inspections";
import {
  BAD_SIGNATURE,
  ENCRYPTED,
  EXPIRED,
  HOSTILE,
  KEYLESS,
  MALFORMED,
  OPAQUE,
  TOO_LARGE,
  UNREACHABLE,
} from "$lib/ipc/fake-tokens";
import type { InspectionView } from "$lib/ipc/types";
import { look } from "./test-page";

describe("the verdict", () => {
  it("is the page's headline, in one of three words, and heard once", async () => {
    const { app } = await look(EXPIRED);
    expect(screen.getByTestId("headline").textContent?.trim()).toBe("Not valid: it expired 3 minutes ago");
    expect(app.announcer.text).toBe("Not valid: it expired 3 minutes ago");
    expect(screen.getByTestId("rule-counts").textContent).toBe("1 failed · 11 passed · 2 not checked");
    const rules = screen.getAllByTestId("rule");
    expect(rules.map((rule) => rule.dataset["rule"])).toEqual(["expiry"]);
    for (const part of ["needed", "after 12:09:01 UTC", "found", "12:05:56 UTC", "RFC 7519 §4.1.4"])
      expect(rules[0]?.textContent).toContain(part);
  });

  it("has every other rule one click away", async () => {
    const { user } = await look(EXPIRED);
    await user.click(screen.getByTestId("rules-passed"));
    await user.click(screen.getByTestId("rules-not-checked"));
    expect(screen.getAllByTestId("rule")).toHaveLength(14);
  });

  const kinds: [string, InspectionView][] = [
    ["valid", fakeInspection()],
    ["expired", EXPIRED],
    ["forged", BAD_SIGNATURE],
    ["without a key", KEYLESS],
    ["unreachable", UNREACHABLE],
    ["hostile", HOSTILE],
  ];
  it.each(kinds)(
    "stands over claims that are unverified exactly when it isn't valid: %s",
    async (_, token) => {
      const { user } = await look(token);
      const valid = token.check.outcome === "valid";
      expect(screen.queryByTestId("unverified") === null).toBe(valid);
      await user.click(screen.getByTestId("tab-header"));
      expect(screen.queryByTestId("unverified") === null).toBe(valid);
    },
  );

  it.each([...kinds, ["opaque", OPAQUE], ["encrypted", ENCRYPTED], ["malformed", MALFORMED]] as const)(
    "has one filled button beside it: %s",
    async (_, token) => {
      await look(token);
      expect(document.querySelectorAll("main button.filled")).toHaveLength(1);
    },
  );
});

describe("what is no signed JWT", () => {
  it.each([
    ["encrypted", ENCRYPTED, ["header"]],
    ["opaque", OPAQUE, []],
    ["malformed", MALFORMED, []],
    ["too large", TOO_LARGE, []],
  ] as const)("shows what there is to show and nothing else: %s", async (_, token, tabs) => {
    await look(token);
    expect(screen.queryAllByRole("tab").map((tab) => tab.dataset["tab"])).toEqual(tabs);
    expect(screen.queryByTestId("choices")).toBeNull();
    expect(screen.queryByTestId("compare")).toBeNull();
  });

  it("is asked about at its provider, whose answer is shown as the provider's", async () => {
    const { called, user } = await look(OPAQUE);
    await user.click(screen.getByTestId("introspect-token"));
    expect(called("introspectInspected")).toEqual([["i1", "ada"]]);
    expect((await screen.findByTestId("introspection")).textContent).toContain(
      "Acme ID said at 12:09: this token is accepted.",
    );
    expect(screen.getAllByTestId("claim").map((row) => row.dataset["claim"])).toContain("username");
  });

  it("is asked about by the account that the person chooses", async () => {
    const { called, user } = await look({ ...OPAQUE, can_introspect: ["ada", "ops"] });
    await user.click(screen.getByTestId("introspect-token"));
    await user.click((await screen.findAllByTestId("introspect-as"))[1]!);
    await waitFor(() => expect(called("introspectInspected")).toEqual([["i1", "ops"]]));
  });
});

describe("claims of a stranger", () => {
  it("are text and nothing else", async () => {
    await look(HOSTILE);
    const page = screen.getByTestId("inspector-page");
    expect(page.querySelector("script, img")).toBeNull();
    expect(page.textContent).toContain("<script>alert(2)</script>");
    expect(page.textContent).toContain("\\u202e");
    expect(page.textContent).not.toContain("\u202e");
    expect(page.textContent).not.toContain("\u001b");
  });
});
