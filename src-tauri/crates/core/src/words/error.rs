//! The sentence for every error code, and what a person does next.
//!
//! A sentence says what happened and what it means; it is the window's, word for word
//! (`ui/src/lib/words/errors.ts`).

use super::{Now, length_in_words, plain};
use crate::view::{ErrorCode, ErrorView, LeaseTimes};

/// What a sentence may draw on beside the error itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When and where it is read.
    pub now: &'a Now,
    /// The account's main lease, where one serves on.
    pub lease: Option<LeaseTimes>,
}

/// What a person does next: the window's one button. A reader without a page names a command for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Sign in again.
    SignIn,
    /// Try the same again.
    Retry,
    /// Sign in to the network first.
    NetworkPage,
    /// Show it to those who run the provider.
    Support,
    /// Correct the provider's settings.
    EditProvider,
    /// Unlock the keychain.
    Unlock,
    /// Read what to do without a keychain.
    KeychainHelp,
    /// Set the clock.
    TimeSettings,
    /// End this Lanyard.
    Quit,
    /// Nothing but to read it.
    Dismiss,
}

/// What helps with this error.
pub fn next_step(code: ErrorCode) -> NextStep {
    match code {
        ErrorCode::Refused
        | ErrorCode::NoRefreshToken
        | ErrorCode::RenewalCut
        | ErrorCode::KeychainDamaged => NextStep::SignIn,
        ErrorCode::Unreachable
        | ErrorCode::Declined
        | ErrorCode::TokenReplyInvalid
        | ErrorCode::SignInTimedOut
        | ErrorCode::NoBrowser
        | ErrorCode::PortTaken
        | ErrorCode::ProviderBusy
        | ErrorCode::ProviderSetup
        | ErrorCode::KeychainDenied
        | ErrorCode::NotSaved
        | ErrorCode::DiskFull
        | ErrorCode::Closing
        | ErrorCode::PassphraseWrong
        | ErrorCode::VaultClosed => NextStep::Retry,
        ErrorCode::CaptivePortal => NextStep::NetworkPage,
        ErrorCode::TlsUntrusted
        | ErrorCode::IssuerMismatch
        | ErrorCode::MetadataInvalid
        | ErrorCode::NoPkce
        | ErrorCode::NotSupported
        | ErrorCode::MixedUp
        | ErrorCode::IdTokenRejected
        | ErrorCode::KeychainTooLarge
        | ErrorCode::PolicyBroken
        | ErrorCode::PolicyDenied
        | ErrorCode::Internal => NextStep::Support,
        ErrorCode::ClientUnknown => NextStep::EditProvider,
        ErrorCode::KeychainLocked => NextStep::Unlock,
        ErrorCode::KeychainAbsent => NextStep::KeychainHelp,
        ErrorCode::ClockOff => NextStep::TimeSettings,
        ErrorCode::NewerState | ErrorCode::AnotherEngine | ErrorCode::OtherVault => NextStep::Quit,
        ErrorCode::FileInvalid
        | ErrorCode::InputInvalid
        | ErrorCode::HandleTaken
        | ErrorCode::NotFound
        | ErrorCode::NotGranted
        | ErrorCode::ConsentPending
        | ErrorCode::Silenced
        | ErrorCode::ProgramUnknown
        | ErrorCode::TokenTooShort
        | ErrorCode::NoToken
        | ErrorCode::ForeignOrigin => NextStep::Dismiss,
    }
}

/// An error in the person's words: one or more whole sentences on one line.
#[expect(clippy::too_many_lines, reason = "a catalogue: one arm for each code")]
pub fn sentence(error: &ErrorView, context: &Context<'_>) -> String {
    let facts = Facts::of(error, context);
    let Facts { provider, within, host, detail, at, when, until, .. } = &facts;
    let detail = detail.as_deref();
    match error.code {
        ErrorCode::Refused => {
            let rest = "Tokens stop now; nothing on this computer was lost.";
            match &facts.ended {
                Some((by, why)) => {
                    format!("{by} ended this sign-in at {within} {at}, from the console: “{why}”. {rest}")
                }
                None => format!("{provider} ended this sign-in {at}. {rest}"),
            }
        }
        ErrorCode::Unreachable => {
            let rest = facts.serving("Lanyard keeps trying.", "Lanyard keeps trying.");
            format!("{provider} can't be reached since {when}. {rest}")
        }
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
        ErrorCode::MetadataInvalid => format!(
            "What {host} says about itself can't be used, so Lanyard stops here. Check the issuer address \
             with your IT."
        ),
        ErrorCode::NoPkce => format!(
            "{provider} doesn't offer PKCE S256, so this sign-in would not be safe. Its administrator can \
             switch it on."
        ),
        ErrorCode::NotSupported => format!(
            "{provider} asks for something Lanyard can't do yet{}. Nothing was changed.",
            in_brackets(detail)
        ),
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
        ErrorCode::TokenReplyInvalid => format!(
            "{provider}'s answer can't be used, so nothing was stored. The sign-in has to be made again."
        ),
        ErrorCode::SignInTimedOut => {
            "Nobody came back from the browser in time, so this sign-in was ended. Nothing was stored."
                .to_owned()
        }
        ErrorCode::NoBrowser => {
            "No browser could be opened. The link can be copied and opened by hand.".to_owned()
        }
        ErrorCode::PortTaken => {
            let port = detail.map_or_else(|| "the port".to_owned(), |port| format!("port {port}"));
            format!("Another program holds {port} that this sign-in comes back to. Close that program first.")
        }
        ErrorCode::ProviderBusy => {
            let rest = facts.serving("Lanyard keeps trying.", "You stay signed in; Lanyard keeps trying.");
            format!("{provider} answers, but gives no token since {when}. {rest}")
        }
        ErrorCode::ProviderSetup => {
            let says = facts.says();
            let rest = facts.serving("nothing was lost.", "You stay signed in; nothing was lost.");
            format!("{provider} refused the renewal {at} because of a setting.{says} {rest}")
        }
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
            "This provider file can't be used{}{}. Nothing was added.",
            facts.place,
            detail.map(|what| format!(": {what}")).unwrap_or_default()
        ),
        ErrorCode::InputInvalid => detail.map_or_else(
            || "A field can't be used as it is.".to_owned(),
            |what| format!("This can't be used: {what}."),
        ),
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
            "{host} is none of this account's resources. Whoever runs it could use the token until it expires."
        ),
        ErrorCode::Internal => {
            "Lanyard made a mistake and stopped this step. Your sign-ins are untouched.".to_owned()
        }
    }
}

/// While the keychain has refused a renewed refresh token.
const NOT_SAVED: &str = "The keychain hasn't taken the renewed sign-in yet. It works while Lanyard runs; \
                         saving is tried again by itself.";

/// An error's facts, inert, and filled where the provider or the engine left a gap.
struct Facts {
    provider: String,
    /// The same within a sentence.
    within: String,
    host: String,
    words: Option<String>,
    certificate: Option<String>,
    skew: Option<f64>,
    /// ` (line 3, column 7)`, or nothing.
    place: String,
    detail: Option<String>,
    /// Who ended the sign-in from the console, and why.
    ended: Option<(String, String)>,
    /// `at 14:02`.
    at: String,
    /// `14:02`.
    when: String,
    /// `14:10`, where a token works on.
    until: Option<String>,
    /// `until 12:11`, where an answer is waited for.
    answer_by: Option<String>,
}

impl Facts {
    fn of(error: &ErrorView, context: &Context<'_>) -> Self {
        let facts = &error.facts;
        let now = context.now;
        let inert = |text: &Option<String>| text.as_deref().map(plain);
        let column = facts.column.map(|column| format!(", column {column}")).unwrap_or_default();
        let serves = context.lease.filter(|lease| lease.expires_at > now.unix());
        let provider = inert(&facts.provider);
        let within = provider.clone().unwrap_or_else(|| "the provider".to_owned());
        Self {
            host: inert(&facts.host).unwrap_or_else(|| within.clone()),
            within,
            provider: provider.unwrap_or_else(|| "The provider".to_owned()),
            words: inert(&facts.words),
            certificate: inert(&facts.certificate_issuer),
            skew: facts.skew,
            place: facts.line.map(|line| format!(" (line {line}{column})")).unwrap_or_default(),
            detail: inert(&facts.detail),
            ended: inert(&facts.ended_by).zip(inert(&facts.ended_why)),
            at: now.at_moment(error.at),
            when: now.moment(error.at),
            until: serves.map(|lease| now.moment(lease.expires_at)),
            answer_by: facts.until.map(|until| format!("until {}", now.moment(until))),
        }
    }

    /// ` Acme ID says: “account disabled”.`, or nothing.
    fn says(&self) -> String {
        self.words.as_ref().map(|words| format!(" {} says: “{words}”.", self.provider)).unwrap_or_default()
    }

    /// Until when the token works and what then is said; without one, something else.
    fn serving(&self, then: &str, otherwise: &str) -> String {
        self.until
            .as_ref()
            .map_or_else(|| otherwise.to_owned(), |until| format!("The token works until {until}; {then}"))
    }
}

fn in_brackets(text: Option<&str>) -> String {
    text.map(|text| format!(" ({text})")).unwrap_or_default()
}
