// Sentences of the codes that mean something else with each thing that is done.
import type { Act } from "./error-acts";
import { CLOSE, SUPPORT, TRY_AGAIN, type Next } from "./error-entry";
import { inBrackets, says, serving, type Facts } from "./error-facts";

/** The provider ended something. */
export function refused({ act, provider, within, at, ended }: Facts): string {
  if (act === "console")
    return `${provider} ended this access to its console ${at}. What was under way stopped; a new sign-in can go on with it.`;
  const rest = "Tokens stop now; nothing on this computer was lost.";
  return ended
    ? `${ended.by} ended this sign-in at ${within} ${at}, from the console: “${ended.why}”. ${rest}`
    : `${provider} ended this sign-in ${at}. ${rest}`;
}

/** Nobody answered. */
export function unreachable(facts: Facts): string {
  const { act, provider, api, at, when } = facts;
  switch (act) {
    case "renewal":
      return `${provider} can't be reached since ${when}. ${serving(facts, "Lanyard keeps trying.", "Lanyard keeps trying.")}`;
    case "sign_in":
      return `${provider} couldn't be reached ${at}, so this sign-in was not finished. Nothing was stored.`;
    case "revocation":
      return `${provider} couldn't be reached ${at}, so the token may still be valid there.`;
    case "api":
      return `${api} gave no whole answer ${at}. It may have acted on the request.`;
    case "discovery":
    case "keys":
    case "userinfo":
    case "introspection":
    case "console":
    case "sign_out":
    case "network":
    case "here":
      return `${provider} couldn't be reached ${at}. Nothing was changed.`;
    default:
      return act satisfies never;
  }
}

/** Somebody answered, but not with what was asked for. */
export function busy(facts: Facts): string {
  const { act, provider, api, at, when, words } = facts;
  switch (act) {
    case "renewal":
      return `${provider} answers, but gives no token since ${when}. ${serving(facts, "Lanyard keeps trying.", "You stay signed in; Lanyard keeps trying.")}`;
    case "sign_in":
      return `${provider} gave no usable answer ${at}, so this sign-in was not finished. Nothing was stored.`;
    case "revocation":
      return `${provider} gave no usable answer ${at}, so the token may still be valid there.`;
    case "console":
      // What was seen of an answer, not the provider's words; what the console asks for may be asked twice.
      return `${provider} gave no usable answer ${at}${inBrackets(words)}. Trying again is safe.`;
    case "api":
      return `${api} gave no whole answer ${at}. It may have acted on the request.`;
    case "discovery":
    case "keys":
    case "userinfo":
    case "introspection":
    case "sign_out":
    case "network":
    case "here":
      return `${provider} gave no usable answer ${at}. Nothing was changed.`;
    default:
      return act satisfies never;
  }
}

/** The provider said no. */
export function setup(facts: Facts): string {
  const { act, provider, at, words, detail } = facts;
  switch (act) {
    case "renewal":
      return `${provider} refused the renewal ${at} because of a setting.${says(facts)} ${serving(facts, "nothing was lost.", "You stay signed in; nothing was lost.")}`;
    case "sign_in":
      return `${provider} refused this sign-in ${at}.${says(facts)} Nothing was stored.`;
    case "introspection":
      return `${provider} refused to tell about this token ${at}.${says(facts)}`;
    case "revocation":
      return `${provider} refused to revoke the token ${at}, so it may still be valid there.${says(facts)}`;
    case "console": {
      const why = detail === null ? inBrackets(words) : `: it asks for ${detail}`;
      return `${provider} refused this ${at}${why}. Nothing was changed.`;
    }
    case "discovery":
    case "keys":
    case "userinfo":
    case "api":
    case "sign_out":
    case "network":
    case "here":
      return `${provider} refused this ${at}.${says(facts)} Nothing was changed.`;
    default:
      return act satisfies never;
  }
}

/** Renewals and sign-ins succeed once the setting is mended; whoever asks in passing has it mended first. */
export const afterSetup = (act: Act): Next => (act === "renewal" || act === "sign_in" ? TRY_AGAIN : SUPPORT);

/** What an admin API can, as somebody does it. */
const TO_DO = new Map([
  ["list_users", "list people"],
  ["list_sessions", "list sessions"],
  ["list_offline_sessions", "list offline sessions"],
  ["list_clients", "tell the clients of a session"],
  ["end_session", "end one session by itself"],
  ["end_user", "end all of a person's sessions"],
  ["end_client", "end all sessions of a client"],
  ["end_all", "end all sessions"],
  ["not_before", "refuse tokens issued before a moment"],
  ["disable_user", "disable accounts"],
  ["tells_who_ended", "tell who ended a session"],
  ["prove", "tell whether an ended session is dead"],
]);

/** The provider can't, or wants what Lanyard can't. */
export function notSupported({ act, provider, detail }: Facts): string {
  switch (act) {
    case "userinfo":
      return `${provider} has no UserInfo to ask. Nothing was changed.`;
    case "introspection":
      return `${provider} can't be asked about this token. Nothing was changed.`;
    case "revocation":
      return `${provider} has no way to revoke this token, so it runs out there by itself.`;
    case "console": {
      const what = TO_DO.get(detail ?? "");
      return what === undefined
        ? `${provider} has no console that Lanyard can use. Nothing was changed.`
        : `${provider} can't ${what}. Nothing was changed.`;
    }
    case "renewal":
    case "sign_in":
    case "discovery":
    case "keys":
    case "api":
    case "sign_out":
    case "network":
    case "here":
      return `${provider} asks for something Lanyard can't do yet${inBrackets(detail)}. Nothing was changed.`;
    default:
      return act satisfies never;
  }
}

const UNOFFERED: readonly Act[] = ["userinfo", "introspection", "revocation", "console"];

/** What a provider doesn't offer is no fault of anybody; what it demands of Lanyard is worth telling. */
export const afterInability = (act: Act): Next => (UNOFFERED.includes(act) ? CLOSE : SUPPORT);

/** The browser stayed shut. */
export function noBrowser({ act, provider }: Facts): string {
  const shut = "No browser could be opened.";
  if (act === "sign_out") return `${shut} ${provider} may still know you there.`;
  if (act === "network") return `${shut} Open one by hand; the network shows its page there.`;
  return `${shut} The link can be copied and opened by hand.`;
}

/** What settings of a provider are refused for, where the field says too little. */
const SETTINGS = new Map([
  ["accounts", "Accounts of this provider are here. Sign out and remove them first; nothing was changed."],
  [
    "client_secret_anew",
    "The client secret was given for another address, and is not sent to this one. Enter it again.",
  ],
]);

const ORDERS = new Map([
  ["reason", "The reason is missing or too long. Nothing was ended."],
  ["number", "That is not the number of this list. Nothing was ended."],
  ["job", "This is under way already. Nothing was changed."],
]);

/** What was typed or asked for. */
export function input({ act, detail }: Facts): string {
  if (detail === null) return "A field can't be used as it is.";
  const known = act === "console" ? ORDERS.get(detail) : SETTINGS.get(detail);
  return known ?? `This can't be used: ${detail}.`;
}
