//! What a token is checked as, with whose keys, and what is said of it.

use serde_json::json;

use super::rig::{Key, NOW, ORDERS, Rig, part, with_keys};
use crate::view::{
    CheckChoices, CheckProfile, ErrorCode, KeyChoice, RuleResult, TokenForm, TokenOutcome, TokenSource,
    Wrapping, unix,
};

#[tokio::test]
async fn a_good_token_of_a_known_provider_is_valid_and_says_whose_it_is() {
    let rig = Rig::new().await;
    let text = format!("curl -H 'Authorization: Bearer {}' {ORDERS}", rig.token(json!({})));
    let view = rig.pasted(&text).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "{:?}", view.check);
    assert_eq!(view.check.because, "");
    let about = format!("It is for {ORDERS}, from Acme ID, signed with its key 2026-a.");
    assert!(view.check.about.starts_with(&about), "{}", view.check.about);
    assert_eq!(view.wrapping, Some(Wrapping::AuthorizationHeader));
    assert_eq!(view.check.provider.as_deref(), Some("acme"));
    assert_eq!(view.check.issuer, Some(rig.issuer()));
    assert_eq!(view.check.audience.as_deref(), Some(ORDERS));
    assert_eq!(view.check.audiences, [ORDERS, "lanyard"]);
    assert_eq!(view.check.profile, CheckProfile::AccessToken);
    assert!(view.keys.keys[0].matched);
    assert_eq!(view.keys.fetched_at, Some(unix(NOW)));
    let names: Vec<_> = view.claims.iter().map(|claim| claim.name.as_str()).collect();
    assert_eq!(names, ["sub", "exp", "iat", "iss", "aud", "client_id", "jti"]);
}

#[tokio::test]
async fn an_expired_token_says_so_first_and_that_the_rest_is_in_order() {
    let rig = Rig::new().await;
    let token = rig.token(json!({ "iat": NOW - 900, "exp": NOW - 180 }));
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::NotValid);
    assert!(view.check.because.contains("expired 3 minutes ago"), "{}", view.check.because);
    assert!(view.check.about.contains("from Acme ID, signed with its key 2026-a."), "{}", view.check.about);
    assert!(!view.check.next.is_empty());
    assert_eq!(view.check.verdicts[0].rule, "expiry");
    let order: Vec<_> = view.check.verdicts.iter().map(|verdict| verdict.result).collect();
    let rank = |result: &RuleResult| match result {
        RuleResult::Failed => 0,
        RuleResult::Passed => 1,
        RuleResult::NotChecked => 2,
    };
    assert!(order.is_sorted_by_key(rank), "{order:?}");

    let then = CheckChoices { at: Some(unix(NOW - 600)), ..with_keys(KeyChoice::Matching) };
    let view = rig.engine.check_again(&view.id, then).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "it was valid ten minutes ago");
    assert_eq!(Some(view.check.at), Some(unix(NOW - 600)));
    let late = CheckChoices { at: Some(unix(NOW - 180 + 61)), ..with_keys(KeyChoice::Matching) };
    let view = rig.engine.check_again(&view.id, late).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::NotValid, "the leeway is a minute, whatever the time");
}

#[tokio::test]
async fn what_is_proposed_follows_typ_then_claims_then_the_providers_setting() {
    let rig = Rig::new().await;
    for (header, claims, profile, audience) in [
        (json!({"typ": "at+jwt"}), json!({"nonce": "n"}), CheckProfile::AccessToken, Some(ORDERS)),
        (json!({"typ": "application/AT+JWT"}), json!({}), CheckProfile::AccessToken, Some(ORDERS)),
        (json!({"typ": "logout+jwt"}), json!({}), CheckProfile::LogoutToken, Some("lanyard")),
        (json!({"typ": "JWT"}), json!({"nonce": "n"}), CheckProfile::IdToken, Some("lanyard")),
        (json!({}), json!({"aud": "lanyard"}), CheckProfile::IdToken, Some("lanyard")),
        (json!({}), json!({"aud": "lanyard", "scope": "openid"}), CheckProfile::Jwt, Some("lanyard")),
        (json!({}), json!({"aud": "lanyard", "typ": "Bearer"}), CheckProfile::Jwt, Some("lanyard")),
        (json!({}), json!({"aud": ["x", ORDERS]}), CheckProfile::Jwt, Some(ORDERS)),
        (json!({}), json!({"aud": "https://elsewhere.example"}), CheckProfile::Jwt, None),
    ] {
        let token = rig.key.sign(header.clone(), &rig.claims(claims.clone()));
        let check = rig.pasted(&token).await.unwrap().check;
        assert_eq!(check.profile, profile, "{header} {claims}");
        assert_eq!(check.audience.as_deref(), audience, "{header} {claims}");
    }
}

#[tokio::test]
async fn the_persons_choice_counts_and_an_empty_field_is_none() {
    let rig = Rig::new().await;
    let view = rig.pasted(&rig.token(json!({ "aud": "https://elsewhere.example" }))).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified, "nobody said whom it should be for");
    let choices = CheckChoices {
        profile: Some(CheckProfile::Jwt),
        audience: Some("https://elsewhere.example".into()),
        issuer: Some(" ".into()),
        ..with_keys(KeyChoice::Provider { provider: "acme".into() })
    };
    let view = rig.engine.check_again(&view.id, choices.clone()).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "{:?}", view.check);
    let wrong = CheckChoices { issuer: Some("https://id.example".into()), ..choices.clone() };
    let view = rig.engine.check_again(&view.id, wrong).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::NotValid);
    let nonce = CheckChoices { nonce: Some("n-1".into()), profile: Some(CheckProfile::IdToken), ..choices };
    let view = rig.engine.check_again(&view.id, nonce).await.unwrap();
    let verdict = view.check.verdicts.iter().find(|verdict| verdict.rule == "nonce").unwrap();
    assert_eq!(verdict.result, RuleResult::Failed);
}

#[tokio::test]
async fn of_two_providers_with_one_issuer_the_first_is_proposed_and_either_can_be_chosen() {
    let rig = Rig::new().await.with_another("acme-too", "Acme again").await;
    let view = rig.pasted(&rig.token(json!({}))).await.unwrap();
    assert_eq!(view.check.provider.as_deref(), Some("acme"));
    let other = with_keys(KeyChoice::Provider { provider: "acme-too".into() });
    let view = rig.engine.check_again(&view.id, other).await.unwrap();
    assert_eq!(view.check.provider.as_deref(), Some("acme-too"));
    assert!(view.check.about.contains("from Acme again"), "{}", view.check.about);
    assert_eq!(view.check.outcome, TokenOutcome::Valid);
}

#[tokio::test]
async fn r68_an_issuer_with_another_byte_is_another_issuer() {
    let rig = Rig::new().await;
    let token = rig.token(json!({ "iss": format!("{}/", rig.issuer()) }));
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!((view.check.provider, view.check.issuer), (None, None));
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    assert_eq!(rig.desk.requests(), 0);
    let chosen = with_keys(KeyChoice::Provider { provider: "acme".into() });
    let view = rig.engine.check_again(&view.id, chosen).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::NotValid);
    assert_eq!(view.check.verdicts[0].rule, "issuer");
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_it_unverified_and_a_key_file_helps() {
    let rig = Rig::new().await;
    let token = rig.token(json!({}));
    rig.desk.close();
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    assert_eq!(view.keys.problem.as_ref().map(|problem| problem.code), Some(ErrorCode::Unreachable));

    let file = json!({ "keys": [rig.key.jwk()] }).to_string().into_bytes();
    let name = "/home/ada/keys\u{202e}.json".to_owned();
    let view = rig.engine.use_key_file(&view.id, name, file).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "{:?}", view.check);
    assert_eq!(view.keys.file.as_deref(), Some("keys.json"));
    assert!(view.keys.keys[0].matched);
    assert_eq!((view.check.provider, view.keys.provider), (None, None));
    assert!(view.check.about.contains("signed with the key 2026-a in keys.json"), "{}", view.check.about);
}

#[tokio::test]
async fn a_key_file_alone_proves_nothing_without_the_issuer_that_is_expected() {
    let rig = Rig::new().await;
    let key = Key::new("stranger");
    let claims = rig.claims(json!({ "iss": "https://id.example" }));
    let view = rig.pasted(&key.sign(json!({ "typ": "at+jwt" }), &claims)).await.unwrap();
    let file = key.jwk().to_string().into_bytes();
    let view = rig.engine.use_key_file(&view.id, "key.json".into(), file).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    let expected = CheckChoices {
        issuer: Some("https://id.example".into()),
        audience: Some(ORDERS.into()),
        ..with_keys(KeyChoice::File)
    };
    let view = rig.engine.check_again(&view.id, expected).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "{:?}", view.check);
    assert_eq!(rig.desk.requests(), 0);
}

#[tokio::test]
async fn a_file_that_is_no_key_file_or_a_private_key_is_told() {
    let rig = Rig::new().await;
    let view = rig.pasted(&rig.token(json!({}))).await.unwrap();
    let mut private = rig.key.jwk();
    private["d"] = "c4n4ry-c4n4ry".into();
    for file in [
        b"".to_vec(),
        b"hello".to_vec(),
        vec![0xff; 2 * 1024 * 1024],
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".to_vec(),
        private.to_string().into_bytes(),
        json!({ "keys": [private] }).to_string().into_bytes(),
    ] {
        let view = rig.engine.use_key_file(&view.id, "k".into(), file.clone()).await.unwrap();
        let start = String::from_utf8_lossy(&file[..file.len().min(40)]).into_owned();
        assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified, "{start}");
        let problem = view.keys.problem.as_ref().unwrap();
        assert_eq!(problem.code, ErrorCode::FileInvalid, "{start}");
        assert!(!serde_json::to_string(&view).unwrap().contains("c4n4ry"), "{start}");
    }
}

#[tokio::test]
async fn the_sample_is_a_token_that_nobody_can_verify() {
    let rig = Rig::new().await;
    let text = secrecy::SecretString::from("ignored");
    let view = rig.engine.inspect(TokenSource::Sample, text).await.unwrap();
    assert_eq!(view.form, TokenForm::Signed);
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    assert_eq!(view.preview.unwrap().signature_bytes, 256);
    assert!(view.claims.iter().any(|claim| claim.name == "roles"));
    assert_eq!(rig.desk.requests(), 0);
}

#[tokio::test]
async fn an_encrypted_token_shows_its_header_and_nothing_else() {
    let rig = Rig::new().await;
    let jwe = format!("{}.AAAA.AAAA.AAAA.AAAA", part(&json!({"alg": "RSA-OAEP", "enc": "A256GCM"})));
    let view = rig.pasted(&jwe).await.unwrap();
    assert_eq!((view.form, view.check.outcome), (TokenForm::Encrypted, TokenOutcome::CouldNotBeVerified));
    assert_eq!(view.header.len(), 2);
    assert!(view.claims.is_empty() && view.preview.unwrap().payload.is_empty());
}
