// What the engine has told so far, kept up by its events. No markup, no words.
import { SvelteMap } from "svelte/reactivity";
import type { Engine, Stop } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type {
  AccountSummary,
  ActivityEntry,
  EngineEvent,
  ErrorView,
  Overview,
  Programs,
  ProviderView,
  SignInView,
  Unix,
  VaultState,
} from "../ipc/types";

/** An account before and after a change; `null` where it wasn't or isn't there. */
export type AccountChange = { before: AccountSummary | null; after: AccountSummary | null };

/** The accounts, providers and sign-ins as last told. */
export class EngineStore {
  /** The first answer has come. */
  loaded = $state(false);
  /** Why the first answer did not come. */
  failed = $state.raw<ErrorView | null>(null);
  version = $state("");
  /** Name of the profile when it isn't the person's own. */
  profile = $state<string | null>(null);
  providers = $state.raw<ProviderView[]>([]);
  /** Every account by its id. */
  readonly accounts = new SvelteMap<string, AccountSummary>();
  /** Sign-ins under way or just finished, by their id. */
  readonly signIns = new SvelteMap<string, SignInView>();
  vault = $state<VaultState>("unknown");
  offlineSince = $state<Unix | null>(null);
  /** A problem that concerns the whole program. */
  problem = $state.raw<ErrorView | null>(null);
  tray = $state(true);
  /** Grants, silenced programs and questions, once somebody looked. */
  programs = $state.raw<Programs | null>(null);

  readonly #engine: Engine;
  #started: Promise<Stop> | null = null;
  readonly #onAccount = new Set<(change: AccountChange) => void>();
  readonly #onSignIn = new Set<(signIn: SignInView) => void>();
  readonly #onActivity = new Set<(entry: ActivityEntry) => void>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Listens first and asks without waiting for it: both go out in this order, so that nothing falls between.
   * Starting again is the same start. */
  start(): Promise<Stop> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<Stop> {
    const early: EngineEvent[] = [];
    let ready = false;
    const listening = this.#engine.onEngineEvent((event) => {
      if (ready) this.apply(event);
      else early.push(event);
    });
    await this.load();
    const stop = await listening;
    ready = true;
    early.forEach((event) => this.apply(event));
    return stop;
  }

  /** Asks for everything anew. */
  async load() {
    try {
      this.#replace(await this.#engine.overview());
      this.failed = null;
    } catch (thrown) {
      this.failed = toErrorView(thrown);
    }
    this.loaded = true;
  }

  /** Asks which programs there are; from then on events keep them up. */
  async loadPrograms() {
    this.programs = await this.#engine.programs();
  }

  /** The provider of that id. */
  provider(id: string): ProviderView | undefined {
    return this.providers.find((provider) => provider.id === id);
  }

  /** The provider's name, or its id where it is gone. */
  providerName(id: string): string {
    return this.provider(id)?.name ?? id;
  }

  /** The newest sign-in that concerns an account: under way, or just finished and not dismissed. */
  signInOf(account: string): SignInView | undefined {
    const state = this.accounts.get(account)?.state.kind;
    // One that worked says nothing any more once the account is signed out again, by whomever.
    const over = state === "needs_sign_in" || state === "signed_out";
    const concerning = [...this.signIns.values()].filter(({ account: again, phase }) =>
      phase.kind === "done"
        ? phase.account === account && !over
        : phase.kind !== "cancelled" && again === account,
    );
    return concerning.at(-1);
  }

  /** Drops a finished sign-in from view, here and in the engine. */
  async dismissSignIn(id: string) {
    this.signIns.delete(id);
    await this.#engine.dismissSignIn(id);
  }

  /** Calls back when an account appears, changes or goes. */
  onAccount(callback: (change: AccountChange) => void): Stop {
    this.#onAccount.add(callback);
    return () => this.#onAccount.delete(callback);
  }

  /** Calls back when a sign-in moves on. */
  onSignIn(callback: (signIn: SignInView) => void): Stop {
    this.#onSignIn.add(callback);
    return () => this.#onSignIn.delete(callback);
  }

  /** Calls back when something is recorded. */
  onActivity(callback: (entry: ActivityEntry) => void): Stop {
    this.#onActivity.add(callback);
    return () => this.#onActivity.delete(callback);
  }

  /** Takes in one event. */
  apply(event: EngineEvent) {
    switch (event.kind) {
      case "account_changed": {
        const before = this.accounts.get(event.account.id) ?? null;
        this.accounts.set(event.account.id, event.account);
        this.#onAccount.forEach((call) => call({ before, after: event.account }));
        return;
      }
      case "account_removed": {
        const before = this.accounts.get(event.id) ?? null;
        this.accounts.delete(event.id);
        this.#onAccount.forEach((call) => call({ before, after: null }));
        return;
      }
      case "providers_changed":
        this.providers = event.providers;
        return;
      case "sign_in_changed":
        if (event.sign_in.phase.kind === "cancelled") this.signIns.delete(event.sign_in.id);
        else this.signIns.set(event.sign_in.id, event.sign_in);
        this.#onSignIn.forEach((call) => call(event.sign_in));
        return;
      case "vault_changed":
        this.vault = event.state;
        return;
      case "offline_changed":
        this.offlineSince = event.since;
        return;
      case "problem_changed":
        this.problem = event.problem;
        return;
      case "programs_changed":
        this.programs = event.programs;
        return;
      case "activity_added":
        this.#onActivity.forEach((call) => call(event.entry));
        return;
      case "console_changed":
      case "job_changed":
        // The console's own state takes these.
        return;
      default:
        event satisfies never;
    }
  }

  #replace(overview: Overview) {
    this.version = overview.version;
    this.profile = overview.profile;
    this.providers = overview.providers;
    this.vault = overview.vault;
    this.offlineSince = overview.offline_since;
    this.problem = overview.problem;
    this.tray = overview.tray;
    this.accounts.clear();
    for (const account of overview.accounts) this.accounts.set(account.id, account);
    this.signIns.clear();
    for (const signIn of overview.sign_ins) this.signIns.set(signIn.id, signIn);
  }
}
