// What the Requests page asks of the engine: calls of an API, and what the last exchanges said, redacted.
import type { ApiCall, ExchangeView } from "./types";

/** The engine behind the Requests page. */
export interface RequestsEngine {
  /** Calls an API with a token of the account; the token is added by the engine and never comes here. */
  /** Where the address is none of the account's own, this waits for the answer in the consent window. */
  callApi(call: ApiCall): Promise<ExchangeView>;
  /** Takes back what a call waits for, or what is asked about a new address: nothing is sent. */
  withdrawQuestion(question: string): Promise<void>;
  /** The last exchanges, newest first: calls, sign-ins and renewals. */
  exchanges(): Promise<ExchangeView[]>;
  forgetExchanges(): Promise<void>;
}
