//! Asking a provider about a token (RFC 7662): only where it belongs, and only because the person says so.

use serde_json::json;

use super::rig::{Key, Rig, with_keys};
use crate::view::{ActivityFilter, ActivityKind, ErrorCode, KeyChoice};

async fn entries(rig: &Rig) -> Vec<crate::view::ActivityEntry> {
    let filter = ActivityFilter { limit: 100, ..ActivityFilter::default() };
    rig.engine.activity(filter).await.unwrap()
}

#[tokio::test]
async fn a_token_goes_to_its_own_provider_once_and_only_on_demand() {
    let rig = Rig::new().await;
    let token = rig.token(json!({ "email": "c4n4ry@acme.example" }));
    rig.desk.answers("/introspection", 200, &json!({ "active": true, "sub": "ada", "echo": [token] }));
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!(view.can_introspect, ["a0"]);
    assert!(rig.desk.asked("/introspection").is_empty());
    assert!(entries(&rig).await.is_empty(), "looking is recorded nowhere");

    let view = rig.engine.introspect_inspected(&view.id, "a0").await.unwrap();
    let answer = view.introspection.as_ref().unwrap();
    assert!(answer.active);
    let names: Vec<_> = answer.claims.iter().map(|claim| claim.name.as_str()).collect();
    assert_eq!(names, ["active", "sub"], "a token that comes back is not shown");
    assert_eq!(rig.desk.asked("/introspection").len(), 1);
    let entries = entries(&rig).await;
    assert_eq!(entries.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [ActivityKind::Introspected]);
    let told = format!("{entries:?}");
    assert!(!told.contains("c4n4ry") && !told.contains(&token[..20]), "{told}");
    let again = rig.engine.check_again(&view.id, with_keys(KeyChoice::Matching));
    assert!(again.await.unwrap().introspection.is_some(), "the answer stays while the token is looked at");
}

#[tokio::test]
async fn a_token_of_an_unknown_issuer_goes_to_nobody() {
    let rig = Rig::new().await;
    let claims = rig.claims(json!({ "iss": "https://id.example" }));
    for text in
        [Key::new("x").sign(json!({}), &claims), format!("{}.A.AAAA", super::rig::part(&json!({"alg": "x"})))]
    {
        let view = rig.pasted(&text).await.unwrap();
        assert!(view.can_introspect.is_empty());
        let error = rig.engine.introspect_inspected(&view.id, "a0").await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotSupported);
    }
    assert_eq!(rig.desk.requests(), 0);
    assert!(entries(&rig).await.is_empty());
}

#[tokio::test]
async fn whose_keys_it_is_checked_with_is_not_whose_token_it_is() {
    let rig = Rig::new().await.with_another("acme-too", "Acme again").await;
    let keys_of = |provider: &str| with_keys(KeyChoice::Provider { provider: provider.to_owned() });
    let foreign = Key::new("x").sign(json!({}), &rig.claims(json!({ "iss": "https://id.example" })));
    let view = rig.pasted(&foreign).await.unwrap();
    let view = rig.engine.check_again(&view.id, keys_of("acme")).await.unwrap();
    assert!(view.can_introspect.is_empty(), "{:?}", view.can_introspect);
    let error = rig.engine.introspect_inspected(&view.id, "a0").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotSupported);

    let own = rig.pasted(&rig.token(json!({}))).await.unwrap();
    let own = rig.engine.check_again(&own.id, keys_of("acme-too")).await.unwrap();
    assert_eq!(own.can_introspect, ["a0"], "it stays that of its issuer");
    assert!(rig.desk.asked("/introspection").is_empty());
}

#[tokio::test]
async fn r87_an_opaque_token_is_active_only_by_the_value_true() {
    let rig = Rig::new().await;
    let view = rig.pasted("Bearer 0123456789abcdef0123456789abcdef").await.unwrap();
    assert_eq!(view.can_introspect, ["a0"], "the person chooses whom to ask");
    for (answer, active) in [
        (json!({ "active": true }), true),
        (json!({ "active": "true" }), false),
        (json!({ "active": 1 }), false),
        (json!({}), false),
    ] {
        rig.desk.answers("/introspection", 200, &answer);
        let view = rig.engine.introspect_inspected(&view.id, "a0").await.unwrap();
        assert_eq!(view.introspection.unwrap().active, active, "{answer}");
    }
}

#[tokio::test]
async fn a_provider_that_refuses_is_told_with_its_entry() {
    let rig = Rig::new().await;
    rig.desk.answers("/introspection", 401, &json!({ "error": "invalid_client" }));
    let view = rig.pasted(&rig.token(json!({}))).await.unwrap();
    let error = rig.engine.introspect_inspected(&view.id, "a0").await.unwrap_err();
    let entries = entries(&rig).await;
    assert!(entries.iter().any(|entry| Some(&entry.reference) == error.reference.as_ref()), "{entries:?}");
}
