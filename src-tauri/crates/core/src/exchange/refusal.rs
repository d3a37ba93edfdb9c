//! What an API's refusal means, and what helps (RFC 6750 section 3.1; pure).

use std::time::Duration;

use lanyard_oauth::BearerChallenge;

use super::redact::Redactor;
use crate::provider::is_scope_token;
use crate::view::{CallAdvice, RefusalView};

/// A token that was refused this soon after it was issued is not refused for its age.
const TOO_YOUNG: Duration = Duration::from_secs(10);

/// A refusal, and the token that was refused.
pub(super) struct Refused<'a> {
    pub(super) status: u16,
    pub(super) challenge: Option<&'a BearerChallenge>,
    /// The request that was refused carried the token.
    pub(super) with_token: bool,
    /// The token's age.
    pub(super) age: Duration,
    pub(super) granted: &'a [String],
    /// The token was issued for the address that was called.
    pub(super) fits: bool,
    /// The token was issued for another resource, by name.
    pub(super) for_another: bool,
    /// The resource that a token for this address would name.
    pub(super) origin: &'a str,
}

/// A refusal in the terms of RFC 6750; none where the API did not refuse the token or its person.
pub(super) fn refusal(refused: &Refused<'_>, redactor: Redactor<'_>) -> Option<RefusalView> {
    let challenge = refused.challenge.cloned().unwrap_or_default();
    // RFC 6750 section 3.1: `invalid_request` comes with 400.
    if !matches!(refused.status, 401 | 403) && refused.challenge.is_none() {
        return None;
    }
    if refused.status < 400 {
        return None;
    }
    let mut advice = advice(refused, &challenge);
    if let CallAdvice::AskScope { scopes } = &mut advice {
        // A scope that repeats a part of the token is none.
        scopes.retain(|scope| redactor.clean(scope) == *scope);
    }
    let clean = |text: String| redactor.clean(&text);
    Some(RefusalView {
        status: refused.status,
        error: challenge.error.map(clean),
        words: challenge.description.map(clean),
        scopes: challenge.scopes.into_iter().map(clean).collect(),
        realm: challenge.realm.map(clean),
        advice,
    })
}

fn advice(refused: &Refused<'_>, challenge: &BearerChallenge) -> CallAdvice {
    if !refused.with_token {
        // A redirect led away from where the token may go: it was not looked at.
        return CallAdvice::Nothing;
    }
    match (refused.status, challenge.error.as_deref()) {
        (_, Some("insufficient_scope")) => missing_scopes(refused, challenge),
        (_, Some("invalid_token")) => other_token(refused),
        // Servers that tell no error at an expired token are common.
        (401, None) if refused.challenge.is_some() => other_token(refused),
        (403, None) => CallAdvice::NotAllowed,
        _ => CallAdvice::Nothing,
    }
}

fn missing_scopes(refused: &Refused<'_>, challenge: &BearerChallenge) -> CallAdvice {
    let missing = challenge.scopes.iter().filter(|scope| !refused.granted.contains(scope));
    let scopes: Vec<String> = missing.filter(|scope| is_scope_token(scope)).cloned().collect();
    if !scopes.is_empty() {
        return CallAdvice::AskScope { scopes };
    }
    // The token has every scope that is named: it is the person who may not.
    if challenge.scopes.is_empty() { CallAdvice::Nothing } else { CallAdvice::NotAllowed }
}

/// Which other token the API would take.
fn other_token(refused: &Refused<'_>) -> CallAdvice {
    let old = refused.age >= TOO_YOUNG;
    if refused.for_another || (!refused.fits && !old) {
        return CallAdvice::OtherResource { resource: refused.origin.to_owned() };
    }
    if old { CallAdvice::Renew } else { CallAdvice::Nothing }
}

#[cfg(test)]
mod tests {
    use super::super::redact::{Rules, Scrubber};
    use super::*;

    fn refusal(refused: &Refused<'_>) -> Option<RefusalView> {
        super::refusal(
            refused,
            Redactor::new(Rules::Api, &Scrubber::default().with("a-token-of-the-account")),
        )
    }

    fn refused(status: u16, error: Option<&str>) -> (BearerChallenge, Refused<'static>) {
        let challenge = BearerChallenge { error: error.map(str::to_owned), ..BearerChallenge::default() };
        let refused = Refused {
            status,
            challenge: None,
            with_token: true,
            age: Duration::from_mins(5),
            granted: &[],
            fits: true,
            for_another: false,
            origin: "https://orders.acme.example",
        };
        (challenge, refused)
    }

    fn told(
        status: u16,
        error: Option<&str>,
        change: impl FnOnce(&mut BearerChallenge, &mut Refused<'_>),
    ) -> CallAdvice {
        let (mut challenge, mut refused) = refused(status, error);
        change(&mut challenge, &mut refused);
        refusal(&Refused { challenge: Some(&challenge), ..refused }).unwrap().advice
    }

    #[test]
    fn an_answer_that_refuses_no_token_is_no_refusal() {
        for status in [200, 302, 400, 404, 405, 429, 500, 503] {
            assert_eq!(refusal(&refused(status, None).1), None, "{status}");
        }
        let (challenge, refused) = refused(200, Some("invalid_token"));
        assert_eq!(refusal(&Refused { challenge: Some(&challenge), ..refused }), None);
    }

    #[test]
    fn a_token_that_is_not_taken_is_renewed_unless_it_is_new_or_meant_for_somebody_else() {
        let another = || CallAdvice::OtherResource { resource: "https://orders.acme.example".into() };
        assert_eq!(told(401, Some("invalid_token"), |_, _| {}), CallAdvice::Renew);
        assert_eq!(told(401, None, |_, _| {}), CallAdvice::Renew);
        assert_eq!(told(401, Some("invalid_token"), |_, r| r.age = Duration::ZERO), CallAdvice::Nothing);
        assert_eq!(told(401, Some("invalid_token"), |_, r| r.for_another = true), another());
        assert_eq!(told(401, Some("invalid_token"), |_, r| r.fits = false), CallAdvice::Renew);
        let new_and_foreign = told(401, Some("invalid_token"), |_, r| {
            (r.fits, r.age) = (false, Duration::from_secs(1));
        });
        assert_eq!(new_and_foreign, another());
        assert_eq!(told(401, Some("invalid_token"), |_, r| r.with_token = false), CallAdvice::Nothing);
    }

    #[test]
    fn scopes_are_asked_for_only_where_they_are_missing() {
        let scopes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let granted = scopes(&["orders:read"]);
        let ask = |asked: &[&str]| {
            let (challenge, refused) = refused(403, Some("insufficient_scope"));
            let challenge = BearerChallenge { scopes: scopes(asked), ..challenge };
            refusal(&Refused { challenge: Some(&challenge), granted: &granted, ..refused }).unwrap().advice
        };
        assert_eq!(
            ask(&["orders:read", "orders:write"]),
            CallAdvice::AskScope { scopes: scopes(&["orders:write"]) }
        );
        assert_eq!(ask(&["orders:read"]), CallAdvice::NotAllowed);
        assert_eq!(ask(&[]), CallAdvice::Nothing);
        assert_eq!(ask(&["no\"scope"]), CallAdvice::NotAllowed);
    }

    #[test]
    fn other_refusals_have_no_button() {
        assert_eq!(refusal(&refused(403, None).1).unwrap().advice, CallAdvice::NotAllowed);
        assert_eq!(refusal(&refused(401, None).1).unwrap().advice, CallAdvice::Nothing);
        assert_eq!(told(400, Some("invalid_request"), |_, _| {}), CallAdvice::Nothing);
        assert_eq!(told(403, Some("something_else"), |_, _| {}), CallAdvice::Nothing);
        assert_eq!(told(401, Some("use_dpop_nonce"), |_, _| {}), CallAdvice::Nothing);
    }
}
