// The sentence and the button for every error code. A code without an entry fails the type check.
//
// A sentence says what happened and what it means; the provider's own words are quoted as its words; the
// OAuth error code stays in the details.
import type { ErrorCode, ErrorView, LeaseTimes, Unix } from "../ipc/types";
import { atMoment, lengthInWords, moment } from "./time";

/** What an error's button does. */
export type ErrorAction =
  | "sign_in"
  | "retry"
  | "network_page"
  | "support"
  | "edit_provider"
  | "unlock"
  | "keychain_help"
  | "time_settings"
  | "quit"
  | "dismiss";

/** What a sentence may draw on beside the error itself. */
export type ErrorContext = {
  now: Unix;
  /** The account's main lease, where one serves on. */
  lease?: LeaseTimes | null;
};

/** An error in the person's words. */
export type ErrorWords = { sentence: string; button: string; action: ErrorAction };

type Entry = { sentence: (facts: Facts) => string; button: string; action: ErrorAction };

/** An error's facts, filled where the provider or the engine left a gap. */
type Facts = {
  provider: string;
  /** The same within a sentence. */
  within: string;
  host: string;
  words: string | null;
  status: number | null;
  certificate: string | null;
  skew: number | null;
  place: string;
  detail: string | null;
  /** Who ended the sign-in from the console, and why. */
  ended: { by: string; why: string } | null;
  /** `at 14:02`. */
  at: string;
  /** `14:02`. */
  when: string;
  /** `14:10`, or null where no token works on. */
  until: string | null;
  /** `12:11`, or null where no answer is waited for. */
  answerBy: string | null;
  /** The detail, where it is a number of seconds. */
  seconds: number | null;
};

const inBrackets = (text: string | null) => (text === null ? "" : ` (${text})`);
const says = (facts: Facts) => (facts.words === null ? "" : ` ${facts.provider} says: “${facts.words}”.`);
const serves = (facts: Facts, rest: string) =>
  facts.until === null
    ? `There is no token until then; you stay signed in.`
    : `The token works until ${facts.until}; ${rest}`;

const CATALOGUE: Record<ErrorCode, Entry> = {
  refused: {
    sentence: (f) =>
      (f.ended
        ? `${f.ended.by} ended this sign-in at ${f.within} ${f.at}, from the console: “${f.ended.why}”. `
        : `${f.provider} ended this sign-in ${f.at}. `) +
      "Tokens stop now; nothing on this computer was lost.",
    button: "Sign in again",
    action: "sign_in",
  },
  unreachable: {
    sentence: (f) =>
      `${f.provider} can't be reached since ${f.when}. ` +
      (f.until === null
        ? "Lanyard keeps trying."
        : `The token works until ${f.until}; Lanyard keeps trying.`),
    button: "Try now",
    action: "retry",
  },
  captive_portal: {
    sentence: () => "This network wants its own sign-in first.",
    button: "Open the network's page",
    action: "network_page",
  },
  tls_untrusted: {
    sentence: (f) =>
      `The certificate of ${f.host} ` +
      (f.certificate === null
        ? "isn't trusted by this computer."
        : `comes from “${f.certificate}”, which this computer doesn't trust.`) +
      " Your IT can add it to the provider.",
    button: "Copy for support",
    action: "support",
  },
  issuer_mismatch: {
    sentence: () => "The address you gave calls itself by another name. For safety Lanyard stops here.",
    button: "Copy for support",
    action: "support",
  },
  metadata_invalid: {
    sentence: (f) =>
      `What ${f.host} says about itself can't be used, so Lanyard stops here. Check the issuer address with your IT.`,
    button: "Copy for support",
    action: "support",
  },
  no_pkce: {
    sentence: (f) =>
      `${f.provider} doesn't offer PKCE S256, so this sign-in would not be safe. Its administrator can switch it on.`,
    button: "Copy for support",
    action: "support",
  },
  not_supported: {
    sentence: (f) =>
      `${f.provider} asks for something Lanyard can't do yet${inBrackets(f.detail)}. Nothing was changed.`,
    button: "Copy for support",
    action: "support",
  },
  no_refresh_token: {
    sentence: (f) =>
      `${f.provider} gave no way to renew this sign-in, so it ended with its token. Its administrator can allow offline access.`,
    button: "Sign in again",
    action: "sign_in",
  },
  client_unknown: {
    sentence: (f) => `${f.provider} doesn't know this client ID. Compare it with what your IT gave you.`,
    button: "Edit provider",
    action: "edit_provider",
  },
  declined: {
    sentence: (f) => `The sign-in was declined.${says(f)}`,
    button: "Try again",
    action: "retry",
  },
  mixed_up: {
    sentence: (f) =>
      `The browser's answer came from another provider than ${f.within}, so nothing was stored. This is a wrong setup or an attack.`,
    button: "Copy for support",
    action: "support",
  },
  id_token_rejected: {
    sentence: (f) =>
      f.detail === null || f.detail === "aud" || f.detail === "azp"
        ? `${f.provider}'s answer was made for another application, so nothing was stored. This is a wrong setup or an attack.`
        : `${f.provider}'s answer could not be verified, so nothing was stored. This is a wrong setup or an attack.`,
    button: "Copy for support",
    action: "support",
  },
  token_reply_invalid: {
    sentence: (f) =>
      `${f.provider}'s answer can't be used, so nothing was stored. The sign-in has to be made again.`,
    button: "Try again",
    action: "retry",
  },
  sign_in_timed_out: {
    sentence: () =>
      "Nobody came back from the browser in time, so this sign-in was ended. Nothing was stored.",
    button: "Try again",
    action: "retry",
  },
  no_browser: {
    sentence: () => "No browser could be opened. The link can be copied and opened by hand.",
    button: "Try again",
    action: "retry",
  },
  port_taken: {
    sentence: (f) =>
      `Another program holds ${f.detail === null ? "the port" : `port ${f.detail}`} that this sign-in comes back to. Close that program first.`,
    button: "Try again",
    action: "retry",
  },
  provider_busy: {
    sentence: (f) =>
      `${f.provider} answers, but gives no token since ${f.when}. ` +
      (f.until === null
        ? "You stay signed in; Lanyard keeps trying."
        : `The token works until ${f.until}; Lanyard keeps trying.`),
    button: "Try now",
    action: "retry",
  },
  provider_setup: {
    sentence: (f) =>
      `${f.provider} refused the renewal ${f.at} because of a setting.${says(f)} ` +
      (f.until === null
        ? "You stay signed in; nothing was lost."
        : `The token works until ${f.until}; nothing was lost.`),
    button: "Try again",
    action: "retry",
  },
  renewal_cut: {
    sentence: (f) =>
      `Lanyard was stopped ${f.at} in the middle of a renewal and the provider no longer takes the old token.`,
    button: "Sign in again",
    action: "sign_in",
  },
  keychain_locked: {
    sentence: (f) =>
      `The keychain is locked. ${f.until === null ? "Renewal waits for it; you stay signed in." : serves(f, "renewal waits.")}`,
    button: "Unlock",
    action: "unlock",
  },
  keychain_absent: {
    sentence: () => "No keychain runs on this computer. Lanyard needs one to keep you signed in.",
    button: "What you can do",
    action: "keychain_help",
  },
  keychain_denied: {
    sentence: () => "The keychain refused Lanyard. Nothing was changed.",
    button: "Ask again",
    action: "retry",
  },
  keychain_too_large: {
    sentence: (f) =>
      `${f.provider}'s sign-in is larger than this computer's keychain can hold, so it was not kept. Nothing was changed.`,
    button: "Copy for support",
    action: "support",
  },
  keychain_damaged: {
    sentence: () =>
      "The keychain's entry for this account is missing or damaged. Only a new sign-in brings it back.",
    button: "Sign in again",
    action: "sign_in",
  },
  not_saved: {
    sentence: () =>
      "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; saving is tried again by itself.",
    button: "Try now",
    action: "retry",
  },
  disk_full: {
    sentence: (f) =>
      "The disk is full. Lanyard holds renewal back so that your sign-in isn't lost" +
      (f.until === null ? "." : `; the token works until ${f.until}.`),
    button: "Check again",
    action: "retry",
  },
  clock_off: {
    sentence: (f) =>
      `This computer's clock is ${f.skew === null ? "off" : `${lengthInWords(f.skew)} ${f.skew < 0 ? "behind" : "ahead of"}`} ` +
      `${f.skew === null ? "by more than five minutes" : `${f.within}'s`}. Tokens may be refused until it is set.`,
    button: "Open time settings",
    action: "time_settings",
  },
  newer_state: {
    sentence: (f) => `This data was written by a newer Lanyard${inBrackets(f.detail)}. Nothing was touched.`,
    button: "Quit",
    action: "quit",
  },
  policy_broken: {
    sentence: (f) =>
      `Your organisation's policy can't be read${f.place}. Until that is mended, nothing it would allow is allowed.`,
    button: "Copy for support",
    action: "support",
  },
  policy_denied: {
    sentence: () => "Your organisation's policy doesn't allow this. Nothing was changed.",
    button: "Copy for support",
    action: "support",
  },
  file_invalid: {
    sentence: (f) =>
      `This provider file can't be used${f.place}${f.detail === null ? "" : `: ${f.detail}`}. Nothing was added.`,
    button: "Close",
    action: "dismiss",
  },
  input_invalid: {
    sentence: (f) =>
      f.detail === null ? "A field can't be used as it is." : `This can't be used: ${f.detail}.`,
    button: "Close",
    action: "dismiss",
  },
  handle_taken: {
    sentence: (f) =>
      `${f.detail === null ? "That handle" : `The handle ${f.detail}`} belongs to another account. Choose another one.`,
    button: "Close",
    action: "dismiss",
  },
  not_found: {
    sentence: () => "This isn't here any more. Nothing was changed.",
    button: "Close",
    action: "dismiss",
  },
  another_engine: {
    sentence: (f) =>
      `Another Lanyard${inBrackets(f.detail)} looks after these accounts and doesn't hand them over. End it, then start this one again.`,
    button: "Quit",
    action: "quit",
  },
  closing: {
    sentence: () => "Lanyard is closing or handing over. Nothing was changed.",
    button: "Try again",
    action: "retry",
  },
  not_granted: {
    sentence: () => "This program isn't allowed to use this account, so it got no token.",
    button: "Close",
    action: "dismiss",
  },
  consent_pending: {
    sentence: (f) =>
      `Waiting for you to allow this in Lanyard${f.answerBy === null ? "" : ` (until ${f.answerBy})`}`,
    button: "Close",
    action: "dismiss",
  },
  silenced: {
    sentence: () =>
      "This program was denied three times, so Lanyard no longer asks you about it. You can let it ask again under Programs.",
    button: "Close",
    action: "dismiss",
  },
  program_unknown: {
    sentence: () => "The system doesn't tell which program asks, so it got no token.",
    button: "Close",
    action: "dismiss",
  },
  passphrase_wrong: {
    sentence: () => "This passphrase doesn't open the vault. Nothing was changed.",
    button: "Try again",
    action: "retry",
  },
  vault_closed: {
    sentence: (f) =>
      f.detail === null
        ? "Lanyard's passphrase vault is locked, and nobody can be asked for its passphrase here. Name a private file that holds it in LANYARD_PASSPHRASE_FILE and start Lanyard again, or quit it and run lanyard agent, which asks."
        : `Lanyard's passphrase vault can't be opened: ${f.detail}. Nothing was changed.`,
    button: "Try again",
    action: "retry",
  },
  other_vault: {
    sentence: (f) =>
      f.detail === "passphrase_file"
        ? "This profile keeps its secrets in its passphrase vault. Start Lanyard with LANYARD_VAULT=file."
        : "This profile keeps its secrets in the keychain. Start Lanyard without LANYARD_VAULT=file.",
    button: "Quit",
    action: "quit",
  },
  token_too_short: {
    sentence: (f) =>
      `${f.provider}'s tokens ` +
      (f.seconds === null ? "don't live as long as" : `live ${lengthInWords(f.seconds)}, less than`) +
      " was asked for.",
    button: "Close",
    action: "dismiss",
  },
  no_token: {
    sentence: (f) =>
      `There is no token in it${f.detail === null ? "" : `: ${f.detail}`}. ` +
      "Copy the whole token, or the line that holds it, and paste again.",
    button: "Close",
    action: "dismiss",
  },
  foreign_origin: {
    sentence: (f) =>
      `${f.host} is none of this account's resources. Whoever runs it could use the token until it expires.`,
    button: "Close",
    action: "dismiss",
  },
  internal: {
    sentence: () => "Lanyard made a mistake and stopped this step. Your sign-ins are untouched.",
    button: "Copy for support",
    action: "support",
  },
};

/** The sentence and button for an error. */
export function errorWords(error: ErrorView, context: ErrorContext): ErrorWords {
  const { sentence, button, action } = CATALOGUE[error.code];
  return { sentence: sentence(factsOf(error, context)), button, action };
}

function factsOf(error: ErrorView, { now, lease }: ErrorContext): Facts {
  const { facts } = error;
  const line =
    facts.line === null
      ? ""
      : ` (line ${facts.line}${facts.column === null ? "" : `, column ${facts.column}`})`;
  return {
    provider: facts.provider ?? "The provider",
    within: facts.provider ?? "the provider",
    host: facts.host ?? facts.provider ?? "the provider",
    words: facts.words,
    status: facts.status,
    certificate: facts.certificate_issuer,
    skew: facts.skew,
    place: line,
    detail: facts.detail,
    ended: facts.ended_by && facts.ended_why ? { by: facts.ended_by, why: facts.ended_why } : null,
    at: atMoment(error.at, now),
    when: moment(error.at, now),
    until: lease && lease.expires_at > now ? moment(lease.expires_at, now) : null,
    answerBy: facts.until === null ? null : moment(facts.until, now),
    seconds: facts.detail !== null && /^\d+$/.test(facts.detail) ? Number(facts.detail) : null,
  };
}
