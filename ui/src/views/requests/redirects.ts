// Where an answer sent a call on to. Pure.
import type { ExchangeView } from "$lib/ipc";
import { askedFact } from "$lib/words/requests";

/** An address that was followed, and whether the token went along. */
export type Redirect = { address: string; withToken: boolean };

/** The redirects in order. From the first one at the origin that the engine names on, the token stayed behind. */
export function redirectsOf(exchange: ExchangeView): Redirect[] {
  const left = askedFact(exchange, "without_token_from");
  let withToken = true;
  return (exchange.answer?.redirects ?? []).map((address) => {
    withToken &&= left === null || originOf(address) !== left;
    return { address, withToken };
  });
}

const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : address);
