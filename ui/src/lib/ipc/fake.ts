// An engine that answers from memory, for the gallery and for tests; never part of a release bundle.
import { LanyardError, type Engine, type Stop } from "./engine";
import { fakeConsole } from "./fake-console";
import {
  ACME,
  ACTIVITY,
  DISCOVERED,
  INTROSPECTED,
  NOW,
  PHASES,
  PROVIDER_FILE,
  fakeDetail,
  fakeError,
  fakeSignIn,
  passes,
} from "./fake-data";
import { fakeInspector } from "./fake-inspector";
import { fakePreview, fakeReport } from "./fake-leaving";
import { PROGRAMS, fakeNewAddress } from "./fake-programs";
import { fakeRequests } from "./fake-requests";
import { OVERVIEW, SUPPORT_TEXT, UNBROKEN, type Scene } from "./fake-scene";
import type { AccountDetail, Copied, EngineEvent, Overview, ShellEvent, SignInView } from "./types";

export type { Scene } from "./fake-scene";

/** The engine of a scene. It keeps what was called, for tests. */
export class FakeEngine implements Engine {
  /** Every verb called, with its arguments. */
  readonly calls: [verb: string, ...args: unknown[]][] = [];
  readonly #scene: Scene;
  readonly #overview: Overview;
  readonly #engineListeners = new Set<(event: EngineEvent) => void>();
  readonly #shellListeners = new Set<(event: ShellEvent) => void>();
  readonly #inspector = fakeInspector(
    (verb, args, make) => this.#answer(verb, args, make),
    () => this.#scene.inspector ?? {},
  );
  readonly #requests = fakeRequests(
    (verb, args, make) => this.#answer(verb, args, make),
    () => this.#scene.requests ?? {},
    (event) => this.emit(event),
  );
  /** The person's answer in the consent window to the call that waits; null is a yes, else why not. */
  readonly answerCall = this.#requests.answerCall;
  readonly #console = fakeConsole(
    (verb, args, make) => this.#answer(verb, args, make),
    () => this.#scene.console,
    (event) => this.emit(event),
  );

  constructor(scene: Scene = {}) {
    this.#scene = scene;
    this.#overview = { ...OVERVIEW, ...scene.overview };
  }

  /** Announces something, as the engine would. */
  emit(event: EngineEvent) {
    this.#engineListeners.forEach((listener) => listener(event));
  }

  /** Says something as the desktop shell would. */
  emitShell(event: ShellEvent) {
    this.#shellListeners.forEach((listener) => listener(event));
  }

  overview = () => this.#answer("overview", [], () => this.#overview);
  firstFrameDrawn = () => this.#answer("firstFrameDrawn", [], () => undefined);
  account = (id: string) => this.#answer("account", [id], () => this.#detail(id));
  discover = (issuer: string) => this.#answer("discover", [issuer], () => ({ ...DISCOVERED, issuer }));
  readProviderFile = (text: string) => this.#answer("readProviderFile", [text], () => PROVIDER_FILE);
  addProvider: Engine["addProvider"] = (form) => this.#answer("addProvider", [form], () => ACME);
  editProvider: Engine["editProvider"] = (id, form) => this.#answer("editProvider", [id, form], () => ACME);
  removeProvider = (id: string) => this.#answer("removeProvider", [id], () => undefined);
  startSignIn: Engine["startSignIn"] = (start) =>
    this.#answer("startSignIn", [start], (): SignInView =>
      fakeSignIn(PHASES.browser, { provider: start.provider, account: start.account }),
    );
  openAgain = (signIn: string) => this.#answer("openAgain", [signIn], () => undefined);
  copySignInLink = (signIn: string) => this.#answer("copySignInLink", [signIn], () => this.#secret());
  cancelSignIn = (signIn: string) => this.#answer("cancelSignIn", [signIn], () => undefined);
  dismissSignIn = (signIn: string) => this.#answer("dismissSignIn", [signIn], () => undefined);
  addOtherPerson = (signIn: string) => this.#answer("addOtherPerson", [signIn], () => undefined);
  renew = (account: string, lease: string | null) => this.#answer("renew", [account, lease], () => undefined);
  useNewAddress = (account: string) =>
    this.#answer("useNewAddress", [account], () => {
      const questions = [fakeNewAddress({ id: "asked", account })];
      this.emit({ kind: "programs_changed", programs: { ...PROGRAMS, questions } });
    });
  showQuestion = () => this.#answer("showQuestion", [], () => undefined);
  newLease: Engine["newLease"] = (account, resource, scopes) =>
    this.#answer("newLease", [account, resource, scopes], () => this.#detail(account).leases[0] ?? missing());
  copyAccessToken = (account: string, lease: string | null) =>
    this.#answer("copyAccessToken", [account, lease], () => this.#secret());
  clearClipboard = () => this.#answer("clearClipboard", [], () => undefined);
  copyClaims = (account: string) =>
    this.#answer("copyClaims", [account], (): Copied => ({ clears_at: null }));
  copyText = (text: string) => this.#answer("copyText", [text], (): Copied => ({ clears_at: null }));
  introspect = (account: string, lease: string | null) =>
    this.#answer("introspect", [account, lease], () => INTROSPECTED);
  signOutPreview = (account: string) =>
    this.#answer("signOutPreview", [account], () => fakePreview(this.#detail(account)));
  signOut = (account: string, inBrowser: boolean) =>
    this.#answer("signOut", [account, inBrowser], () => fakeReport(inBrowser, false));
  removeAccount = (account: string, inBrowser: boolean) =>
    this.#answer("removeAccount", [account, inBrowser], () => fakeReport(inBrowser, true));
  changeHandle = (account: string, handle: string) =>
    this.#answer("changeHandle", [account, handle], () => undefined);
  activity: Engine["activity"] = (filter) =>
    this.#answer("activity", [filter], () =>
      (this.#scene.activity ?? ACTIVITY).filter((entry) =>
        passes(entry, filter, this.#handle(entry.account)),
      ),
    );
  activityChain = () => this.#answer("activityChain", [], () => this.#scene.chain ?? UNBROKEN);
  programs = () => this.#answer("programs", [], () => this.#scene.programs ?? PROGRAMS);
  revokeGrant = (grant: string) => this.#answer("revokeGrant", [grant], () => undefined);
  letAskAgain = (silenced: string) => this.#answer("letAskAgain", [silenced], () => undefined);
  supportText = (account: string | null, reference: string | null) =>
    this.#answer("supportText", [account, reference], () => SUPPORT_TEXT);
  unlockKeychain = () => this.#answer("unlockKeychain", [], () => "ready" as const);
  openNetworkPage = (provider: string) => this.#answer("openNetworkPage", [provider], () => undefined);
  openTimeSettings = () => this.#answer("openTimeSettings", [], () => undefined);
  inspectClipboard = this.#inspector.inspectClipboard;
  inspectTyped = this.#inspector.inspectTyped;
  openTokenFile = this.#inspector.openTokenFile;
  inspectAccount = this.#inspector.inspectAccount;
  inspectSample = this.#inspector.inspectSample;
  checkAgain = this.#inspector.checkAgain;
  openKeyFile = this.#inspector.openKeyFile;
  introspectInspected = this.#inspector.introspectInspected;
  compare = this.#inspector.compare;
  earlierLeases = this.#inspector.earlierLeases;
  report = this.#inspector.report;
  copyReport = this.#inspector.copyReport;
  forgetInspections = this.#inspector.forgetInspections;
  providerKeys = this.#inspector.providerKeys;
  callApi = this.#requests.callApi;
  withdrawQuestion = this.#requests.withdrawQuestion;
  exchanges = this.#requests.exchanges;
  forgetExchanges = this.#requests.forgetExchanges;
  consoles = this.#console.consoles;
  openConsole = this.#console.openConsole;
  leaveConsole = this.#console.leaveConsole;
  leaveConsolesSoon = this.#console.leaveConsolesSoon;
  stayAtConsoles = this.#console.stayAtConsoles;
  consoleSessions = this.#console.consoleSessions;
  loadSessions = this.#console.loadSessions;
  reloadSessions = this.#console.reloadSessions;
  consolePerson = this.#console.consolePerson;
  dryRun = this.#console.dryRun;
  saveDryRun = this.#console.saveDryRun;
  endSessions = this.#console.endSessions;
  jobs = this.#console.jobs;
  cancelJob = this.#console.cancelJob;
  retryJob = this.#console.retryJob;
  proveJob = this.#console.proveJob;
  setNotBefore = this.#console.setNotBefore;
  exportEvidence = this.#console.exportEvidence;
  setZoom = (factor: number) => this.#answer("setZoom", [factor], () => undefined);
  quit = () => this.#answer("quit", [], () => undefined);

  onEngineEvent = (callback: (event: EngineEvent) => void): Promise<Stop> => {
    this.#engineListeners.add(callback);
    return Promise.resolve(() => this.#engineListeners.delete(callback));
  };

  onShellEvent = (callback: (event: ShellEvent) => void): Promise<Stop> => {
    this.#shellListeners.add(callback);
    return Promise.resolve(() => this.#shellListeners.delete(callback));
  };

  #answer<T>(verb: keyof Engine, args: unknown[], make: () => T): Promise<T> {
    this.calls.push([verb, ...args]);
    const failure = this.#scene.fails?.[verb];
    if (failure) return Promise.reject(new LanyardError(failure));
    if (this.#scene.hangs?.includes(verb)) return new Promise(() => undefined);
    try {
      return Promise.resolve(make());
    } catch (thrown) {
      return Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  #handle(id: string | null): string | undefined {
    return this.#overview.accounts.find((account) => account.id === id)?.handle;
  }

  #detail(id: string): AccountDetail {
    const summary = this.#overview.accounts.find((account) => account.id === id);
    return this.#scene.details?.[id] ?? fakeDetail(summary ?? missing());
  }

  #secret(): Copied {
    return { clears_at: NOW + 30 };
  }
}

function missing(): never {
  throw new LanyardError(fakeError("not_found"));
}
