// What the console asks of the engine. No access token of an administrator ever comes here; ids of sessions do.
import type {
  ConsoleView,
  DryRunView,
  EndWhat,
  EvidenceFormat,
  JobView,
  PersonView,
  ProofView,
  SessionFilter,
  SessionList,
  SignInView,
} from "./types";

/** The engine behind the console. */
export interface ConsoleEngine {
  /** Every provider that has a console, and whether somebody administers there. */
  consoles(): Promise<ConsoleView[]>;
  /** Begins a sign-in to a console, afresh; how it goes on is told as the console's access. */
  openConsole(provider: string): Promise<SignInView>;
  /** Gives the access back, as soon as no job needs it. */
  leaveConsole(provider: string): Promise<void>;
  /** Nobody is at the page of the consoles any more: all are left, unless somebody is back soon. */
  leaveConsolesSoon(): Promise<void>;
  /** Somebody is at the page of the consoles. */
  stayAtConsoles(): Promise<void>;
  /** Sessions that match, out of those loaded: `limit` of them from `offset` on. */
  consoleSessions(
    provider: string,
    filter: SessionFilter,
    offset: number,
    limit: number,
  ): Promise<SessionList>;
  /** Asks the provider for the next page, or for all that are left. Answers the counts, without sessions. */
  loadSessions(provider: string, all: boolean): Promise<SessionList>;
  /** Forgets what was loaded and asks for the first page anew. Answers the counts, without sessions. */
  reloadSessions(provider: string): Promise<SessionList>;
  /** A person and their sessions, asked anew. */
  consolePerson(provider: string, user: string): Promise<PersonView>;
  /** Asks the provider anew what would be ended, and freezes that list. */
  dryRun(provider: string, what: EndWhat): Promise<DryRunView>;
  /** Lets the person choose a file for that list; false when none was chosen. */
  saveDryRun(dryRun: string): Promise<boolean>;
  /** Ends what a dry run lists, and nothing else: so many sessions, as the person confirmed. */
  endSessions(dryRun: string, reason: string, confirmed: number, includeOwn: boolean): Promise<JobView>;
  /** The jobs that are kept, newest first. */
  jobs(): Promise<JobView[]>;
  /** Begins nothing more, now or later; what is under way is finished. */
  cancelJob(job: string): Promise<void>;
  /** Goes on with what was not tried, and tries again what can be. */
  retryJob(job: string): Promise<JobView>;
  /** Checks that what a job ended is dead. */
  proveJob(job: string): Promise<ProofView>;
  /** Has the provider refuse tokens that were issued until now. */
  setNotBefore(provider: string, reason: string): Promise<void>;
  /** Lets the person choose a file for every administrative act; false when none was chosen. */
  exportEvidence(format: EvidenceFormat): Promise<boolean>;
}
