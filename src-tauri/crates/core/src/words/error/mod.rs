//! The sentence for every error code, and what a person does next.
//!
//! A sentence says what happened and what it means; it is the window's, word for word
//! (`ui/src/lib/words/errors.ts`). What only holds while an account is renewed is said of a renewal alone.

mod act;
mod by_act;
mod facts;
mod moved;
mod next_step;

pub(super) use act::Act;
#[cfg(test)]
pub(super) use act::STEPS;
use facts::{Facts, in_brackets};
pub use next_step::{NextStep, next_step, renews};

use super::{Now, length_in_words};
use crate::view::{ErrorCode, ErrorView, LeaseTimes};

/// What a sentence may draw on beside the error itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When and where it is read.
    pub now: &'a Now,
    /// The account's main lease, where one serves on.
    pub lease: Option<LeaseTimes>,
}

/// An error in the person's words: one or more whole sentences on one line.
#[expect(clippy::too_many_lines, reason = "a catalogue: one arm for each code")]
pub fn sentence(error: &ErrorView, context: &Context<'_>) -> String {
    let facts = Facts::of(error, context);
    let Facts { provider, within, host, detail, at, until, .. } = &facts;
    let detail = detail.as_deref();
    match error.code {
        ErrorCode::Refused => by_act::refused(&facts),
        ErrorCode::Unreachable => by_act::unreachable(&facts),
        ErrorCode::CaptivePortal => "This network wants its own sign-in first.".to_owned(),
        ErrorCode::TlsUntrusted => {
            let why = facts.certificate.as_ref().map_or_else(
                || "isn't trusted by this computer.".to_owned(),
                |issuer| format!("comes from “{issuer}”, which this computer doesn't trust."),
            );
            format!("The certificate of {host} {why} Your IT can add it to the provider.")
        }
        ErrorCode::IssuerMismatch => {
            "The address you gave calls itself by another name. For safety Lanyard stops here.".to_owned()
        }
        ErrorCode::MetadataInvalid => by_act::metadata(&facts),
        ErrorCode::NoPkce => format!(
            "{provider} doesn't offer PKCE S256, so this sign-in would not be safe. Its administrator can \
             switch it on."
        ),
        ErrorCode::NotSupported => by_act::not_supported(&facts),
        ErrorCode::NoRefreshToken => format!(
            "{provider} gave no way to renew this sign-in, so it ended with its token. Its administrator \
             can allow offline access."
        ),
        ErrorCode::ClientUnknown => {
            format!("{provider} doesn't know this client ID. Compare it with what your IT gave you.")
        }
        ErrorCode::Declined => format!("The sign-in was declined.{}", facts.says()),
        ErrorCode::MixedUp => format!(
            "The browser's answer came from another provider than {within}, so nothing was stored. This \
             is a wrong setup or an attack."
        ),
        ErrorCode::IdTokenRejected => {
            let fault = match detail {
                None | Some("aud" | "azp") => "was made for another application",
                Some(_) => "could not be verified",
            };
            format!("{provider}'s answer {fault}, so nothing was stored. This is a wrong setup or an attack.")
        }
        ErrorCode::TokenReplyInvalid => by_act::token_reply(&facts),
        ErrorCode::SignInTimedOut => {
            "Nobody came back from the browser in time, so this sign-in was ended. Nothing was stored."
                .to_owned()
        }
        ErrorCode::NoBrowser => by_act::no_browser(&facts),
        ErrorCode::PortTaken => {
            let port = detail.map_or_else(|| "the port".to_owned(), |port| format!("port {port}"));
            format!("Another program holds {port} that this sign-in comes back to. Close that program first.")
        }
        ErrorCode::ProviderBusy => by_act::busy(&facts),
        ErrorCode::ProviderSetup => by_act::setup(&facts),
        ErrorCode::RenewalCut => format!(
            "Lanyard was stopped {at} in the middle of a renewal and the provider no longer takes the old \
             token."
        ),
        ErrorCode::KeychainLocked => {
            let rest = facts.serving("renewal waits.", "Renewal waits for it; you stay signed in.");
            format!("The keychain is locked. {rest}")
        }
        ErrorCode::KeychainAbsent => {
            "No keychain runs on this computer. Lanyard needs one to keep you signed in.".to_owned()
        }
        ErrorCode::KeychainDenied => "The keychain refused Lanyard. Nothing was changed.".to_owned(),
        ErrorCode::KeychainTooLarge => format!(
            "{provider}'s sign-in is larger than this computer's keychain can hold, so it was not kept. \
             Nothing was changed."
        ),
        ErrorCode::KeychainDamaged => {
            "The keychain's entry for this account is missing or damaged. Only a new sign-in brings it back."
                .to_owned()
        }
        ErrorCode::NotSaved => NOT_SAVED.to_owned(),
        ErrorCode::DiskFull => {
            let rest = until
                .as_ref()
                .map_or_else(|| ".".to_owned(), |until| format!("; the token works until {until}."));
            format!("The disk is full. Lanyard holds renewal back so that your sign-in isn't lost{rest}")
        }
        ErrorCode::ClockOff => {
            let off = facts.skew.map_or_else(
                || "off by more than five minutes".to_owned(),
                |skew| {
                    let way = if skew < 0.0 { "behind" } else { "ahead of" };
                    format!("{} {way} {within}'s", length_in_words(skew))
                },
            );
            format!("This computer's clock is {off}. Tokens may be refused until it is set.")
        }
        ErrorCode::NewerState => {
            format!("This data was written by a newer Lanyard{}. Nothing was touched.", in_brackets(detail))
        }
        ErrorCode::PolicyBroken => format!(
            "Your organisation's policy can't be read{}. Until that is mended, nothing it would allow is \
             allowed.",
            facts.place
        ),
        ErrorCode::PolicyDenied => {
            "Your organisation's policy doesn't allow this. Nothing was changed.".to_owned()
        }
        ErrorCode::FileInvalid => format!(
            "This file can't be used{}{}. Nothing was added.",
            facts.place,
            detail.map(|what| format!(": {what}")).unwrap_or_default()
        ),
        ErrorCode::InputInvalid => by_act::input(&facts),
        ErrorCode::HandleTaken => {
            let handle =
                detail.map_or_else(|| "That handle".to_owned(), |handle| format!("The handle {handle}"));
            format!("{handle} belongs to another account. Choose another one.")
        }
        ErrorCode::NotFound => "This isn't here any more. Nothing was changed.".to_owned(),
        ErrorCode::AnotherEngine => format!(
            "Another Lanyard{} looks after these accounts and doesn't hand them over. End it, then start \
             this one again.",
            in_brackets(detail)
        ),
        ErrorCode::Closing => "Lanyard is closing or handing over. Nothing was changed.".to_owned(),
        ErrorCode::NotGranted => {
            "This program isn't allowed to use this account, so it got no token.".to_owned()
        }
        ErrorCode::ConsentPending => {
            format!("Waiting for you to allow this in Lanyard{}", in_brackets(facts.answer_by.as_deref()))
        }
        ErrorCode::Silenced => {
            "This program was denied three times, so Lanyard no longer asks you about it. You can let it \
             ask again under Programs."
                .to_owned()
        }
        ErrorCode::ProgramUnknown => {
            "The system doesn't tell which program asks, so it got no token.".to_owned()
        }
        ErrorCode::PassphraseWrong => {
            "This passphrase doesn't open the vault. Nothing was changed.".to_owned()
        }
        ErrorCode::VaultClosed => detail.map_or_else(
            || {
                "Lanyard's passphrase vault is locked, and nobody can be asked for its passphrase here. Name a \
                 private file that holds it in LANYARD_PASSPHRASE_FILE and start Lanyard again, or quit it and \
                 run lanyard agent, which asks."
                    .to_owned()
            },
            |why| format!("Lanyard's passphrase vault can't be opened: {why}. Nothing was changed."),
        ),
        ErrorCode::OtherVault => {
            let (place, start) = match detail {
                Some("passphrase_file") => ("its passphrase vault", "with"),
                Some(_) | None => ("the keychain", "without"),
            };
            format!("This profile keeps its secrets in {place}. Start Lanyard {start} LANYARD_VAULT=file.")
        }
        ErrorCode::TokenTooShort => {
            let lives = detail.and_then(|seconds| seconds.parse::<u32>().ok()).map_or_else(
                || "don't live as long as".to_owned(),
                |seconds| format!("live {}, less than", length_in_words(seconds.into())),
            );
            format!("{provider}'s tokens {lives} was asked for.")
        }
        ErrorCode::NoToken => {
            let what = detail.map_or_else(String::new, |detail| format!(": {detail}"));
            format!("There is no token in it{what}. Copy the whole token, or the line that holds it, and paste again.")
        }
        ErrorCode::ForeignOrigin => format!(
            "Nothing was sent to {host}: it is none of this account's own addresses, and {}.",
            not_let(detail)
        ),
        ErrorCode::EndpointMoved => moved::sentence(&facts),
        ErrorCode::FileNotWritten => {
            format!("{}, so the file was not saved. Nothing there was changed.", hindrance(detail))
        }
        ErrorCode::Internal => {
            "Lanyard made a mistake and stopped this step. Your sign-ins are untouched.".to_owned()
        }
    }
}

/// While the keychain has refused a renewed refresh token.
const NOT_SAVED: &str = "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; \
                         saving is tried again by itself.";

/// Why a token did not go to a foreign address.
fn not_let(detail: Option<&str>) -> &'static str {
    match detail {
        Some("no_answer") => "nobody answered in time",
        Some("nobody_to_ask") => "nobody can be asked here",
        Some("too_many_questions") => "too many questions wait for an answer already",
        Some("withdrawn") => "the question was taken back",
        Some(_) | None => "you didn't allow it",
    }
}

/// Why a file was not written.
fn hindrance(detail: Option<&str>) -> &'static str {
    match detail {
        Some("full") => "The disk there is full",
        Some("denied") => "You may not write there",
        Some("read_only") => "That place can only be read",
        Some("gone") => "That folder isn't there any more",
        Some("name") => "A file can't have that name there",
        Some("no_file") => "What has that name is no file",
        Some(_) | None => "The system didn't take it",
    }
}
