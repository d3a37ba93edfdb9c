// The real engine, across Tauri's IPC. It unwraps results, and decides nothing.
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { commands, events } from "./bindings";
import type { ConsentEngine } from "./consent";
import { LanyardError, type Engine } from "./engine";
import type { ErrorView } from "./types";

type Result<T> = { status: "ok"; data: T } | { status: "error"; error: ErrorView };

async function value<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (settled.status === "error") throw new LanyardError(settled.error);
  return settled.data;
}

async function done(result: Promise<Result<unknown>>): Promise<void> {
  await value(result);
}

/** The engine of the running app. */
export const tauriEngine: Engine = {
  overview: () => value(commands.overview()),
  firstFrameDrawn: () => done(commands.firstFrameDrawn()),
  account: (id) => value(commands.account(id)),
  discover: (issuer) => value(commands.discover(issuer)),
  readProviderFile: (text) => value(commands.readProviderFile(text)),
  addProvider: (form) => value(commands.addProvider(form)),
  editProvider: (id, form) => value(commands.editProvider(id, form)),
  removeProvider: (id) => done(commands.removeProvider(id)),
  startSignIn: (start) => value(commands.startSignIn(start)),
  openAgain: (signIn) => done(commands.openAgain(signIn)),
  copySignInLink: (signIn) => value(commands.copySignInLink(signIn)),
  cancelSignIn: (signIn) => done(commands.cancelSignIn(signIn)),
  dismissSignIn: (signIn) => done(commands.dismissSignIn(signIn)),
  addOtherPerson: (signIn) => done(commands.addOtherPerson(signIn)),
  renew: (account, lease) => done(commands.renew(account, lease)),
  useNewAddress: (account) => done(commands.useNewAddress(account)),
  showQuestion: () => done(commands.showQuestion()),
  newLease: (account, resource, scopes) => value(commands.newLease(account, resource, scopes)),
  copyAccessToken: (account, lease) => value(commands.copyAccessToken(account, lease)),
  clearClipboard: () => done(commands.clearClipboard()),
  copyClaims: (account) => value(commands.copyClaims(account)),
  copyText: (text) => value(commands.copyText(text)),
  introspect: (account, lease) => value(commands.introspect(account, lease)),
  signOutPreview: (account) => value(commands.signOutPreview(account)),
  signOut: (account, inBrowser) => value(commands.signOut(account, inBrowser)),
  removeAccount: (account, inBrowser) => value(commands.removeAccount(account, inBrowser)),
  changeHandle: (account, handle) => done(commands.changeHandle(account, handle)),
  activity: (filter) => value(commands.activity(filter)),
  activityChain: () => value(commands.activityChain()),
  programs: () => value(commands.programs()),
  revokeGrant: (grant) => done(commands.revokeGrant(grant)),
  letAskAgain: (silenced) => done(commands.letAskAgain(silenced)),
  inspectClipboard: (selection) => value(commands.inspectClipboard(selection)),
  inspectTyped: (text) => value(commands.inspectTyped(text)),
  openTokenFile: () => value(commands.openTokenFile()),
  inspectAccount: (account, lease) => value(commands.inspectAccount(account, lease)),
  inspectSample: () => value(commands.inspectSample()),
  checkAgain: (id, choices) => value(commands.checkAgain(id, choices)),
  openKeyFile: (id) => value(commands.openKeyFile(id)),
  introspectInspected: (id, account) => value(commands.introspectInspected(id, account)),
  compare: (before, after) => value(commands.compare(before, after)),
  earlierLeases: (account) => value(commands.earlierLeases(account)),
  report: (id, choices) => value(commands.report(id, choices)),
  copyReport: (id, choices) => value(commands.copyReport(id, choices)),
  forgetInspections: (keep) => done(commands.forgetInspections(keep)),
  providerKeys: (provider, ask) => value(commands.providerKeys(provider, ask)),
  callApi: (call) => value(commands.callApi(call)),
  withdrawQuestion: (question) => done(commands.withdrawQuestion(question)),
  exchanges: () => value(commands.exchanges()),
  forgetExchanges: () => done(commands.forgetExchanges()),
  consoles: () => value(commands.consoles()),
  openConsole: (provider) => value(commands.openConsole(provider)),
  leaveConsole: (provider) => done(commands.leaveConsole(provider)),
  leaveConsolesSoon: () => done(commands.leaveConsolesSoon()),
  stayAtConsoles: () => done(commands.stayAtConsoles()),
  consoleSessions: (provider, filter, offset, limit) =>
    value(commands.consoleSessions(provider, filter, offset, limit)),
  loadSessions: (provider, all) => value(commands.loadSessions(provider, all)),
  reloadSessions: (provider) => value(commands.reloadSessions(provider)),
  consolePerson: (provider, user) => value(commands.consolePerson(provider, user)),
  dryRun: (provider, what) => value(commands.dryRun(provider, what)),
  saveDryRun: (dryRun) => value(commands.saveDryRun(dryRun)),
  endSessions: (dryRun, reason, confirmed, includeOwn) =>
    value(commands.endSessions(dryRun, reason, confirmed, includeOwn)),
  jobs: () => value(commands.jobs()),
  cancelJob: (job) => done(commands.cancelJob(job)),
  retryJob: (job) => value(commands.retryJob(job)),
  proveJob: (job) => value(commands.proveJob(job)),
  setNotBefore: (provider, reason) => done(commands.setNotBefore(provider, reason)),
  exportEvidence: (format) => value(commands.exportEvidence(format)),
  supportText: (account, reference) => value(commands.supportText(account, reference)),
  unlockKeychain: () => value(commands.unlockKeychain()),
  openNetworkPage: (provider) => done(commands.openNetworkPage(provider)),
  openTimeSettings: () => done(commands.openTimeSettings()),
  setZoom: (factor) => getCurrentWebview().setZoom(factor),
  quit: () => done(commands.quit()),
  onEngineEvent: (callback) => events.engineEvent.listen((event) => callback(event.payload)),
  onShellEvent: (callback) => events.shellEvent.listen((event) => callback(event.payload)),
};

/** The same engine, as the consent window may use it. */
export const tauriConsent: ConsentEngine = {
  programs: () => value(commands.programs()),
  answerQuestion: (question, answer) => done(commands.answerQuestion(question, answer)),
  onEngineEvent: (callback) => events.engineEvent.listen((event) => callback(event.payload)),
};
