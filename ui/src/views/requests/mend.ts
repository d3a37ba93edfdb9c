// What a refusal's button does before the call is sent again.
import type { ApiCall, CallAdvice, Engine, ExchangeView } from "$lib/ipc";
import { askedFact } from "$lib/words/requests";

/** Gets the token that the advice names. */
export async function mend(engine: Engine, advice: CallAdvice, call: ApiCall, exchange: ExchangeView) {
  switch (advice.kind) {
    case "renew":
      return engine.renew(call.account, await leaseOf(engine, call.account, exchange));
    case "other_resource":
      return void (await engine.newLease(call.account, advice.resource, []));
    case "ask_scope":
    case "not_allowed":
    case "nothing":
      return;
    default:
      advice satisfies never;
  }
}

/** The lease whose token went along: the one for the exchange's resource, else the main one. */
async function leaseOf(engine: Engine, account: string, exchange: ExchangeView): Promise<string | null> {
  const resource = askedFact(exchange, "resource");
  if (resource === null) return null;
  const { leases } = await engine.account(account);
  return leases.slice(1).find((lease) => lease.resource === resource)?.key ?? null;
}
