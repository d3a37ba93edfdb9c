//! Two tokens held against each other, and a report to be shared.

use serde_json::json;

use super::rig::{NOW, Rig};
use crate::view::{
    ClaimGroup, CompareWith, EarlierLease, ErrorCode, ReportChoices, ReportFormat, TokenOutcome,
};

fn inspection(id: &str) -> CompareWith {
    CompareWith::Inspection { id: id.to_owned() }
}

#[tokio::test]
async fn a_role_that_is_missing_is_found_and_both_outcomes_are_said() {
    let rig = Rig::new().await;
    let nested = json!({ "roles": ["buyer"] });
    let old = json!({ "roles": ["buyer"], "scope": "openid", "realm_access": nested, "exp": NOW - 600, "iat": NOW - 900, "jti": "0" });
    let nested = json!({ "roles": ["buyer", "clerk"] });
    let new =
        json!({ "roles": ["approver", "buyer"], "scope": "orders:read openid", "realm_access": nested });
    let old = rig.pasted(&rig.token(old)).await.unwrap();
    let new = rig.pasted(&rig.token(new)).await.unwrap();
    let found = rig.engine.compare(inspection(&old.id), inspection(&new.id)).await.unwrap();
    assert_eq!(found.outcomes, [Some(TokenOutcome::NotValid), Some(TokenOutcome::Valid)]);
    assert!(found.before.starts_with("Pasted token, issued "), "{}", found.before);
    let told: Vec<_> = found
        .claims
        .iter()
        .map(|claim| (claim.name.as_str(), claim.group, claim.added.join(" "), claim.per_token))
        .collect();
    assert_eq!(
        told,
        [
            ("realm_access.roles", ClaimGroup::Roles, "\"clerk\"".to_owned(), false),
            ("roles", ClaimGroup::Roles, "\"approver\"".to_owned(), false),
            ("scope", ClaimGroup::Roles, "\"orders:read\"".to_owned(), false),
            ("exp", ClaimGroup::When, String::new(), true),
            ("iat", ClaimGroup::When, String::new(), true),
            ("jti", ClaimGroup::Technical, String::new(), true),
        ]
    );
    assert!(found.claims.iter().all(|claim| claim.removed.is_empty()));
    assert_eq!(found.claims[1].before.as_deref(), Some(r#"["buyer"]"#));
    assert_eq!(found.same, 4, "iss, aud, sub, client_id");
}

#[tokio::test]
async fn a_token_is_compared_with_what_the_accounts_lease_said_earlier() {
    let rig = Rig::new().await;
    for (roles, refresh_token) in [(vec!["approver", "buyer"], "a0-2"), (vec!["buyer"], "a0-3")] {
        rig.renews_with(&rig.token(json!({ "roles": roles })), refresh_token);
        rig.engine.renew("a0", None).await.unwrap();
        rig.clock.advance(60);
    }
    let now = rig.engine.inspect_account("a0", None).await.unwrap();
    assert_eq!(now.check.outcome, TokenOutcome::Valid, "{:?}", now.check);
    let earlier = CompareWith::Earlier { account: "a0".into(), entry: 1 };
    let found = rig.engine.compare(earlier, inspection(&now.id)).await.unwrap();
    let roles = found.claims.iter().find(|claim| claim.name == "roles").unwrap();
    assert_eq!(roles.removed, ["\"approver\""]);
    assert_eq!(
        found.outcomes,
        [None, Some(TokenOutcome::Valid)],
        "what was only decoded is not called valid"
    );
    assert!(found.before.contains("access token of"), "{}", found.before);
    let list: Vec<EarlierLease> = rig.engine.earlier_leases("a0").await.unwrap();
    assert_eq!(list.iter().map(|lease| lease.entry).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn an_opaque_token_has_nothing_to_compare() {
    let rig = Rig::new().await;
    let opaque = rig.pasted("Bearer 0123456789abcdef0123456789abcdef").await.unwrap();
    let error = rig.engine.compare(inspection(&opaque.id), inspection(&opaque.id)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InputInvalid);
}

#[tokio::test]
async fn a_report_masks_what_is_personal_until_it_is_asked_for() {
    let rig = Rig::new().await;
    let token = rig.token(json!({ "email": "ada@acme.example", "exp": NOW - 600 }));
    let view = rig.pasted(&token).await.unwrap();
    let choices = |show: &[&str]| ReportChoices {
        format: ReportFormat::Text,
        show: show.iter().map(ToString::to_string).collect(),
        mask: vec!["jti".into()],
    };
    let report = rig.engine.report(&view.id, choices(&[])).await.unwrap();
    assert!(!report.text.contains("ada@acme.example"), "{}", report.text);
    assert!(report.masked.contains(&"email".to_owned()) && report.masked.contains(&"jti".to_owned()));
    assert!(report.text.contains("expired"), "{}", report.text);
    let report = rig.engine.report(&view.id, choices(&["email"])).await.unwrap();
    assert!(report.text.contains("ada@acme.example"));
    assert!(report.shown.contains(&"email".to_owned()));
}
