//! A provider's published keys, and what changed since they were looked at before.

use serde_json::json;

use super::rig::{Key, NOW, Rig};
use crate::view::{ErrorCode, TokenOutcome, unix};

#[tokio::test]
async fn r61_an_unknown_key_is_looked_for_once_a_minute() {
    let rig = Rig::new().await;
    rig.pasted(&rig.token(json!({}))).await.unwrap();
    assert_eq!(rig.desk.asked("/jwks").len(), 1);
    let next = Key::new("2026-b");
    let token = next.sign(json!({ "typ": "at+jwt" }), &rig.claims(json!({})));
    rig.desk.answers("/jwks", 200, &json!({ "keys": [next.jwk()] }));
    let view = rig.pasted(&token).await.unwrap();
    assert_eq!(view.check.outcome, TokenOutcome::Valid, "{:?}", view.check);
    assert_eq!(rig.desk.asked("/jwks").len(), 2);
    for _ in 0..3 {
        let unknown = Key::new("x").sign(json!({ "typ": "at+jwt" }), &rig.claims(json!({})));
        let view = rig.pasted(&unknown).await.unwrap();
        assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    }
    assert_eq!(rig.desk.asked("/jwks").len(), 2);
    rig.clock.advance(61);
    rig.pasted(&Key::new("x").sign(json!({ "typ": "at+jwt" }), &rig.claims(json!({})))).await.unwrap();
    assert_eq!(rig.desk.asked("/jwks").len(), 3);
}

#[tokio::test]
async fn what_changed_since_the_last_look_is_told_also_after_a_restart() {
    let rig = Rig::new().await;
    let quiet = rig.engine.provider_keys("acme", false).await.unwrap();
    assert!(quiet.keys.is_empty() && quiet.fetched_at.is_none() && quiet.problem.is_none());
    assert_eq!(rig.desk.requests(), 0, "nobody was asked");
    let first = rig.engine.provider_keys("acme", true).await.unwrap();
    assert_eq!((first.compared_with, first.fetched_at), (None, Some(unix(NOW))));
    assert!(!first.keys[0].new, "the first look has nothing to compare with");
    assert_eq!(first.keys[0].kid.as_deref(), Some("2026-a"));
    assert_eq!(first.keys[0].thumbprint.as_ref().map(String::len), Some(43));

    let rig = rig.with_another("acme-too", "Acme again").await;
    rig.clock.advance(3600);
    let next = Key::new("2026-b");
    rig.desk.answers("/jwks", 200, &json!({ "keys": [next.jwk()] }));
    for _ in 0..2 {
        let second = rig.engine.provider_keys("acme", true).await.unwrap();
        assert_eq!(second.compared_with, Some(unix(NOW)));
        assert_eq!((second.keys.len(), second.keys[0].new), (1, true), "the same look tells the same news");
        assert_eq!(second.gone, ["2026-a"]);
    }
    assert_eq!(rig.engine.provider_keys("acme-too", true).await.unwrap().compared_with, None);
}

#[tokio::test]
async fn r74_a_set_that_is_refused_is_shown_with_the_reason_and_no_secret() {
    let rig = Rig::new().await;
    let mut private = rig.key.jwk();
    private["d"] = "c4n4ry-c4n4ry-c4n4ry".into();
    let secret = json!({ "kty": "oct", "kid": "s", "k": "c4n4ry-c4n4ry-c4n4ry" });
    for keys in [json!([private]), json!([rig.key.jwk(), secret]), json!([rig.key.jwk(), rig.key.jwk()])] {
        rig.desk.answers("/jwks", 200, &json!({ "keys": keys }));
        let view = rig.engine.provider_keys("acme", true).await.unwrap();
        assert_eq!(view.problem.as_ref().map(|problem| problem.code), Some(ErrorCode::MetadataInvalid));
        assert_eq!(view.keys.len(), keys.as_array().unwrap().len());
        assert!(!view.findings.is_empty(), "{keys}");
        assert!(!serde_json::to_string(&view).unwrap().contains("c4n4ry"));
        let token = rig.pasted(&rig.token(json!({}))).await.unwrap();
        assert_eq!(token.check.outcome, TokenOutcome::CouldNotBeVerified);
        rig.clock.advance(61);
    }
}

#[tokio::test]
async fn a_provider_that_is_gone_is_told_and_its_last_keys_stay_in_sight() {
    let rig = Rig::new().await;
    rig.engine.provider_keys("acme", true).await.unwrap();
    rig.desk.close();
    rig.clock.advance(61);
    let view = rig.engine.provider_keys("acme", true).await.unwrap();
    assert_eq!(view.problem.map(|problem| problem.code), Some(ErrorCode::Unreachable));
    assert_eq!(view.keys.len(), 1);
    assert_eq!(view.fetched_at, Some(unix(NOW)));
}
