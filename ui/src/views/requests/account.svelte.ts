// Whose token goes along, and to which addresses it belongs.
import { untrack } from "svelte";
import type { AccountSummary, Engine, ProviderView, Unix } from "$lib/ipc";
import { serves, statusOf, type Status } from "$lib/words/status";

const WELL: readonly Status[] = ["active", "renewing"];
/** A lease that is left of these serves nobody any more. */
const WITHOUT: readonly Status[] = ["needs_sign_in", "signed_out"];

/** Whether no token of this account can be had. */
export function unusable(account: AccountSummary, now: Unix): boolean {
  const status = statusOf(account, now);
  return WITHOUT.includes(status) || (!WELL.includes(status) && !serves(account.lease, now));
}

/** The account that was chosen; else the one that was last looked at, else the first that is well. */
export function proposedAccount(
  accounts: readonly AccountSummary[],
  chosen: string | null,
  lookedAt: string | null,
  now: Unix,
): AccountSummary | undefined {
  const byId = (id: string | null) => accounts.find((account) => account.id === id);
  return (
    byId(chosen) ??
    byId(lookedAt) ??
    accounts.find((account) => WELL.includes(statusOf(account, now))) ??
    accounts[0]
  );
}

/** At most so many addresses are proposed. */
const FEW = 6;

/** The addresses that an account's tokens are made for. */
export class Proposals {
  addresses = $state.raw<readonly string[]>([]);
  readonly #engine: Engine;
  #asked = "";

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Proposes those of this account: its provider's at once, its leases' when they are told. */
  async of(account: AccountSummary, provider: ProviderView | undefined): Promise<void> {
    const question = `${account.id} ${account.lease?.issued_at ?? 0}`;
    if (question === untrack(() => this.#asked)) return;
    this.#asked = question;
    const known = provider?.resources ?? [];
    this.addresses = webAddresses(known);
    try {
      const { leases } = await this.#engine.account(account.id);
      if (question !== this.#asked) return;
      this.addresses = webAddresses([
        ...known,
        ...leases.flatMap(({ resource, audience }) => [
          ...(resource === null ? [] : [resource]),
          ...audience,
        ]),
      ]);
    } catch {
      // Proposals only; the provider's own stand there already.
    }
  }
}

/** Each web address once, in its order. An audience may be any name; only an address can be called. */
export function webAddresses(names: readonly string[]): string[] {
  const addresses = names.filter((name) => /^https?:\/\//i.test(name) && URL.canParse(name));
  return [...new Set(addresses)].slice(0, FEW);
}
