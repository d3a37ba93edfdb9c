//! What a report says to a person: the sentence of each failure, the headline, and what is never printed.

use crate::issuer::*;
use jsonwebtoken::Algorithm as Primitive;
use lanyard_jwt::{Expectations, KeySet, Profile, Report, Rule, VerdictResult, verify};
use serde_json::{Value, json};

const SECRETS: [&str; 2] = ["canary-nonce", "canary-hash"];

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": "canary-nonce"})
}

fn expected() -> Expectations {
    Expectations::id_token(ISSUER, CLIENT, NOW).nonce("canary-nonce")
}

fn check(changes: &Value) -> Report {
    check_against(changes, &expected())
}

fn check_against(changes: &Value, expected: &Expectations) -> Report {
    let signer = Signer::p256();
    verify(&signer.token(&with(&claims(), changes)), &key_set(&[signer.jwk()]), expected)
}

#[track_caller]
fn says(report: &Report, rule: Rule, sentence: &str, next: &str) {
    let verdict = report.verdict(rule);
    assert_eq!((verdict.sentence().says.as_str(), verdict.sentence().next.as_str()), (sentence, next));
}

#[test]
fn expiry_is_said_with_its_distance_and_its_moment() {
    const RENEW: &str =
        "Renew it; if the call still fails, the program keeps an old token and should ask before each use.";
    says(
        &check(&json!({"exp": NOW - 185})),
        Rule::Expiry,
        "It expired 3 minutes ago, at 07:56:55 UTC.",
        RENEW,
    );
    says(
        &check(&json!({"exp": NOW - 3 * 86_400})),
        Rule::Expiry,
        "It expired 3 days ago, on 12 Jan 2027 at 08:00:00 UTC.",
        RENEW,
    );
    says(&check(&json!({})), Rule::Expiry, "It expires in 5 minutes, at 08:05:00 UTC.", "");
    says(
        &check(&json!({"exp": NOW - 30})),
        Rule::Expiry,
        "It ended 30 seconds ago, at 07:59:30 UTC, within the time by which clocks may differ.",
        "",
    );
    let verdict = check(&json!({"exp": NOW - 185}));
    let verdict = verdict.verdict(Rule::Expiry);
    assert_eq!(
        (verdict.expected().as_str(), verdict.found().as_str()),
        ("after 07:59:00 UTC", "07:56:55 UTC")
    );
}

#[test]
fn what_differs_is_named_on_both_sides() {
    says(
        &check(&json!({"iss": "https://id.acme.example/"})),
        Rule::Issuer,
        "It comes from “https://id.acme.example/”, not from “https://id.acme.example”.",
        "Compare the two letter by letter, to the last slash; else it belongs to another provider.",
    );
    says(
        &check(&json!({"aud": ["a", "b", "c", "d", "e"], "azp": CLIENT})),
        Rule::Audience,
        "It is for “a”, “b”, “c” and 2 more, not for “lanyard”.",
        "Send it to the application it was made for; each application gets its own.",
    );
    says(
        &check(&json!({"aud": [CLIENT, "evil"], "azp": CLIENT})),
        Rule::Audience,
        "It is for “lanyard”, but also for “evil”, which isn't trusted.",
        "Have its issuer make it for one application only.",
    );
    says(
        &check(&json!({"iat": NOW + 900})),
        Rule::IssuedAt,
        "It says that it was issued in 15 minutes, at 08:15:00 UTC.",
        "Compare the clocks of this computer and of its issuer; one of them is wrong.",
    );
}

#[test]
fn what_was_not_given_is_said() {
    let report = check_against(&json!({}), &Expectations::inspect(Profile::Jwt, None, None, NOW));
    says(
        &report,
        Rule::Issuer,
        "Whom it comes from was not compared, since no issuer was given.",
        "Say which provider it should come from.",
    );
    says(
        &report,
        Rule::Audience,
        "Whom it is for was not compared, since no audience was given: it says “lanyard”.",
        "Say which API it should be for, by its address or name.",
    );
    says(&report, Rule::Nonce, "Which sign-in it answers was not compared: no nonce was given.", "");
    assert_eq!(report.headline(), report.verdict(Rule::Issuer).sentence());
    assert_eq!(report.others(), "Not checked for want of something to compare with: Audience.");
}

#[test]
fn a_valid_token_has_a_headline_and_nothing_else() {
    let report = check(&json!({}));
    assert_eq!(report.headline().says, "Its signature and every other rule that applies are in order.");
    assert_eq!((report.headline().next.as_str(), report.others().as_str()), ("", ""));
}

#[test]
fn expiry_speaks_when_everything_else_is_in_order() {
    let report = check(&json!({"exp": NOW - 185}));
    assert_eq!(report.headline().clause(), "it expired 3 minutes ago, at 07:56:55 UTC");
    assert_eq!(report.others(), "Everything else that could be checked is in order.");
}

#[test]
fn what_no_renewal_mends_speaks_before_expiry() {
    let report = check(&json!({"exp": NOW - 185, "aud": "other", "nonce": "another"}));
    assert_eq!(report.headline(), report.verdict(Rule::Audience).sentence());
    assert_eq!(report.others(), "2 other rules are broken too: Expiry and Nonce.");
}

#[test]
fn a_broken_signature_outranks_everything() {
    let good = Signer::p256().token(&with(&claims(), &json!({"exp": NOW - 185, "iss": "other"})));
    let (text, _) = good.rsplit_once('.').unwrap();
    let keys = key_set(&[Signer::p256().jwk()]);
    for (token, sentence) in [
        (format!("{text}.AAAA"), "Its signature does not match: it was changed, or signed by someone else."),
        (format!("{text}."), "Its signature is missing, so anyone could have written it."),
        (
            format!("{}.AAAA", unsigned(&json!({"alg": "none"}), &claims())),
            "It is not signed at all (alg none), so anyone could have written it.",
        ),
    ] {
        let report = verify(&token, &keys, &expected());
        assert_eq!(report.headline().says, sentence);
        assert_eq!(report.others(), "Nothing that it says can be relied on.");
    }
}

#[test]
fn an_unknown_key_outranks_expiry_but_the_lack_of_any_key_does_not() {
    let token = Signer::p256().token(&with(&claims(), &json!({"exp": NOW - 185})));
    let other = verify(&token, &key_set(&[Signer::rsa(Primitive::RS256).jwk()]), &expected());
    assert_eq!(other.headline().says, "The trusted key isn't called “p256” (kid).");
    assert_eq!(other.others(), "1 other rule is broken too: Expiry.");
    let none = verify(&token, &KeySet::default(), &expected());
    assert_eq!(none.headline().says, "It expired 3 minutes ago, at 07:56:55 UTC.");
    assert_eq!(none.others(), "Not checked for want of something to compare with: Key.");
}

#[test]
fn what_can_t_be_looked_into_says_why() {
    let encrypted = format!("{}.a.b.c.d", base64url(r#"{"alg":"dir","enc":"A256GCM"}"#));
    let large = "x".repeat(70_000);
    for (token, sentence) in [
        ("", "There is no token."),
        ("2YotnFZFEjr1zCsicMWpAA", "It is opaque, so only whoever issued it can say what it means."),
        (encrypted.as_str(), "It is encrypted, so only the one it was made for can read it."),
        (large.as_str(), "It has 70,000 bytes, and more than 65,536 bytes are not verified."),
        ("e30.e30", "It is opaque, so only whoever issued it can say what it means."),
        ("eyJhbGciOiJSUzI1NiJ9.e30", "It has 2 parts between dots, and a signed token has 3."),
        ("eyJhbGciOiJSUzI1NiJ9.e30=.AA", "Its list of claims can't be read: it is not base64url."),
        ("eyJhbGciOiJSUzI1NiJ9.W10.AA", "Its list of claims can't be read: it is no JSON object."),
        (
            "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxLCJhIjoyfQ.AA",
            "Its list of claims says “a” twice, so it is refused.",
        ),
    ] {
        let report = verify(token, &KeySet::default(), &expected());
        assert_eq!(report.headline().says, sentence);
        assert_eq!(report.others(), "");
        assert_eq!(report.verdict(Rule::Expiry).sentence().says, "Its expiry could not be looked at.");
    }
}

#[test]
fn no_sentence_holds_nonce_hash_or_signature() {
    let signer = Signer::p256();
    let token = signer.token(&with(&claims(), &json!({"at_hash": "canary-hash"})));
    let signature = token.rsplit('.').next().unwrap();
    for profile in Profile::ALL {
        for nonce in ["canary-nonce", "canary-hash", "other"] {
            let expected = Expectations::inspect(profile, Some(ISSUER), Some(CLIENT), NOW)
                .nonce(nonce)
                .with_access_token("canary-hash");
            let report = verify(&token, &key_set(&[signer.jwk()]), &expected);
            let verdicts = report.verdicts().map(|verdict| {
                format!("{verdict:?} {} {} {:?}", verdict.expected(), verdict.found(), verdict.sentence())
            });
            let headline = format!("{report:?} {:?} {}", report.headline(), report.others());
            let text = verdicts.chain([headline]).collect::<Vec<_>>().join("\n");
            assert!(text.len() > 2000, "nothing was said");
            for secret in SECRETS.into_iter().chain([signature, &signature[..8]]) {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
    }
}

#[test]
fn what_a_token_says_is_inert_in_every_sentence() {
    let hostile = "\u{1b}[2J\u{202e}<script>\r\n\u{200b}";
    let all = [
        "iss",
        "sub",
        "aud",
        "azp",
        "acr",
        "exp",
        "iat",
        "nbf",
        "auth_time",
        "client_id",
        "jti",
        "events",
        "typ",
    ];
    for name in all {
        for value in [json!(hostile), json!([hostile]), json!({ hostile: hostile }), json!("x".repeat(9000))]
        {
            for profile in Profile::ALL {
                let expected =
                    Expectations::inspect(profile, Some(ISSUER), Some(CLIENT), NOW).max_age(1).acr(&["mfa"]);
                let report = check_against(&json!({ name: value }), &expected);
                for verdict in report.verdicts() {
                    let sentence = verdict.sentence();
                    let text = format!(
                        "{} {} {} {}",
                        verdict.expected(),
                        verdict.found(),
                        sentence.says,
                        sentence.next
                    );
                    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\r', '\n']), "{name}: {text}");
                    assert!(text.chars().count() < 1500, "{name}: {text}");
                }
            }
        }
    }
}

#[test]
fn the_key_size_asked_for_is_that_of_the_algorithm() {
    for (algorithm, needed) in [
        ("RS256", "RSA of 2,048 to 8,192 bits"),
        ("PS512", "RSA of 2,048 to 8,192 bits"),
        ("ES256", "EC P-256"),
        ("ES384", "EC P-384"),
        ("ES512", "EC P-521"),
        ("EdDSA", "Ed25519"),
        ("Ed25519", "Ed25519"),
        ("HS256", "a secret of 256 bits or more"),
        ("HS384", "a secret of 384 bits or more"),
        ("HS512", "a secret of 512 bits or more"),
        ("none", "a key that is large enough"),
        ("\u{202e}", "a key that is large enough"),
    ] {
        let token = format!("{}.AAAA", unsigned(&json!({ "alg": algorithm }), &claims()));
        let report = verify(&token, &KeySet::default(), &expected());
        assert_eq!(report.verdict(Rule::KeySize).expected(), needed, "{algorithm}");
    }
}

#[test]
fn every_failure_says_what_to_do() {
    let report = check_against(
        &json!({"iss": 1, "aud": 1, "sub": 1, "exp": 1, "nbf": NOW + 99, "iat": NOW + 99, "nonce": 1, "acr": 1,
            "auth_time": 1, "events": 1, "azp": 1}),
        &expected().max_age(1).acr(&["mfa"]),
    );
    let broken: Vec<_> = report.broken().collect();
    assert_eq!(broken.len(), 11);
    for verdict in broken {
        assert_eq!(verdict.result, VerdictResult::Failed);
        assert!(verdict.sentence().next.ends_with('.'), "{verdict:?}");
    }
}
