//! What a person looks at without knowing whom it should be from or for: nothing is *valid* that wasn't compared.

use crate::issuer::*;
use lanyard_jwt::{Expectations, KeySet, Outcome, Profile, Report, Rule, VerdictResult, verify};
use serde_json::{Value, json};

fn claims(profile: Profile) -> Value {
    let common =
        json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "jti": "1"});
    match profile {
        Profile::IdToken | Profile::Jwt => common,
        Profile::AccessToken => with(&common, &json!({"client_id": CLIENT})),
        Profile::LogoutToken => {
            with(&common, &json!({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}))
        }
    }
}

fn check(profile: Profile, claims: &Value, issuer: Option<&str>, audience: Option<&str>) -> Report {
    let signer = Signer::p256();
    let typ = if profile == Profile::AccessToken { "at+jwt" } else { "JWT" };
    let token = signer.token_with(&with(&signer.header(), &json!({ "typ": typ })), claims);
    verify(&token, &key_set(&[signer.jwk()]), &Expectations::inspect(profile, issuer, audience, NOW))
}

#[test]
fn a_token_whose_issuer_or_audience_was_not_compared_is_never_valid() {
    for profile in Profile::ALL {
        let claims = claims(profile);
        for (issuer, audience, open) in [
            (None, Some(CLIENT), Rule::Issuer),
            (Some(ISSUER), None, Rule::Audience),
            (None, None, Rule::Issuer),
        ] {
            let report = check(profile, &claims, issuer, audience);
            assert_eq!(report.outcome, Outcome::CouldNotBeVerified, "{profile:?} {open}");
            assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(open), "{profile:?}");
            assert_eq!(report.verdict(open).result, VerdictResult::NotChecked);
            assert_eq!(report.verdict(Rule::Signature).result, VerdictResult::Passed);
            assert!(report.claims().is_none() && !report.unknown_key());
            assert!(
                report.verdict(open).expected().ends_with("given"),
                "{}",
                report.verdict(open).expected()
            );
        }
        assert_valid(&check(profile, &claims, Some(ISSUER), Some(CLIENT)), &profile);
    }
}

#[test]
fn a_rule_that_needs_no_comparison_is_broken_all_the_same() {
    for profile in Profile::ALL {
        for (change, rule) in
            [(json!({"exp": NOW - 61}), Rule::Expiry), (json!({"sub": null}), Rule::Subject)]
        {
            let report = check(profile, &with(&claims(profile), &change), None, None);
            assert_eq!(report.outcome, Outcome::NotValid, "{profile:?}");
            assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(rule), "{profile:?}");
        }
    }
}

#[test]
fn a_claim_that_must_be_there_is_missed_though_nothing_was_given_to_compare() {
    for profile in [Profile::IdToken, Profile::AccessToken, Profile::LogoutToken] {
        for (name, rule) in [("iss", Rule::Issuer), ("aud", Rule::Audience)] {
            let report = check(profile, &with(&claims(profile), &json!({ name: null })), None, None);
            assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(rule), "{profile:?}");
            assert_eq!(report.outcome, Outcome::NotValid);
        }
    }
    for aud in [json!(7), json!([]), json!([7]), json!({})] {
        let report =
            check(Profile::Jwt, &with(&claims(Profile::Jwt), &json!({ "aud": aud })), Some(ISSUER), None);
        assert_breaks_only(Rule::Audience, &report, &aud);
    }
}

#[test]
fn a_plain_jwt_for_nobody_needs_no_audience() {
    let for_nobody = with(&claims(Profile::Jwt), &json!({"aud": null}));
    assert_valid(&check(Profile::Jwt, &for_nobody, Some(ISSUER), None), &"no audience on either side");
    assert_breaks_only(
        Rule::Audience,
        &check(Profile::Jwt, &for_nobody, Some(ISSUER), Some(RESOURCE)),
        &"one was asked for",
    );
    let from_nobody = with(&for_nobody, &json!({"iss": null}));
    let report = check(Profile::Jwt, &from_nobody, None, None);
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified, "no issuer on either side is still no issuer");
}

#[test]
fn several_audiences_need_an_authorized_party_though_no_client_was_given() {
    let several = json!({"aud": [CLIENT, "other"]});
    let report = check(Profile::IdToken, &with(&claims(Profile::IdToken), &several), Some(ISSUER), None);
    assert_breaks_only(Rule::AuthorizedParty, &report, &several);
    let named = with(&several, &json!({"azp": CLIENT}));
    let report = check(Profile::IdToken, &with(&claims(Profile::IdToken), &named), Some(ISSUER), None);
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
}

#[test]
fn without_a_key_nothing_is_valid_and_the_key_is_asked_for_first() {
    for profile in Profile::ALL {
        let token = Signer::p256().token(&claims(profile));
        let report = verify(&token, &KeySet::default(), &Expectations::inspect(profile, None, None, NOW));
        assert!(report.claims().is_none(), "{profile:?}");
        assert_ne!(report.outcome, Outcome::Valid, "{profile:?}");
    }
    let token = Signer::p256().token(&claims(Profile::IdToken));
    let expected = Expectations::inspect(Profile::IdToken, None, None, NOW);
    let report = verify(&token, &KeySet::default(), &expected);
    assert_eq!(report.headline().next, "Add its provider, or open a key file.");
    assert!(report.unknown_key());
}
