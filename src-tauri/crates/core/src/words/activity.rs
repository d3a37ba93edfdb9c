//! One sentence for each kind of activity (`ui/src/lib/words/activity-sentence.ts`).

use serde_json::Value;

use super::{claim_label, plain};
use crate::view::{ActivityEntry, ActivityKind, ClaimChange, ErrorCode};

/// Values of a changed claim that are named; more are counted.
const NAMED: usize = 3;

/// An activity entry's one sentence, without a full stop.
pub fn activity(entry: &ActivityEntry) -> String {
    let who = entry.account_title.as_deref().map_or_else(|| "An account".to_owned(), plain);
    let provider = entry.provider_name.as_deref().map_or_else(|| "the provider".to_owned(), plain);
    match entry.kind {
        ActivityKind::SignedIn => format!("{who} signed in to {provider}"),
        ActivityKind::SignInFailed if entry.problem => format!("A sign-in to {provider} failed"),
        ActivityKind::SignInFailed => format!("A sign-in to {provider} was cancelled"),
        ActivityKind::Renewed => format!("{who}: access token renewed"),
        ActivityKind::RenewalFailed => format!("{who}: renewal did not succeed"),
        ActivityKind::Recovered => format!("{who}: renewals work again"),
        ActivityKind::NeedsSignIn => match entry.error.as_ref().map(|error| error.code) {
            Some(ErrorCode::Refused) => format!("{provider} ended the sign-in of {who}"),
            Some(_) | None => format!("{who} has to sign in again"),
        },
        ActivityKind::SignedOut => format!("{who} signed out of {provider}"),
        ActivityKind::Removed => format!("{who} was removed from this computer"),
        ActivityKind::TokenCopied => format!("{who}: access token copied"),
        ActivityKind::Introspected => format!("{who}: {provider} was asked about the access token"),
        ActivityKind::ClaimsChanged => format!("{who}: {}", changes(&entry.changes)),
        ActivityKind::ProviderChanged => match fact(entry, "provider") {
            Some(did @ ("added" | "removed")) => format!("{provider} was {did}"),
            Some(_) | None => format!("Settings of {provider} changed"),
        },
        ActivityKind::AddressAllowed => format!("{who}: tokens may go to {provider}'s new address"),
        ActivityKind::AddressDenied => format!("{who}: tokens not sent to {provider}'s new address"),
        ActivityKind::Revocation if entry.problem => {
            format!("{who}: {provider} could not be told to revoke the refresh token")
        }
        ActivityKind::Revocation => format!("{who}: refresh token revoked at {provider}"),
        ActivityKind::Keychain => keychain(entry, &who),
        ActivityKind::Granted => format!("{} may use {who}", program(entry)),
        ActivityKind::Denied => format!("{} was not given access to {who}", program(entry)),
        ActivityKind::GrantEnded => format!("{} may use {who} no more", program(entry)),
        ActivityKind::TokenGiven => {
            let program = fact(entry, "program").map_or_else(|| "a program".to_owned(), plain);
            let again = match fact(entry, "again") {
                None => String::new(),
                Some("1") => " once more".to_owned(),
                Some(times) => format!(" again, {} times", plain(times)),
            };
            format!("{who}: access token given to {program}{again}")
        }
        ActivityKind::TokenSent => format!("{who}: access token sent to {}", address(entry)),
        ActivityKind::SendingDenied => format!("{who}: access token not sent to {}", address(entry)),
        ActivityKind::ProgramUpdated => format!("{} was updated and keeps its access", program(entry)),
        ActivityKind::ConsoleOpened if entry.problem => format!("The console of {provider} was not opened"),
        ActivityKind::ConsoleOpened if fact(entry, "missing").is_some() => {
            format!("{who} may not administer at {provider}")
        }
        ActivityKind::ConsoleOpened => format!("{who} opened the console of {provider}"),
        ActivityKind::ConsoleLeft => format!("{who} left the console of {provider}"),
        ActivityKind::EndingOrdered => format!("{who} ordered {} at {provider} to be ended", sessions(entry)),
        ActivityKind::SessionsEnded => format!("{} at {provider} ended", sessions(entry)),
        ActivityKind::UserDisabled if entry.problem => {
            format!("{} could not be disabled at {provider}", user(entry))
        }
        ActivityKind::UserDisabled => format!("{who} disabled {} at {provider}", user(entry)),
        ActivityKind::NotBeforeSet if entry.problem => format!("{provider} did not refuse earlier tokens"),
        ActivityKind::NotBeforeSet => format!("{who} had {provider} refuse all earlier tokens"),
        ActivityKind::EndingProved => format!("{who} checked that sessions at {provider} are dead"),
        ActivityKind::EvidenceExported => "The evidence of the consoles was exported".to_owned(),
        ActivityKind::Started => "Lanyard started".to_owned(),
    }
}

fn program(entry: &ActivityEntry) -> String {
    fact(entry, "program").map_or_else(|| "A program".to_owned(), plain)
}

fn address(entry: &ActivityEntry) -> String {
    fact(entry, "address").map_or_else(|| "an address".to_owned(), plain)
}

fn user(entry: &ActivityEntry) -> String {
    fact(entry, "user").map_or_else(|| "A user".to_owned(), plain)
}

/// `1 session`, `37 sessions`: those that were ordered or that were ended.
fn sessions(entry: &ActivityEntry) -> String {
    match fact(entry, "ended").or_else(|| fact(entry, "sessions")) {
        None => "Sessions".to_owned(),
        Some("1") => "1 session".to_owned(),
        Some(count) => format!("{} sessions", plain(count)),
    }
}

fn fact<'a>(entry: &'a ActivityEntry, name: &str) -> Option<&'a str> {
    entry.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

fn keychain(entry: &ActivityEntry, who: &str) -> String {
    match fact(entry, "state") {
        _ if entry.problem => "The keychain could not be used".to_owned(),
        Some("locked") => "The keychain was locked".to_owned(),
        Some("absent") => "No keychain answers on this computer".to_owned(),
        Some("the renewed token is saved") => format!("{who}: the renewed sign-in is in the keychain now"),
        Some(_) | None => "The keychain can be used again".to_owned(),
    }
}

fn changes(changes: &[ClaimChange]) -> String {
    match changes {
        [] => "claims changed".to_owned(),
        [only] => change(only),
        [first, rest @ ..] => format!("{} and {} more", change(first), rest.len()),
    }
}

/// `roles: “buyer” added`.
fn change(change: &ClaimChange) -> String {
    let label = claim_label(&change.name).map_or_else(|| plain(&change.name), str::to_owned);
    let parts: Vec<_> = [(&change.added, "added"), (&change.removed, "removed")]
        .into_iter()
        .filter(|(values, _)| !values.is_empty())
        .map(|(values, what)| format!("{} {what}", named(values)))
        .collect();
    format!("{} {}", label.to_lowercase(), parts.join(", ")).trim_end().to_owned()
}

fn named(values: &[String]) -> String {
    if values.len() > NAMED {
        return format!("{} values", values.len());
    }
    let quoted = |json: &String| match serde_json::from_str(json) {
        Ok(Value::String(text)) => format!("“{}”", plain(&text)),
        Ok(_) | Err(_) => format!("“{}”", plain(json)),
    };
    values.iter().map(quoted).collect::<Vec<_>>().join(", ")
}
