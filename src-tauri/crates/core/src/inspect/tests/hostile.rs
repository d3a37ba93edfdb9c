//! Input that means harm, or nothing.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::rig::{Key, ORDERS, Rig, encoded, part, with_keys};
use crate::view::{
    CompareWith, ErrorCode, KeyChoice, ReportChoices, ReportFormat, RuleResult, TokenForm, TokenOutcome,
    TokenSource,
};

#[tokio::test]
async fn text_without_a_token_is_told_what_it_is() {
    let rig = Rig::new().await;
    assert_eq!(rig.pasted_in_vain("").await, "it is empty");
    assert_eq!(rig.pasted_in_vain(" \r\n\t ").await, "it is empty");
    assert_eq!(rig.pasted_in_vain("\0\u{1}\u{2}PNG\u{7f}").await, "it is no text");
    assert_eq!(rig.pasted_in_vain("hello").await, "nothing in it looks like a token");
    assert_eq!(rig.pasted_in_vain(&".".repeat(100_000)).await, "nothing in it looks like a token");
    let only = rig.pasted_in_vain(r#"{"refresh_token":"0123456789abcdef0123456789abcdef"}"#).await;
    assert!(only.contains("refresh token"), "{only}");
    assert_eq!(rig.desk.requests(), 0);
}

#[tokio::test]
async fn r77_anything_at_all_is_answered_soon_and_is_never_valid() {
    let rig = Rig::new().await;
    let header = part(&json!({ "alg": "EdDSA", "kid": "2026-a" }));
    let deep = encoded(&format!(r#"{{"a":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000)));
    let twice = encoded(r#"{"sub":"ada","sub":"eve"}"#);
    let good = rig.token(json!({}));
    let (signed, _) = good.rsplit_once('.').unwrap();
    for (text, form) in [
        (format!("{header}.{deep}.AAAA"), TokenForm::Malformed),
        (format!("{header}.{twice}.AAAA"), TokenForm::Malformed),
        (format!("{header}.A.AAAA"), TokenForm::Malformed),
        (format!("{header}{}", ".".repeat(100_000)), TokenForm::Malformed),
        (signed.to_owned(), TokenForm::Malformed),
        ("x".repeat(20 * 1024 * 1024), TokenForm::TooLarge),
        (format!("{header}.{}.AAAA", "A".repeat(3 * 1024 * 1024)), TokenForm::TooLarge),
        (" ".repeat(20 * 1024 * 1024) + &good, TokenForm::TooLarge),
        ("0123456789abcdef0123456789abcdef".to_owned(), TokenForm::Opaque),
        (format!("{signed}."), TokenForm::Signed),
    ] {
        let start = text.chars().take(40).collect::<String>();
        let view = rig.pasted(&text).await.unwrap();
        assert_eq!(view.form, form, "{start}");
        assert_ne!(view.check.outcome, TokenOutcome::Valid, "{start}");
        assert!(!view.check.because.is_empty(), "{start}");
        if form != TokenForm::Signed {
            assert!(view.problem.is_some(), "{start}");
            assert!(view.claims.is_empty());
        }
        let shown = serde_json::to_string(&view).unwrap().len();
        assert!(shown < 30_000, "{start}: {shown} bytes are shown");
    }
}

#[tokio::test]
async fn r77_a_megabyte_of_claims_is_shown_soon_and_its_text_is_cut() {
    let rig = Rig::new().await;
    let groups: Vec<String> = (0..30_000).map(|number| format!("group-{number:032}")).collect();
    let token = rig.token(json!({ "groups": groups }));
    assert!(token.len() > 1024 * 1024 && token.len() < 2 * 1024 * 1024, "{}", token.len());
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!((view.form, view.check.outcome), (TokenForm::Signed, TokenOutcome::CouldNotBeVerified));
    assert!(view.claims.iter().any(|claim| claim.json.len() > 1024 * 1024));
    let preview = view.preview.unwrap();
    assert!(preview.payload.len() < 4_100 && preview.payload.contains('…'), "{}", preview.payload.len());
    assert_eq!(rig.desk.requests(), 0, "no key is asked for that could not be used");
}

#[tokio::test]
async fn markup_escapes_and_bidi_in_a_token_reach_no_sentence() {
    let rig = Rig::new().await;
    let evil = "<script>alert(1)</script>\u{1b}[2J\u{202e}\u{200b}\u{7}";
    let claims = rig.claims(json!({ "iss": evil, "aud": [evil, "b"], "sub": evil, evil: evil }));
    let token = Key::new(evil).sign(json!({ "typ": evil, "jku": evil, "crit": [evil] }), &claims);
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::NotValid);
    let mut said = vec![view.check.because.clone(), view.check.about.clone(), view.check.next.clone()];
    for verdict in &view.check.verdicts {
        said.extend([&verdict.expected, &verdict.found, &verdict.sentence, &verdict.next].map(Clone::clone));
    }
    said.extend(view.observations.iter().map(|observation| observation.sentence.clone()));
    said.extend(view.check.audiences.iter().cloned());
    for said in said {
        let acts = said.chars().find(|c| c.is_control() || matches!(c, '\u{200b}' | '\u{202e}'));
        assert_eq!(acts, None, "{said:?}");
    }
    assert_eq!(rig.desk.requests(), 0);
}

/// A token, and what of it must not be seen.
fn halves(secret: &str) -> [String; 3] {
    let (first, second) = secret.split_at(secret.len() / 2);
    [secret.to_owned(), first.to_owned(), second.to_owned()]
}

fn shows(view: &Value, secret: &str) -> bool {
    halves(secret).iter().any(|part| view.to_string().contains(part.as_str()))
}

#[tokio::test]
async fn no_signature_and_no_opaque_token_is_in_any_view() {
    let rig = Rig::new().await;
    let token = rig.token(json!({ "roles": ["buyer"] }));
    let opaque = "c4n4ry-0123456789abcdef-0123456789abcdef";
    // A key to another service, which begins as a JWT does.
    let key = part(&json!({ "k": "c4n4ry0123456789abcdef0123456789", "n": "grafana", "id": 1 }));
    let jwe = format!(
        "{}.{}.aXY.Y2lwaGVyMDEyMzQ1Njc4.dGFnMDEyMzQ1",
        part(&json!({"alg": "dir", "enc": "A256GCM"})),
        "a2V5MDEyMzQ1Njc4OTAx"
    );
    let signature = token.rsplit('.').next().unwrap().to_owned();
    for (text, secret) in [
        (format!("Authorization: Bearer {token}"), signature.clone()),
        (token.replacen(".ey", ".eyA", 1), signature.clone()),
        (token.clone() + "=", signature.clone()),
        (format!("Authorization: Bearer {opaque}"), opaque.to_owned()),
        (format!("Bearer {key}"), key.clone()),
        (key.clone(), key.clone()),
        (jwe.clone(), "Y2lwaGVyMDEyMzQ1Njc4".to_owned()),
        (jwe, "a2V5MDEyMzQ1Njc4OTAx".to_owned()),
    ] {
        let view = rig.pasted(&text).await.unwrap();
        let id = view.id.clone();
        assert!(!shows(&serde_json::to_value(&view).unwrap(), &secret), "{view:?}");
        for format in [ReportFormat::Text, ReportFormat::Markdown, ReportFormat::Json] {
            let every = view.claims.iter().map(|claim| claim.name.clone()).collect();
            let choices = ReportChoices { format, show: every, mask: vec![] };
            let report = rig.engine.report(&id, choices).await.unwrap();
            assert!(!shows(&serde_json::to_value(&report).unwrap(), &secret), "{report:?}");
        }
        let with_itself = || CompareWith::Inspection { id: id.clone() };
        if let Ok(compared) = rig.engine.compare(with_itself(), with_itself()).await {
            assert!(!shows(&serde_json::to_value(&compared).unwrap(), &secret));
        }
    }
}

#[tokio::test]
async fn r69_no_address_and_no_key_in_a_token_is_ever_used() {
    let rig = Rig::new().await;
    let key = Key::new("evil");
    let at_desk = |path: &str| format!("{}/{path}", rig.issuer());
    let header = json!({
        "typ": "at+jwt", "jku": at_desk("jku"), "x5u": at_desk("x5u"), "jwk": key.jwk(), "x5c": ["MIIB"],
    });
    let stranger = rig.claims(json!({ "iss": at_desk("somebody-else"), "aud": ORDERS }));
    let view = rig.pasted(&key.sign(header.clone(), &stranger)).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    assert_eq!(view.check.provider, None);
    assert!(view.keys.keys.is_empty() && view.keys.problem.is_none());
    assert_eq!(rig.desk.requests(), 0);

    let view = rig.pasted(&key.sign(header, &rig.claims(json!({})))).await.unwrap();
    assert_ne!(view.check.outcome, TokenOutcome::Valid);
    let signature = view.check.verdicts.iter().find(|verdict| verdict.rule == "signature").unwrap();
    assert_ne!(signature.result, RuleResult::Passed);
    assert_eq!(
        rig.desk.asked("/jwks").len(),
        rig.desk.requests(),
        "only the provider's own keys were fetched"
    );
}

#[tokio::test]
async fn ids_and_entries_that_are_nobodys_are_not_found() {
    let rig = Rig::new().await;
    let code = |error: crate::view::ErrorView| error.code;
    let choices = with_keys(KeyChoice::Matching);
    let shared = ReportChoices { format: ReportFormat::Text, show: vec![], mask: vec![] };
    let none = || CompareWith::Inspection { id: "none".into() };
    let earlier = || CompareWith::Earlier { account: "a0".into(), entry: u32::MAX };
    assert_eq!(code(rig.engine.check_again("none", choices).await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.report("none", shared).await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.compare(none(), none()).await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.compare(earlier(), none()).await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.introspect_inspected("none", "a0").await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.earlier_leases("none").await.unwrap_err()), ErrorCode::NotFound);
    assert_eq!(code(rig.engine.provider_keys("none", true).await.unwrap_err()), ErrorCode::NotFound);
    let view = rig.pasted(&rig.token(json!({}))).await.unwrap();
    let gone = with_keys(KeyChoice::Provider { provider: "gone".into() });
    assert_eq!(code(rig.engine.check_again(&view.id, gone).await.unwrap_err()), ErrorCode::NotFound);
}

#[tokio::test]
async fn four_tokens_are_held_until_they_are_forgotten_or_the_engine_closes() {
    let rig = Rig::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let token = rig.token(json!({ "jti": number.to_string() }));
        ids.push(rig.pasted(&token).await.unwrap().id);
    }
    let again = async |id: &str| {
        let choices = with_keys(KeyChoice::Nothing);
        rig.engine.check_again(id, choices).await.map(|_| ()).map_err(|error| error.code)
    };
    assert_eq!(again(&ids[0]).await, Err(ErrorCode::NotFound), "the oldest gave way");
    assert_eq!(again(&ids[1]).await, Ok(()));
    rig.engine.forget_inspections(vec![ids[1].clone()]).await.unwrap();
    assert_eq!(again(&ids[1]).await, Ok(()));
    assert_eq!(again(&ids[4]).await, Err(ErrorCode::NotFound));
    rig.engine.close().await;
    let typed = rig.engine.inspect(TokenSource::Typed, SecretString::from("x")).await;
    assert_eq!(typed.unwrap_err().code, ErrorCode::Closing);
}
