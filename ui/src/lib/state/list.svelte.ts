// The account list's order: by provider, those that need the person first, then by name. While the pointer or
// the focus is in the list nothing in it moves.
import { untrack } from "svelte";
import type { AccountSummary, ProviderView, SignInView } from "../ipc/types";
import { needsPerson } from "../words/status";
import type { EngineStore } from "./engine.svelte";

/** A row of the list. */
export type Row =
  | { kind: "provider"; key: string; name: string }
  | { kind: "account"; key: string; account: AccountSummary }
  /** A sign-in that belongs to no account yet. */
  | { kind: "sign_in"; key: string; signIn: SignInView };

let collator: Intl.Collator | undefined;

/** The collator is made when there is something to compare: that costs milliseconds of the window's first frame. */
function byName(a: string, b: string): number {
  if (a === b) return 0;
  collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return collator.compare(a, b);
}

/** The ids in display order. */
export function arrange(accounts: AccountSummary[], providers: ProviderView[]): string[] {
  const place = new Map(providers.map((provider, index) => [provider.id, index]));
  const rank = (account: AccountSummary) => place.get(account.provider) ?? providers.length;
  return accounts
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        byName(a.provider, b.provider) ||
        Number(needsPerson(b.state)) - Number(needsPerson(a.state)) ||
        byName(a.title, b.title),
    )
    .map((account) => account.id);
}

/** The former order, with what is gone left out and what is new behind the last of its provider. */
export function keep(former: string[], accounts: ReadonlyMap<string, AccountSummary>): string[] {
  const kept = former.filter((id) => accounts.has(id));
  const known = new Set(kept);
  for (const account of accounts.values()) {
    if (known.has(account.id)) continue;
    const last = kept.findLastIndex((id) => accounts.get(id)?.provider === account.provider);
    kept.splice(last === -1 ? kept.length : last + 1, 0, account.id);
  }
  return kept;
}

/** The list as it is drawn. */
export class AccountList {
  /** What the person typed to find. */
  query = $state("");
  /** The pointer or the focus is in the list. */
  held = $state(false);
  readonly #store: EngineStore;
  #former: string[] = [];

  constructor(store: EngineStore) {
    this.#store = store;
  }

  // What the order hangs on, as one text: a thousand accounts that renew every few minutes must not be
  // sorted at each of their events.
  readonly #grounds = $derived.by(() => {
    const { providers, accounts } = this.#store;
    return JSON.stringify([
      providers.map((provider) => provider.id),
      [...accounts.values()].map(({ id, provider, title, state }) => [
        id,
        provider,
        title,
        needsPerson(state),
      ]),
    ]);
  });

  readonly #order = $derived.by(() => {
    void this.#grounds;
    const held = this.held;
    return untrack(() => {
      const { accounts, providers } = this.#store;
      this.#former = held ? keep(this.#former, accounts) : arrange([...accounts.values()], providers);
      return this.#former;
    });
  });

  /** Accounts in order, as far as they match the query. */
  readonly accounts = $derived.by(() => {
    const found = this.#order
      .map((id) => this.#store.accounts.get(id))
      .filter((account): account is AccountSummary => account !== undefined);
    const wanted = this.query.trim().toLocaleLowerCase();
    if (wanted === "") return found;
    return found.filter((account) =>
      [account.title, account.handle, account.name ?? "", this.#store.providerName(account.provider)].some(
        (text) => text.toLocaleLowerCase().includes(wanted),
      ),
    );
  });

  /** Rows: sign-ins without an account, then each provider's name and its accounts. */
  readonly rows = $derived.by(() => {
    const rows: Row[] = [];
    for (const signIn of this.#store.signIns.values()) {
      if (signIn.account === null && signIn.phase.kind !== "done" && signIn.phase.kind !== "cancelled")
        rows.push({ kind: "sign_in", key: `sign-in ${signIn.id}`, signIn });
    }
    let provider: string | null = null;
    for (const account of this.accounts) {
      if (account.provider !== provider) {
        provider = account.provider;
        rows.push({
          kind: "provider",
          key: `provider ${provider}`,
          name: this.#store.providerName(provider),
        });
      }
      rows.push({ kind: "account", key: account.id, account });
    }
    return rows;
  });

  /** How many accounts need the person. */
  readonly waiting = $derived.by(
    () => [...this.#store.accounts.values()].filter((account) => needsPerson(account.state)).length,
  );
}
