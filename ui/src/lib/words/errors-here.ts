// What happens on this computer: keychain, disk, clock, policy, files, programs, and what a person gives.
import type { ErrorCode } from "../ipc/types";
import { input } from "./error-by-act";
import { CLOSE, QUIT, SIGN_IN, SUPPORT, TRY_AGAIN, TRY_NOW, type Entry } from "./error-entry";
import { inBrackets, serving } from "./error-facts";
import { lengthInWords } from "./time";

/** Why a file was not written. */
const HINDRANCES = new Map([
  ["full", "The disk there is full"],
  ["denied", "You may not write there"],
  ["read_only", "That place can only be read"],
  ["gone", "That folder isn't there any more"],
  ["name", "A file can't have that name there"],
  ["no_file", "What has that name is no file"],
]);
const hindrance = (detail: string | null) => HINDRANCES.get(detail ?? "") ?? "The system didn't take it";

export const OF_THIS_COMPUTER = {
  keychain_locked: {
    sentence: (f) =>
      `The keychain is locked. ${serving(f, "renewal waits.", "Renewal waits for it; you stay signed in.")}`,
    next: { button: "Unlock", action: "unlock" },
  },
  keychain_absent: {
    sentence: () => "No keychain runs on this computer. Lanyard needs one to keep you signed in.",
    next: { button: "What you can do", action: "keychain_help" },
  },
  keychain_denied: {
    sentence: () => "The keychain refused Lanyard. Nothing was changed.",
    next: { button: "Ask again", action: "retry" },
  },
  keychain_too_large: {
    sentence: (f) =>
      `${f.provider}'s sign-in is larger than this computer's keychain can hold, so it was not kept. Nothing was changed.`,
    next: SUPPORT,
  },
  keychain_damaged: {
    sentence: () =>
      "The keychain's entry for this account is missing or damaged. Only a new sign-in brings it back.",
    next: SIGN_IN,
  },
  not_saved: {
    sentence: () =>
      "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; saving is tried again by itself.",
    next: TRY_NOW,
  },
  disk_full: {
    sentence: (f) =>
      "The disk is full. Lanyard holds renewal back so that your sign-in isn't lost" +
      (f.until === null ? "." : `; the token works until ${f.until}.`),
    next: { button: "Check again", action: "retry" },
  },
  clock_off: {
    sentence: (f) =>
      `This computer's clock is ${f.skew === null ? "off" : `${lengthInWords(f.skew)} ${f.skew < 0 ? "behind" : "ahead of"}`} ` +
      `${f.skew === null ? "by more than five minutes" : `${f.within}'s`}. Tokens may be refused until it is set.`,
    next: { button: "Open time settings", action: "time_settings" },
  },
  newer_state: {
    sentence: (f) => `This data was written by a newer Lanyard${inBrackets(f.detail)}. Nothing was touched.`,
    next: QUIT,
  },
  policy_broken: {
    sentence: (f) =>
      `Your organisation's policy can't be read${f.place}. Until that is mended, nothing it would allow is allowed.`,
    next: SUPPORT,
  },
  policy_denied: {
    sentence: () => "Your organisation's policy doesn't allow this. Nothing was changed.",
    next: SUPPORT,
  },
  file_invalid: {
    sentence: (f) =>
      `This file can't be used${f.place}${f.detail === null ? "" : `: ${f.detail}`}. Nothing was added.`,
    next: CLOSE,
  },
  input_invalid: { sentence: input, next: CLOSE },
  handle_taken: {
    sentence: (f) =>
      `${f.detail === null ? "That handle" : `The handle ${f.detail}`} belongs to another account. Choose another one.`,
    next: CLOSE,
  },
  not_found: {
    sentence: () => "This isn't here any more. Nothing was changed.",
    next: CLOSE,
  },
  another_engine: {
    sentence: (f) =>
      `Another Lanyard${inBrackets(f.detail)} looks after these accounts and doesn't hand them over. End it, then start this one again.`,
    next: QUIT,
  },
  closing: {
    sentence: () => "Lanyard is closing or handing over. Nothing was changed.",
    next: TRY_AGAIN,
  },
  not_granted: {
    sentence: () => "This program isn't allowed to use this account, so it got no token.",
    next: CLOSE,
  },
  consent_pending: {
    sentence: (f) =>
      `Waiting for you to allow this in Lanyard${f.answerBy === null ? "" : ` (until ${f.answerBy})`}`,
    next: CLOSE,
  },
  silenced: {
    sentence: () =>
      "This program was denied three times, so Lanyard no longer asks you about it. You can let it ask again under Programs.",
    next: CLOSE,
  },
  program_unknown: {
    sentence: () => "The system doesn't tell which program asks, so it got no token.",
    next: CLOSE,
  },
  passphrase_wrong: {
    sentence: () => "This passphrase doesn't open the vault. Nothing was changed.",
    next: TRY_AGAIN,
  },
  vault_closed: {
    sentence: (f) =>
      f.detail === null
        ? "Lanyard's passphrase vault is locked, and nobody can be asked for its passphrase here. Name a private file that holds it in LANYARD_PASSPHRASE_FILE and start Lanyard again, or quit it and run lanyard agent, which asks."
        : `Lanyard's passphrase vault can't be opened: ${f.detail}. Nothing was changed.`,
    next: TRY_AGAIN,
  },
  other_vault: {
    sentence: (f) =>
      f.detail === "passphrase_file"
        ? "This profile keeps its secrets in its passphrase vault. Start Lanyard with LANYARD_VAULT=file."
        : "This profile keeps its secrets in the keychain. Start Lanyard without LANYARD_VAULT=file.",
    next: QUIT,
  },
  no_token: {
    sentence: (f) =>
      `There is no token in it${f.detail === null ? "" : `: ${f.detail}`}. ` +
      "Copy the whole token, or the line that holds it, and paste again.",
    next: CLOSE,
  },
  file_not_written: {
    sentence: (f) => `${hindrance(f.detail)}, so the file was not saved. Nothing there was changed.`,
    next: { button: "Choose another place", action: "retry" },
  },
  internal: {
    sentence: () => "Lanyard made a mistake and stopped this step. Your sign-ins are untouched.",
    next: SUPPORT,
  },
} satisfies Partial<Record<ErrorCode, Entry>>;
