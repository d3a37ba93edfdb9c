// What providers, APIs and sign-ins answer.
import type { ErrorCode } from "../ipc/types";
import {
  afterInability,
  afterSetup,
  busy,
  noBrowser,
  notSupported,
  refused,
  setup,
  unreachable,
} from "./error-by-act";
import { CLOSE, SIGN_IN, SUPPORT, TRY_AGAIN, trying, type Entry } from "./error-entry";
import { says, serving } from "./error-facts";
import { afterMove, moved } from "./error-moved";
import { lengthInWords } from "./time";

/** Why a token did not go to a foreign address. */
const NOT_LET = new Map([
  ["no_answer", "nobody answered in time"],
  ["nobody_to_ask", "nobody can be asked here"],
  ["too_many_questions", "too many questions wait for an answer already"],
  ["withdrawn", "the question was taken back"],
]);
const notLet = (detail: string | null) => NOT_LET.get(detail ?? "") ?? "you didn't allow it";

export const OF_PROVIDERS = {
  refused: { sentence: refused, next: SIGN_IN },
  unreachable: { sentence: unreachable, next: trying },
  captive_portal: {
    sentence: () => "This network wants its own sign-in first.",
    next: { button: "Open the network's page", action: "network_page" },
  },
  tls_untrusted: {
    sentence: (f) =>
      `The certificate of ${f.host} ` +
      (f.certificate === null
        ? "isn't trusted by this computer."
        : `comes from “${f.certificate}”, which this computer doesn't trust.`) +
      " Your IT can add it to the provider.",
    next: SUPPORT,
  },
  issuer_mismatch: {
    sentence: () => "The address you gave calls itself by another name. For safety Lanyard stops here.",
    next: SUPPORT,
  },
  metadata_invalid: {
    sentence: (f) =>
      f.act === "keys"
        ? `${f.provider} publishes no keys that can be used, so its tokens can't be verified.`
        : `What ${f.host} says about itself can't be used, so Lanyard stops here. Check the issuer address with your IT.`,
    next: SUPPORT,
  },
  no_pkce: {
    sentence: (f) =>
      `${f.provider} doesn't offer PKCE S256, so this sign-in would not be safe. Its administrator can switch it on.`,
    next: SUPPORT,
  },
  not_supported: { sentence: notSupported, next: afterInability },
  no_refresh_token: {
    sentence: (f) =>
      `${f.provider} gave no way to renew this sign-in, so it ended with its token. Its administrator can allow offline access.`,
    next: SIGN_IN,
  },
  client_unknown: {
    sentence: (f) => `${f.provider} doesn't know this client ID. Compare it with what your IT gave you.`,
    next: { button: "Edit provider", action: "edit_provider" },
  },
  declined: {
    sentence: (f) => `The sign-in was declined.${says(f)}`,
    next: TRY_AGAIN,
  },
  mixed_up: {
    sentence: (f) =>
      `The browser's answer came from another provider than ${f.within}, so nothing was stored. This is a wrong setup or an attack.`,
    next: SUPPORT,
  },
  id_token_rejected: {
    sentence: (f) =>
      f.detail === null || f.detail === "aud" || f.detail === "azp"
        ? `${f.provider}'s answer was made for another application, so nothing was stored. This is a wrong setup or an attack.`
        : `${f.provider}'s answer could not be verified, so nothing was stored. This is a wrong setup or an attack.`,
    next: SUPPORT,
  },
  token_reply_invalid: {
    sentence: (f) =>
      f.act === "renewal"
        ? `${f.provider} answers, but with no token that can be used since ${f.when}. ${serving(f, "Lanyard keeps trying.", "You stay signed in; Lanyard keeps trying.")}`
        : `${f.provider}'s answer can't be used, so nothing was stored. The sign-in has to be made again.`,
    next: trying,
  },
  sign_in_timed_out: {
    sentence: () =>
      "Nobody came back from the browser in time, so this sign-in was ended. Nothing was stored.",
    next: TRY_AGAIN,
  },
  no_browser: { sentence: noBrowser, next: TRY_AGAIN },
  port_taken: {
    sentence: (f) =>
      `Another program holds ${f.detail === null ? "the port" : `port ${f.detail}`} that this sign-in comes back to. Close that program first.`,
    next: TRY_AGAIN,
  },
  provider_busy: { sentence: busy, next: trying },
  provider_setup: { sentence: setup, next: afterSetup },
  renewal_cut: {
    sentence: (f) =>
      `Lanyard was stopped ${f.at} in the middle of a renewal and the provider no longer takes the old token.`,
    next: SIGN_IN,
  },
  token_too_short: {
    sentence: (f) =>
      `${f.provider}'s tokens ` +
      (f.seconds === null ? "don't live as long as" : `live ${lengthInWords(f.seconds)}, less than`) +
      " was asked for.",
    next: CLOSE,
  },
  endpoint_moved: { sentence: moved, next: afterMove },
  foreign_origin: {
    sentence: (f) =>
      `Nothing was sent to ${f.host}: it is none of this account's own addresses, and ${notLet(f.detail)}.`,
    next: CLOSE,
  },
} satisfies Partial<Record<ErrorCode, Entry>>;
