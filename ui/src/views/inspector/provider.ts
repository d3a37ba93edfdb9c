// Names of providers, by what the Inspector knows of them. Pure.
import type { EngineStore } from "$lib/state/engine.svelte";

/** The name of an account's provider. */
export function providerOf(store: EngineStore, account: string | undefined): string | null {
  const known = account === undefined ? undefined : store.accounts.get(account);
  return known ? store.providerName(known.provider) : null;
}
