//! OpenID Connect Core §3.1.3.7, rule by rule: CHECKLIST R50 to R63 and the conformance modules C02 to C12.

use crate::issuer::*;
use jsonwebtoken::Algorithm as Primitive;
use lanyard_jwt::{Expectations, Report, Rule, VerdictResult, verify};
use serde_json::{Value, json};

const NONCE: &str = "n-0S6_WzA2Mj";

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "auth_time": NOW - 10,
        "nonce": NONCE, "acr": "mfa", "roles": ["buyer"],
    })
}

fn expected() -> Expectations {
    Expectations::id_token(ISSUER, CLIENT, NOW).nonce(NONCE)
}

fn check(changes: &Value, expected: &Expectations) -> Report {
    let signer = Signer::p256();
    verify(&signer.token(&with(&claims(), changes)), &key_set(&[signer.jwk()]), expected)
}

#[track_caller]
fn refused(rule: Rule, cases: &[Value]) {
    for case in cases {
        assert_breaks_only(rule, &check(case, &expected()), case);
    }
}

#[track_caller]
fn accepted(cases: &[Value]) {
    for case in cases {
        assert_valid(&check(case, &expected()), case);
    }
}

#[test]
fn r50_c02_the_issuer_is_exact() {
    let others =
        ["https://id.acme.example/", "https://ID.acme.example", "http://id.acme.example", "", "https://evil"];
    refused(Rule::Issuer, &others.map(|iss| json!({ "iss": iss })));
    refused(Rule::Issuer, &[json!({"iss": null}), json!({"iss": 1}), json!({"iss": [ISSUER]})]);
}

#[test]
fn r51_c04_the_audience_is_us() {
    refused(
        Rule::Audience,
        &[
            json!({"aud": "other"}),
            json!({"aud": null}),
            json!({"aud": ""}),
            json!({"aud": []}),
            json!({"aud": 1}),
            json!({"aud": "LANYARD"}),
            json!({"aud": "lanyard other"}),
            json!({"aud": {"lanyard": true}}),
        ],
    );
    refused(Rule::Audience, &[json!({"aud": [CLIENT, 1], "azp": CLIENT}), json!({"aud": ["other"]})]);
    accepted(&[json!({"aud": [CLIENT]})]);
}

#[test]
fn r52_an_audience_that_is_not_trusted_is_refused() {
    let both = json!({"aud": [CLIENT, "other"], "azp": CLIENT});
    refused(Rule::Audience, std::slice::from_ref(&both));
    assert_valid(&check(&both, &expected().trusted_audiences(&["other"])), &both);
}

#[test]
fn r53_several_audiences_need_an_azp_and_azp_is_us() {
    let trusting = expected().trusted_audiences(&["other"]);
    let without = json!({"aud": [CLIENT, "other"]});
    assert_breaks_only(Rule::AuthorizedParty, &check(&without, &trusting), &without);
    refused(
        Rule::AuthorizedParty,
        &[json!({"azp": "other"}), json!({"azp": ""}), json!({"azp": [CLIENT]}), json!({"azp": 1})],
    );
    accepted(&[json!({"azp": CLIENT})]);
}

#[test]
fn r56_an_expired_token_is_refused_beyond_a_minute() {
    refused(
        Rule::Expiry,
        &[
            json!({"exp": NOW - 60}),
            json!({"exp": NOW - 900}),
            json!({"exp": 0}),
            json!({"exp": -1}),
            json!({"exp": null}),
            json!({"exp": (NOW + 300).to_string()}),
            json!({"exp": 1e300}),
            json!({"exp": u64::MAX}),
            json!({"exp": i64::MIN}),
        ],
    );
    accepted(&[json!({"exp": NOW - 59}), json!({"exp": 1_800_000_000.5})]);
    let sharp = check(&json!({"exp": NOW}), &expected().leeway(0));
    assert_breaks_only(Rule::Expiry, &sharp, &"exp is now");
    let generous = check(&json!({"exp": NOW - 61}), &expected().leeway(900));
    assert_breaks_only(Rule::Expiry, &generous, &"leeway of 900");
}

#[test]
fn r57_c05_iat_is_there_and_not_ahead() {
    refused(
        Rule::IssuedAt,
        &[json!({"iat": null}), json!({"iat": NOW + 61}), json!({"iat": "now"}), json!({"iat": -5})],
    );
    accepted(&[json!({"iat": NOW + 60})]);
}

#[test]
fn nbf_is_not_ahead_if_there() {
    refused(Rule::NotBefore, &[json!({"nbf": NOW + 61}), json!({"nbf": "x"}), json!({"nbf": []})]);
    accepted(&[json!({"nbf": NOW + 60}), json!({"nbf": 0})]);
}

#[test]
fn r58_c12_the_nonce_is_equal() {
    refused(
        Rule::Nonce,
        &[json!({"nonce": null}), json!({"nonce": "other"}), json!({"nonce": ""}), json!({"nonce": [NONCE]})],
    );
    let report = check(&json!({"nonce": "other"}), &expected());
    let verdict = report.first_failure().unwrap();
    assert_eq!(
        (verdict.expected().as_str(), verdict.found().as_str()),
        ("the nonce of the request", "different")
    );
    let empty = check(&json!({"nonce": ""}), &Expectations::id_token(ISSUER, CLIENT, NOW).nonce(""));
    assert_breaks_only(Rule::Nonce, &empty, &"an empty nonce binds nothing");
}

#[test]
fn r59_auth_time_and_acr_are_checked_when_asked_for() {
    let recent = expected().max_age(100);
    for case in [json!({"auth_time": NOW - 161}), json!({"auth_time": null}), json!({"auth_time": NOW + 61})]
    {
        assert_breaks_only(Rule::AuthTime, &check(&case, &recent), &case);
    }
    assert_valid(&check(&json!({"auth_time": NOW - 160}), &recent), &"recent");
    assert_valid(&check(&json!({"auth_time": null}), &expected()), &"not asked for");

    let strong = expected().acr(&["mfa", "phr"]);
    for case in [json!({"acr": "pwd"}), json!({"acr": null}), json!({"acr": ["mfa"]})] {
        assert_breaks_only(Rule::AuthContext, &check(&case, &strong), &case);
    }
    assert_valid(&check(&json!({}), &strong), &"mfa");
}

#[test]
fn r60_c03_sub_is_there_and_short_ascii() {
    refused(
        Rule::Subject,
        &[
            json!({"sub": null}),
            json!({"sub": ""}),
            json!({"sub": 7}),
            json!({"sub": "adä"}),
            json!({"sub": "x".repeat(256)}),
        ],
    );
    accepted(&[json!({"sub": "x".repeat(255)})]);
}

#[test]
fn r63_at_hash_is_checked_if_present() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    // The pair of OpenID Connect Core, appendix A.3.
    let hash = "77QmUPtjPfzWtF2AnpK9RQ";
    let bound = expected().with_access_token(token);
    assert_valid(&check(&json!({"at_hash": hash}), &bound), &hash);
    assert_valid(&check(&json!({}), &bound), &"absent");
    for case in
        [json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RR"}), json!({"at_hash": ""}), json!({"at_hash": [hash]})]
    {
        assert_breaks_only(Rule::AccessTokenHash, &check(&case, &bound), &case);
    }
    let other = expected().with_access_token("another token");
    assert_breaks_only(Rule::AccessTokenHash, &check(&json!({"at_hash": hash}), &other), &"another token");
}

#[test]
fn r63_at_hash_uses_the_hash_of_the_algorithm() {
    for (signer, hash) in [
        (Signer::p384(), SHA384_OF_TOKEN),
        (Signer::rsa(Primitive::PS384), SHA384_OF_TOKEN),
        (Signer::rsa(Primitive::RS512), SHA512_OF_TOKEN),
        (Signer::ed25519(), SHA512_OF_TOKEN),
    ] {
        let token = signer.token(&with(&claims(), &json!({"at_hash": hash})));
        let report = verify(&token, &key_set(&[signer.jwk()]), &expected().with_access_token("token"));
        assert_eq!(result(&report, Rule::AccessTokenHash), VerdictResult::Passed, "{hash}");
        assert_valid(&report, &hash);
    }
}

// Computed by another program: the left half of each hash of the word "token".
const SHA384_OF_TOKEN: &str = "Cm6hANx1qgPTYYSWu3KFaieklEAsPkh3";
const SHA512_OF_TOKEN: &str = "ImXaughy_DrvFp0Hk2XlkPDLyO1GwqeYTIpkKAPP2Ww";

#[test]
fn r70_tokens_of_another_kind_are_not_id_tokens() {
    let signer = Signer::p256();
    for typ in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "logout+jwt",
        "token-introspection+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "",
        "ID",
    ] {
        let header = with(&signer.header(), &json!({ "typ": typ }));
        let report = verify(&signer.token_with(&header, &claims()), &key_set(&[signer.jwk()]), &expected());
        assert_breaks_only(Rule::Type, &report, &typ);
    }
    for typ in [json!(1), json!(["JWT"])] {
        let header = with(&signer.header(), &json!({ "typ": typ }));
        let report = verify(&signer.token_with(&header, &claims()), &key_set(&[signer.jwk()]), &expected());
        assert_breaks_only(Rule::Type, &report, &typ);
    }
    for typ in [json!("jwt"), json!("application/JWT"), json!(null)] {
        let header = with(&signer.header(), &json!({ "typ": typ }));
        let report = verify(&signer.token_with(&header, &claims()), &key_set(&[signer.jwk()]), &expected());
        assert_valid(&report, &typ);
    }
    refused(
        Rule::Type,
        &[
            json!({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}),
            json!({"typ": "Bearer"}),
            json!({"typ": "Refresh"}),
            json!({"typ": "Offline"}),
        ],
    );
    accepted(&[json!({"typ": "ID"})]);
}

#[test]
fn c01_the_good_token_passes_every_rule_that_applies() {
    let report = check(&json!({}), &expected().subject("ada").max_age(60).acr(&["mfa"]));
    assert_valid(&report, &"good");
    let claims = report.claims().unwrap();
    assert_eq!((claims["sub"].as_str(), claims["roles"][0].as_str()), (Some("ada"), Some("buyer")));
    assert_eq!(report.key_id.as_deref(), Some("p256"));
    let not_checked: Vec<Rule> = report
        .verdicts()
        .filter(|verdict| verdict.result == VerdictResult::NotChecked)
        .map(|verdict| verdict.rule)
        .collect();
    let inapplicable = [
        Rule::AuthorizedParty,
        Rule::ClientId,
        Rule::JwtId,
        Rule::Event,
        Rule::NotBefore,
        Rule::AccessTokenHash,
    ];
    assert_eq!(not_checked, inapplicable);
    assert_eq!(report.verdicts().map(|v| v.rule).collect::<Vec<_>>(), Rule::ALL);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let report = check(&json!({"iss": "x", "aud": "x", "exp": 1, "nonce": "x"}), &expected());
    let broken: Vec<Rule> = report.broken().map(|verdict| verdict.rule).collect();
    assert_eq!(broken, [Rule::Issuer, Rule::Audience, Rule::Expiry, Rule::Nonce]);
    assert!(!format!("{report:?}").contains("ada"), "claims of a token are not in a log");
}
