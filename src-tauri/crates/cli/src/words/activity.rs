//! One sentence for each kind of activity (`ui/src/lib/words/activity.ts`).

use lanyard_core::view::{ActivityEntry, ActivityKind, ClaimChange, ErrorCode};
use lanyard_core::words::plain;
use serde_json::Value;

use super::claims::label;

/// Values of a changed claim that are named; more are counted.
const NAMED: usize = 3;

/// The entry's one sentence.
pub(crate) fn sentence(entry: &ActivityEntry) -> String {
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
        ActivityKind::Revocation if entry.problem => {
            format!("{who}: {provider} could not be told to revoke the refresh token")
        }
        ActivityKind::Revocation => format!("{who}: refresh token revoked at {provider}"),
        ActivityKind::Keychain => keychain(entry, &who),
        ActivityKind::Granted => format!("{} may use {who}", program(entry)),
        ActivityKind::Denied => format!("{} was not given access to {who}", program(entry)),
        ActivityKind::GrantEnded => format!("{} may use {who} no more", program(entry)),
        ActivityKind::TokenGiven => {
            let again = fact(entry, "again").map(|times| format!(" again, {} times", plain(times)));
            format!("{who}: access token given to {}{}", program(entry), again.unwrap_or_default())
        }
        ActivityKind::ProgramUpdated => format!("{} was updated and keeps its access", program(entry)),
        ActivityKind::Started => "Lanyard started".to_owned(),
    }
}

fn program(entry: &ActivityEntry) -> String {
    fact(entry, "program").map_or_else(|| "A program".to_owned(), plain)
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
    let name = match label(&change.name) {
        "" => plain(&change.name).to_lowercase(),
        label => label.to_lowercase(),
    };
    let parts: Vec<_> = [(&change.added, "added"), (&change.removed, "removed")]
        .into_iter()
        .filter(|(values, _)| !values.is_empty())
        .map(|(values, what)| format!("{} {what}", named(values)))
        .collect();
    format!("{name} {}", parts.join(", ")).trim_end().to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;
    use lanyard_core::view::NamedText;

    const WINDOW: &str = include_str!("../../../../../ui/src/lib/words/activity.ts");

    /// An entry whose names are the placeholders of the window's templates.
    fn entry(kind: ActivityKind, problem: bool, facts: &[(&str, &str)]) -> ActivityEntry {
        let facts = facts.iter().chain(&[("program", "${program(entry)}")]);
        ActivityEntry {
            seq: 1.0,
            reference: String::new(),
            at: 0.0,
            kind,
            problem,
            account: None,
            account_title: Some("${who}".to_owned()),
            provider_name: Some("${provider}".to_owned()),
            error: None,
            changes: Vec::new(),
            facts: facts
                .map(|(name, text)| NamedText { name: (*name).to_owned(), text: (*text).to_owned() })
                .collect(),
        }
    }

    #[test]
    fn the_window_says_the_same() {
        let did: &[(&str, &str)] = &[("provider", "added")];
        let entries = [
            entry(ActivityKind::SignedIn, false, &[]),
            entry(ActivityKind::SignInFailed, true, &[]),
            entry(ActivityKind::SignInFailed, false, &[]),
            entry(ActivityKind::Renewed, false, &[]),
            entry(ActivityKind::RenewalFailed, true, &[]),
            entry(ActivityKind::Recovered, false, &[]),
            entry(ActivityKind::NeedsSignIn, true, &[]),
            entry(ActivityKind::SignedOut, false, &[]),
            entry(ActivityKind::Removed, false, &[]),
            entry(ActivityKind::TokenCopied, false, &[]),
            entry(ActivityKind::Introspected, false, &[]),
            entry(ActivityKind::ProviderChanged, false, &[]),
            entry(ActivityKind::Revocation, true, &[]),
            entry(ActivityKind::Revocation, false, &[]),
            entry(ActivityKind::Keychain, true, &[]),
            entry(ActivityKind::Keychain, false, &[]),
            entry(ActivityKind::Keychain, false, &[("state", "locked")]),
            entry(ActivityKind::Keychain, false, &[("state", "absent")]),
            entry(ActivityKind::Keychain, false, &[("state", "the renewed token is saved")]),
            entry(ActivityKind::Granted, false, &[]),
            entry(ActivityKind::Denied, false, &[]),
            entry(ActivityKind::GrantEnded, false, &[]),
            entry(ActivityKind::TokenGiven, false, &[]),
            entry(ActivityKind::TokenGiven, false, &[("again", "${again}")]),
            entry(ActivityKind::ProgramUpdated, false, &[]),
            entry(ActivityKind::Started, false, &[]),
        ];
        for entry in &entries {
            let sentence = sentence(entry);
            let literal = [format!("`{sentence}`"), format!("\"{sentence}\"")];
            assert!(
                literal.iter().any(|literal| WINDOW.contains(literal)),
                "the window doesn't say: {sentence}"
            );
        }
        assert_eq!(sentence(&entry(ActivityKind::ProviderChanged, false, did)), "${provider} was added");
    }

    #[test]
    fn what_changed_is_named_up_to_three_values() {
        let changed = |added: &[&str], removed: &[&str]| {
            let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
            let change =
                ClaimChange { name: "roles".to_owned(), added: owned(added), removed: owned(removed) };
            changes(&[change])
        };
        assert_eq!(changed(&["\"buyer\""], &[]), "roles “buyer” added");
        assert_eq!(changed(&["1"], &["\"a\"", "{}"]), "roles “1” added, “a”, “{}” removed");
        assert_eq!(changed(&["1", "2", "3", "4"], &[]), "roles 4 values added");
    }
}
