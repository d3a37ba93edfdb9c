// What the Inspector asks of the engine. A token goes to the engine by the clipboard, a file or an account;
// what comes back holds neither the token nor its signature.
import type {
  CheckChoices,
  CompareWith,
  ComparisonView,
  Copied,
  EarlierLease,
  InspectionView,
  KeySetView,
  ReportChoices,
  ReportView,
} from "./types";

/** The engine behind the Inspector. */
export interface InspectorEngine {
  /** Looks at the token on the clipboard, which the engine reads itself; `selection` is X11's primary one. */
  inspectClipboard(selection: boolean): Promise<InspectionView>;
  /** Looks at a token that was typed by hand. */
  inspectTyped(text: string): Promise<InspectionView>;
  /** Lets the person choose a file and looks at its token; null when nothing was chosen. */
  openTokenFile(): Promise<InspectionView | null>;
  /** Looks at an account's token; without a lease, its main one. */
  inspectAccount(account: string, lease: string | null): Promise<InspectionView>;
  /** Looks at a made-up token. */
  inspectSample(): Promise<InspectionView>;
  /** Checks a token again with other choices. */
  checkAgain(id: string, choices: CheckChoices): Promise<InspectionView>;
  /** Lets the person choose a key file for a token and checks with it; null when nothing was chosen. */
  openKeyFile(id: string): Promise<InspectionView | null>;
  /** Asks an account's provider about a token (RFC 7662). */
  introspectInspected(id: string, account: string): Promise<InspectionView>;
  /** What changed from one token to another. */
  compare(before: CompareWith, after: CompareWith): Promise<ComparisonView>;
  /** The last leases of an account, newest first; the first one is the current. */
  earlierLeases(account: string): Promise<EarlierLease[]>;
  /** A report as it will be copied. */
  report(id: string, choices: ReportChoices): Promise<ReportView>;
  /** Copies that report. */
  copyReport(id: string, choices: ReportChoices): Promise<Copied>;
  /** Forgets every token that is looked at, but these. */
  forgetInspections(keep: string[]): Promise<void>;
  /** A provider's keys: as last told, or asked for anew. */
  providerKeys(provider: string, ask: boolean): Promise<KeySetView>;
}
