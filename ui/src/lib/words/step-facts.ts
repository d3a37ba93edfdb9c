// The facts that a step of an exchange folds out to.
import type { NamedText } from "../ipc/types";
import { fullMoment } from "./time";

const FACT_NAMES: Readonly<Record<string, string>> = {
  grant: "Grant",
  scopes: "Scopes asked",
  scopes_granted: "Scopes granted",
  client: "Client ID",
  authentication: "Authentication",
  resource: "Resource",
  expires_at: "Expires",
  status: "Status",
  reason: "Technical",
  error: "Error",
  words: "Words",
  id_token: "ID token",
  redirect_uri: "Redirect address",
  without_token_from: "Without token from",
  redirect_not_followed: "Not followed",
  url: "Address",
  method: "Method",
};

/** What a step's fact is called; one without a name here keeps its own. */
export function factName({ name }: NamedText): string {
  return FACT_NAMES[name] ?? name;
}

/** A fact as a person reads it. */
export function factText({ name, text }: NamedText): string {
  const seconds = Number(text);
  return name === "expires_at" && text !== "" && Number.isFinite(seconds) ? fullMoment(seconds) : text;
}
