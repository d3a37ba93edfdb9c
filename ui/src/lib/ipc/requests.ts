// What the Requests page asks of the engine: calls of an API, and what the last exchanges said, redacted.
import type { ApiCall, ExchangeView } from "./types";

/** The engine behind the Requests page. */
export interface RequestsEngine {
  /** Calls an API with a token of the account; the token is added by the engine and never comes here. */
  callApi(call: ApiCall): Promise<ExchangeView>;
  /** The last exchanges, newest first: calls, sign-ins and renewals. */
  exchanges(): Promise<ExchangeView[]>;
  forgetExchanges(): Promise<void>;
}
