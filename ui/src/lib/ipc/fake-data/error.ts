// An error of the engine.
import { NO_FACTS } from "../engine";
import type { ErrorCode, ErrorFacts, ErrorView } from "../types";
import { MINUTE, NOW } from "./moment";

/** An error with the facts that matter to it. */
export function fakeError(
  code: ErrorCode,
  facts: Partial<ErrorFacts> = {},
  over: Partial<ErrorView> = {},
): ErrorView {
  return {
    code,
    message: `${facts.step ?? "token"}: ${code}`,
    retry: ["unreachable", "provider_busy", "captive_portal"].includes(code),
    account: null,
    reference: "A7-3K2",
    at: NOW - 7 * MINUTE,
    facts: {
      ...NO_FACTS,
      provider: "Acme ID",
      step: "token",
      host: "id.acme.example",
      ...facts,
    },
    ...over,
  };
}
