import { describe, expect, it } from "vitest";
import type { ClaimRow } from "$lib/ipc";
import * as rows from "./rows";

function row(name: string, values: Partial<ClaimRow> = {}): ClaimRow {
  return {
    name,
    group: "who",
    id_token: null,
    access_token: null,
    userinfo: null,
    introspection: null,
    differs: false,
    ...values,
  };
}

describe("hostile names and values", () => {
  it("writes out what would turn the text around", () => {
    expect(rows.valuesOf('"ada\\u202ekcah"')).toEqual(["ada\\u202ekcah"]);
  });

  it("keeps markup as text", () => {
    expect(rows.valuesOf('"<script>alert(1)</script>"')).toEqual(["<script>alert(1)</script>"]);
  });

  it("keeps the joiner of an emoji", () => {
    expect(rows.valuesOf('"👩‍💻"')).toEqual(["👩‍💻"]);
  });

  it("takes a name of Object's prototype for an ordinary claim", () => {
    expect(
      rows.filterClaims([row("constructor", { id_token: "1" })], { text: "", onlyDifferences: false }),
    ).toHaveLength(1);
    expect(rows.timeOf("constructor", "1")).toBeNull();
  });

  it("shows JSON it can't read as it came", () => {
    expect(rows.valuesOf("{broken")).toEqual(["{broken"]);
    expect(rows.rawJson("{broken")).toBe("{broken");
  });

  it("never rounds a number that does not fit", () => {
    expect(rows.rawJson("12345678901234567890")).toBe("12345678901234567890");
  });

  it("takes a time that is no number for a value", () => {
    expect(rows.timeOf("exp", '"tomorrow"')).toBeNull();
    expect(rows.timeOf("exp", "1e300")).toBeNull();
  });
});

describe("filter", () => {
  const all = [
    row("email", { id_token: '"ada@acme.example"' }),
    row("roles", {
      id_token: '["buyer","approver"]',
      access_token: '["buyer"]',
      group: "roles",
      differs: true,
    }),
    row("sub", { id_token: '"7f3c"' }),
  ];
  const names = (text: string, onlyDifferences = false) =>
    rows.filterClaims(all, { text, onlyDifferences }).map((claim) => claim.name);

  it("finds by name, by label and by value", () => {
    expect(names("sub")).toEqual(["sub"]);
    expect(names("e-mail")).toEqual(["email"]);
    expect(names("approver")).toEqual(["roles"]);
  });

  it("needs every word", () => {
    expect(names("roles buyer")).toEqual(["roles"]);
    expect(names("roles ada")).toEqual([]);
  });

  it("ignores case and surrounding space", () => {
    expect(names("  ADA@Acme ")).toEqual(["email"]);
  });

  it("keeps only rows whose sources differ", () => {
    expect(names("", true)).toEqual(["roles"]);
    expect(names("email", true)).toEqual([]);
  });
});

describe("groups", () => {
  it("stand in the order of the page and leave out empty ones", () => {
    const sections = rows.groupClaims([
      row("iss", { group: "technical" }),
      row("exp", { group: "when" }),
      row("sub"),
    ]);
    expect(sections.map((section) => section.group)).toEqual(["who", "when", "technical"]);
  });
});

describe("marks", () => {
  it("tell same, differing and absent apart", () => {
    const same = row("email", { id_token: '"a"', userinfo: '"a"' });
    expect(rows.markOf(same, "id_token")).toBe("same");
    expect(rows.markOf(same, "access_token")).toBe("absent");
    const differing = row("roles", { id_token: '["a"]', access_token: '["b"]', differs: true });
    expect(rows.markOf(differing, "access_token")).toBe("differs");
  });

  it("show another time as another time, not as a difference", () => {
    const expiry = row("exp", { id_token: "1000", access_token: "900" });
    expect(rows.leadingSource(expiry)).toBe("access_token");
    expect(rows.markOf(expiry, "access_token")).toBe("same");
    expect(rows.markOf(expiry, "id_token")).toBe("other_time");
  });

  it("leave out the column of a source that is not there", () => {
    const sources = { id_token: true, access_token: false, userinfo: true, introspection: false };
    expect(rows.presentSources(sources)).toEqual(["id_token", "userinfo"]);
  });
});

describe("one row's values", () => {
  it("are told once, with every source that has them", () => {
    const expiry = row("exp", { id_token: "1000", access_token: "900", userinfo: "1000" });
    expect(rows.distinctValues(expiry, ["id_token", "access_token", "userinfo"])).toEqual([
      { json: "1000", from: ["id_token", "userinfo"] },
      { json: "900", from: ["access_token"] },
    ]);
  });

  it("are copied as text, or as JSON where they are more than text", () => {
    expect(rows.plainText('"a\\nb"')).toBe("a\nb");
    expect(rows.plainText('["a"]')).toBe('["a"]');
  });

  it("are ids when they look like one", () => {
    expect(rows.isId("x", "7f3c09e2-55d1-4d0c-8a77-0c1d2e3f91e2")).toBe(true);
    expect(rows.isId("name", "Ada Lovelace-Wintergreen")).toBe(false);
    expect(rows.isId("email", "ada.lovelace.1815@acme.example")).toBe(false);
  });
});
