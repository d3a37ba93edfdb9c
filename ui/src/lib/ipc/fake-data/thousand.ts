// Very many accounts, and titles that break careless layouts.
import type { AccountSummary } from "../types";
import { accountIn, type StateName } from "./accounts";

/** A thousand accounts at two providers, names of every kind. */
export function thousand(): AccountSummary[] {
  return Array.from({ length: 1000 }, (_, index) => {
    const state: StateName =
      index % 97 === 0
        ? "needs_sign_in"
        : index % 41 === 0
          ? "retrying"
          : index % 53 === 0
            ? "signed_out"
            : "active";
    const number = String(index).padStart(4, "0");
    return accountIn(state, {
      id: `a${number}`,
      provider: index % 3 === 0 ? "contoso" : "acme",
      handle: `work-${number}`,
      title: ODD_TITLES[index] ?? `person.${number}@${index % 3 === 0 ? "contoso" : "acme"}.example`,
      name: `Person ${number}`,
    });
  });
}

/** Titles that break careless layouts. */
export const ODD_TITLES = [
  `${"maximiliane-".repeat(24)}von-und-zu@acme.example`,
  "مريم.الحسيني@acme.example",
  "👩🏽‍🚀🛰️ mission-control@acme.example",
  "<script>alert('x')</script>@acme.example",
  "山田太郎@acme.example",
];
