//! A verification, in the words of `lanyard-jwt` and with the names that are known here.

use lanyard_jwt::{Expectations, Outcome, Profile, Report, Rule, VerdictResult, audiences};
use serde_json::{Map, Value};

use super::propose::Proposal;
use crate::view::{CheckProfile, CheckView, RuleResult, Unix, VerdictView};
use crate::words::plain;

/// Characters of a name that stand in a sentence.
const NAME: usize = 80;
/// Audiences that stand in a sentence.
const AUDIENCES: usize = 3;

/// What is expected of a token at this moment (Unix seconds).
pub(super) fn expectations(proposal: &Proposal, nonce: Option<&str>, at: i64) -> Expectations {
    let (issuer, audience) = (proposal.issuer.as_deref(), proposal.audience.as_deref());
    let expected = Expectations::inspect(proposal.profile, issuer, audience, at);
    match nonce.filter(|nonce| !nonce.is_empty()) {
        Some(nonce) => expected.nonce(nonce),
        None => expected,
    }
}

/// Whose keys a token was checked with.
pub(super) enum KeysOf<'a> {
    /// A provider's, by name.
    Provider(&'a str),
    /// Those of a file, by name.
    File(&'a str),
    Nobody,
}

/// The verification as it is shown.
pub(super) fn view(
    report: &Report,
    claims: &Map<String, Value>,
    proposal: Proposal,
    keys: &KeysOf<'_>,
    at: Unix,
) -> CheckView {
    let headline = report.headline();
    let because = if report.outcome == Outcome::Valid { String::new() } else { headline.clause() };
    let about = about(report, claims, &proposal, keys);
    CheckView {
        outcome: report.outcome.into(),
        because,
        about: [about, report.others()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        next: headline.next,
        profile: proposal.profile.into(),
        provider: match keys {
            KeysOf::Provider(_) => proposal.provider.map(|provider| provider.settings.id.clone()),
            KeysOf::File(_) | KeysOf::Nobody => None,
        },
        issuer: proposal.issuer,
        audience: proposal.audience,
        audiences: proposal.audiences,
        at,
        verdicts: verdicts(report),
    }
}

/// For whom it is, from whom, and by which key; what nobody has verified it only says of itself.
fn about(report: &Report, claims: &Map<String, Value>, proposal: &Proposal, keys: &KeysOf<'_>) -> String {
    if claims.is_empty() {
        return String::new();
    }
    let signed = report.verdict(Rule::Signature).result == VerdictResult::Passed;
    let mut named: Vec<String> = audiences(claims).take(AUDIENCES + 1).map(name).collect();
    if named.len() > AUDIENCES {
        named.truncate(AUDIENCES);
        named.push("others".to_owned());
    }
    let for_whom = match named.as_slice() {
        [] => "It names nobody it is for".to_owned(),
        [only] => format!("It is for {only}"),
        [first @ .., last] => format!("It is for {} and {last}", first.join(", ")),
    };
    let issuer = claims.get("iss").and_then(Value::as_str);
    let matching =
        proposal.provider.as_ref().filter(|provider| Some(provider.settings.issuer.as_str()) == issuer);
    let from = match (matching, issuer) {
        (Some(provider), _) => format!("from {}", name(&provider.settings.name)),
        (None, Some(issuer)) => format!("from {}", name(issuer)),
        (None, None) => "and says nobody it is from".to_owned(),
    };
    if !signed {
        let says = for_whom.replacen("It is", "It says it is", 1);
        return format!("{says}, {from}; nobody has verified that.");
    }
    let key = report.key_id.as_deref().map(|kid| format!(" {}", name(kid))).unwrap_or_default();
    let by = match keys {
        KeysOf::Provider(_) if matching.is_some() => format!("signed with its key{key}"),
        KeysOf::Provider(provider) => format!("signed with the key{key} of {}", name(provider)),
        KeysOf::File(file) => format!("signed with the key{key} in {}", name(file)),
        KeysOf::Nobody => "signed".to_owned(),
    };
    format!("{for_whom}, {from}, {by}.")
}

/// A text of the token's or of a setting, inert and short.
pub(super) fn name(text: &str) -> String {
    let text = plain(text);
    match text.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Broken rules first, then those that were kept, then those that were not looked at.
fn verdicts(report: &Report) -> Vec<VerdictView> {
    let mut views: Vec<VerdictView> = report
        .verdicts()
        .map(|verdict| {
            let sentence = verdict.sentence();
            VerdictView {
                rule: verdict.rule.name().to_owned(),
                title: verdict.rule.title().to_owned(),
                result: match verdict.result {
                    VerdictResult::Passed => RuleResult::Passed,
                    VerdictResult::Failed => RuleResult::Failed,
                    VerdictResult::NotChecked => RuleResult::NotChecked,
                },
                expected: verdict.expected(),
                found: verdict.found(),
                sentence: sentence.says,
                next: sentence.next,
                source: verdict.rule.source().to_owned(),
            }
        })
        .collect();
    views.sort_by_key(|view| match view.result {
        RuleResult::Failed => 0,
        RuleResult::Passed => 1,
        RuleResult::NotChecked => 2,
    });
    views
}

impl From<CheckProfile> for Profile {
    fn from(profile: CheckProfile) -> Self {
        match profile {
            CheckProfile::IdToken => Self::IdToken,
            CheckProfile::AccessToken => Self::AccessToken,
            CheckProfile::LogoutToken => Self::LogoutToken,
            CheckProfile::Jwt => Self::Jwt,
        }
    }
}

impl From<Profile> for CheckProfile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::IdToken => Self::IdToken,
            Profile::AccessToken => Self::AccessToken,
            Profile::LogoutToken => Self::LogoutToken,
            Profile::Jwt => Self::Jwt,
        }
    }
}
