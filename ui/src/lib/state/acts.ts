// The verbs that several places share: what the buttons of accounts and errors do.
import type { ErrorView, SignInView } from "../ipc/types";
import type { ErrorAction } from "../words/errors";
import { useApp, type App } from "./context";

/** What an error's button may draw on. */
export type ErrorPlace = {
  error: ErrorView;
  provider: string | null;
  retry?: (() => unknown) | undefined;
  dismiss?: (() => unknown) | undefined;
};

/** The shared verbs. */
export type Acts = {
  /** Signs an account in again, or a new one in. */
  signIn(
    provider: string,
    account: string | null,
    options?: {
      another?: boolean;
      extraScopes?: string[];
      /** The page that asks shows the sign-in itself. */
      here?: boolean;
    },
  ): Promise<SignInView>;
  /** Renews an account's main lease now. */
  renew(account: string): Promise<void>;
  /** Asks the keychain to unlock, which may prompt. */
  unlock(): Promise<void>;
  /** What an error's button does, or null where there is nothing to do here. */
  forError(action: ErrorAction, place: ErrorPlace): (() => unknown) | null;
};

/** The verbs, bound to the window. */
export function useActs(): Acts {
  return makeActs(useApp());
}

/** Binds the verbs to a window's parts. */
export function makeActs({ engine, store, nav }: App): Acts {
  const acts: Acts = {
    async signIn(provider, account, options = {}) {
      const signIn = await engine.startSignIn({
        provider,
        account,
        another: options.another ?? false,
        extra_scopes: options.extraScopes ?? [],
        handle: null,
        browser: "system",
      });
      if (!store.signIns.has(signIn.id)) store.apply({ kind: "sign_in_changed", sign_in: signIn });
      if (!options.here) {
        if (account === null) nav.showSignIn(signIn.id);
        else nav.showAccount(account);
      }
      return signIn;
    },

    renew: (account) => engine.renew(account, null),

    async unlock() {
      store.apply({ kind: "vault_changed", state: await engine.unlockKeychain() });
    },

    forError(action, { error, provider, retry, dismiss }) {
      const account = error.account ? store.accounts.get(error.account) : undefined;
      switch (action) {
        case "sign_in":
          return account ? () => acts.signIn(account.provider, account.id) : (retry ?? null);
        case "retry":
          return retry ?? (account ? () => acts.renew(account.id) : null);
        case "network_page":
          return provider === null ? null : () => engine.openNetworkPage(provider);
        case "support":
          return () => nav.open({ kind: "support", account: error.account, reference: error.reference });
        case "edit_provider":
          return provider === null ? null : () => nav.showEditProvider(provider);
        case "unlock":
          return acts.unlock;
        case "keychain_help":
          return () => nav.open({ kind: "keychain_help" });
        case "time_settings":
          return () => engine.openTimeSettings();
        case "quit":
          return () => engine.quit();
        case "dismiss":
          return dismiss ?? null;
        default:
          return action satisfies never;
      }
    },
  };
  return acts;
}
