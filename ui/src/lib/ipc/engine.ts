// What the window asks of the engine, as an interface: the shell answers it in the app, a fake answers it in
// the gallery and in tests. Every method throws LanyardError and nothing else of the engine's making.
import type { ConsoleEngine } from "./console";
import type { InspectorEngine } from "./inspector";
import type { RequestsEngine } from "./requests";
import type {
  AccountDetail,
  ActivityEntry,
  ActivityFilter,
  ChainView,
  Copied,
  Discovered,
  EngineEvent,
  ErrorFacts,
  ErrorView,
  IntrospectionView,
  LeaseView,
  Overview,
  Programs,
  ProviderFile,
  ProviderForm,
  ProviderView,
  ShellEvent,
  SignInStart,
  SignInView,
  SignOutPreview,
  SignOutReport,
  VaultState,
} from "./types";

/** An error of the engine, with everything the window needs to put it into words. */
export class LanyardError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.name = "LanyardError";
    this.view = view;
  }
}

/** An error of which nothing more is known. */
export const NO_FACTS: ErrorFacts = {
  provider: null,
  step: null,
  host: null,
  status: null,
  oauth_error: null,
  words: null,
  skew: null,
  certificate_issuer: null,
  line: null,
  column: null,
  until: null,
  ended_by: null,
  ended_why: null,
  detail: null,
};

/** The error behind anything that was thrown; what isn't the engine's is a fault of ours. */
export function toErrorView(thrown: unknown): ErrorView {
  if (thrown instanceof LanyardError) return thrown.view;
  return {
    code: "internal",
    message: thrown instanceof Error ? thrown.message : String(thrown),
    retry: false,
    account: null,
    reference: null,
    at: Date.now() / 1000,
    facts: NO_FACTS,
  };
}

/** Ends a subscription. */
export type Stop = () => void;

/** The engine behind the window. */
export interface Engine extends ConsoleEngine, InspectorEngine, RequestsEngine {
  overview(): Promise<Overview>;
  firstFrameDrawn(): Promise<void>;
  account(id: string): Promise<AccountDetail>;
  discover(issuer: string): Promise<Discovered>;
  readProviderFile(text: string): Promise<ProviderFile>;
  addProvider(form: ProviderForm): Promise<ProviderView>;
  editProvider(id: string, form: ProviderForm): Promise<ProviderView>;
  removeProvider(id: string): Promise<void>;
  startSignIn(start: SignInStart): Promise<SignInView>;
  openAgain(signIn: string): Promise<void>;
  copySignInLink(signIn: string): Promise<Copied>;
  cancelSignIn(signIn: string): Promise<void>;
  dismissSignIn(signIn: string): Promise<void>;
  addOtherPerson(signIn: string): Promise<void>;
  renew(account: string, lease: string | null): Promise<void>;
  /** Asks the person, in the consent window, whether an account's tokens may go to its provider's new address. */
  useNewAddress(account: string): Promise<void>;
  /** Brings the consent window to the front, where a question is open. */
  showQuestion(): Promise<void>;
  newLease(account: string, resource: string | null, scopes: string[]): Promise<LeaseView>;
  copyAccessToken(account: string, lease: string | null): Promise<Copied>;
  clearClipboard(): Promise<void>;
  copyClaims(account: string): Promise<Copied>;
  copyText(text: string): Promise<Copied>;
  introspect(account: string, lease: string | null): Promise<IntrospectionView>;
  signOutPreview(account: string): Promise<SignOutPreview>;
  signOut(account: string, inBrowser: boolean): Promise<SignOutReport>;
  removeAccount(account: string, inBrowser: boolean): Promise<SignOutReport>;
  changeHandle(account: string, handle: string): Promise<void>;
  activity(filter: ActivityFilter): Promise<ActivityEntry[]>;
  activityChain(): Promise<ChainView>;
  programs(): Promise<Programs>;
  revokeGrant(grant: string): Promise<void>;
  letAskAgain(silenced: string): Promise<void>;
  supportText(account: string | null, reference: string | null): Promise<string>;
  unlockKeychain(): Promise<VaultState>;
  openNetworkPage(provider: string): Promise<void>;
  openTimeSettings(): Promise<void>;
  /** Scales the whole window; 1 is its natural size. */
  setZoom(factor: number): Promise<void>;
  quit(): Promise<void>;
  /** Calls back for each engine event, in order. */
  onEngineEvent(callback: (event: EngineEvent) => void): Promise<Stop>;
  /** Calls back for each event of the desktop shell. */
  onShellEvent(callback: (event: ShellEvent) => void): Promise<Stop>;
}
