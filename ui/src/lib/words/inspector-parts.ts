// Words of the Inspector's parts beside the verdict: keys, differences, earlier tokens, and the report.
import type { ReportFormat } from "../ipc/types";
import { count } from "./inspector";

export const keyWords = {
  caption: "Keys it was checked with",
  kid: "Key ID",
  kind: "Kind",
  alg: "Algorithm",
  use: "Use",
  size: "Size",
  notes: "Notes",
  none: "–",
  bits: (bits: number) => `${bits.toLocaleString("en")} bits`,
  noKid: "no key ID",
  kidInFull: (kid: string) => `Key ID ${kid}`,
  thumbprint: (thumbprint: string) => `Thumbprint ${thumbprint} (RFC 7638)`,
  matched: "signed this token",
  new: "new",
  gone: (keys: readonly string[]) => `Gone: ${keys.join(", ")}`,
  changedSince: (time: string) => `Compared with ${time}`,
  showAll: (many: number) => `Show all ${many.toLocaleString("en")}`,
  same: (time: string) => `No change since ${time}`,
  fetched: (provider: string, time: string) => `Keys of ${provider}, asked for at ${time}`,
  ofProvider: (provider: string) => `Keys of ${provider}`,
  ofFile: (file: string) => `Keys in ${file}`,
  noSource: "No keys were used. Choose a provider or open a key file under From.",
  empty: "There are no keys in it.",
  again: "Ask again",
  asking: "Asking for the keys",
  findings: "Findings",
} as const;

export const differenceWords = {
  before: "Before",
  after: "After",
  unchecked: "Not checked here",
  groups: { added: "Added", removed: "Removed", changed: "Changed" },
  addedValue: "added",
  removedValue: "removed",
  was: "was",
  is: "is",
  perToken: (many: number) => `${count(many, "claim")} ${many === 1 ? "differs" : "differ"} in every token`,
  same: (many: number) =>
    many === 1 ? "1 claim is the same" : `${many.toLocaleString("en")} claims are the same`,
  none: "Both say the same.",
  onlyPerToken: "Beside times and ids both say the same.",
  announce: (many: number) => (many === 0 ? "No differences" : count(many, "difference")),
  loading: "Comparing",
  clipboard: "The token on the clipboard",
  file: "A token in a file…",
  current: (title: string, handle: string) => `Current token of ${title} · ${handle}`,
  earlier: (title: string, handle: string) => `Earlier tokens of ${title} · ${handle}…`,
} as const;

export const earlierWords = {
  title: "Earlier tokens",
  intro: (account: string) => `Of ${account} Lanyard keeps what the last tokens said, never the tokens.`,
  loading: "Reading the earlier tokens",
  none: "There is nothing earlier yet. It comes with the next renewal.",
  current: "current",
  unchanged: "nothing changed",
  choose: (time: string) => `Compare with the token of ${time}`,
  close: "Close",
  /** `roles: buyer added, approver removed` */
  change: (name: string, added: readonly string[], removed: readonly string[]): string => {
    const parts = [
      added.length === 0 ? "" : `${few(added)} added`,
      removed.length === 0 ? "" : `${few(removed)} removed`,
    ].filter((part) => part !== "");
    return `${name}: ${parts.length === 0 ? "changed" : parts.join(", ")}`;
  },
} as const;

/** The first values of a list, and how many more. */
function few(values: readonly string[]): string {
  const shown = values.slice(0, 3).map((value) => (value.length > 60 ? `${value.slice(0, 59)}…` : value));
  return values.length > 3 ? `${shown.join(", ")} and ${values.length - 3} more` : shown.join(", ");
}

export const reportWords = {
  title: "Copy report",
  intro: "What the token says and how it came out, without its signature: nobody can use it as a token.",
  format: "Format",
  formats: { text: "Text", markdown: "Markdown", json: "JSON" } satisfies Record<ReportFormat, string>,
  loading: "Writing the report",
  label: "The report as it will be copied",
  removed: "Signature removed",
  masked: "Masked",
  maskedIntro: "These may name a person. Untick one to show its value.",
  secret: "Holds a secret: never shown",
  nothingMasked: "Nothing in it names a person.",
  maskMore: (many: number) => `Mask more of ${count(many, "claim")}`,
  showAll: (many: number) => `Show all ${many.toLocaleString("en")}`,
  copy: "Copy",
  close: "Close",
} as const;
