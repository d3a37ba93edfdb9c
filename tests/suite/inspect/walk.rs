//! A colleague's expired token is read, compared with a fresh one, and reported.

use anyhow::Context;
use harness::Result;
use lanyard_core::view::{CompareWith, ReportFormat, RuleResult, TokenForm, TokenOutcome, Wrapping};
use serde_json::json;

use super::{Support, as_proposed, claim, rules};
use crate::rig::told;

#[tokio::test]
async fn a_colleagues_expired_token_is_explained_compared_and_reported_without_its_secret() -> Result {
    let desk = Support::desk().await?;
    let engine = &desk.rig.engine;
    let token = desk.expired().await?;
    let signature = token.rsplit('.').next().context("a signature")?;

    let pasted = desk.pasted(&format!("Authorization: Bearer {token}\n")).await?;
    assert_eq!((pasted.form, pasted.wrapping), (TokenForm::Signed, Some(Wrapping::AuthorizationHeader)));
    assert_eq!(pasted.check.outcome, TokenOutcome::NotValid);
    assert_eq!(rules(&pasted, RuleResult::Failed), ["expiry"], "and nothing else is wrong with it");
    assert_eq!(pasted.check.verdicts[0].rule, "expiry", "what is broken comes first");
    assert!(pasted.check.because.contains("expired"), "{}", pasted.check.because);
    assert!(!pasted.check.next.is_empty());
    assert_eq!(pasted.check.provider.as_deref(), Some("acme"), "its issuer is known here");
    let matched: Vec<_> = pasted.keys.keys.iter().filter(|key| key.matched).collect();
    assert_eq!(matched.len(), 1, "{:?}", pasted.keys);

    desk.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": true })).await?;
    desk.rig.renew(&desk.account).await.map_err(|error| told(&error))?;
    let fresh = engine.inspect_account(&desk.account.id, None).await.map_err(|error| told(&error))?;
    assert_eq!(fresh.check.outcome, TokenOutcome::Valid, "{:?}", fresh.check);
    let with = |id: &str| CompareWith::Inspection { id: id.to_owned() };
    let compared = engine.compare(with(&pasted.id), with(&fresh.id)).await.map_err(|error| told(&error))?;
    assert_eq!(compared.outcomes, [Some(TokenOutcome::NotValid), Some(TokenOutcome::Valid)]);
    let roles = compared.claims.iter().find(|claim| claim.name == "roles").context("roles differ")?;
    assert_eq!((roles.added.as_slice(), roles.removed.len()), (["\"approver\"".to_owned()].as_slice(), 0));
    assert!(compared.claims.iter().any(|claim| claim.name == "jti" && claim.per_token));
    assert!(
        compared.claims.iter().all(|claim| claim.name != "sub" && claim.name != "aud"),
        "the same person"
    );

    let subject = claim(&pasted, "sub")?;
    for format in [ReportFormat::Text, ReportFormat::Markdown, ReportFormat::Json] {
        let report = engine.report(&pasted.id, as_proposed(format)).await.map_err(|error| told(&error))?;
        assert!(report.text.to_lowercase().contains("expired"), "{}", report.text);
        assert!(report.masked.iter().any(|name| name == "sub"), "{:?}", report.masked);
        assert!(report.shown.iter().any(|name| name == "roles"), "{:?}", report.shown);
        assert!(!report.text.contains(&subject), "{}", report.text);
        assert!(!report.text.contains(signature) && !report.text.contains(&token), "{}", report.text);
    }
    Ok(())
}

#[tokio::test]
async fn a_role_that_went_is_seen_in_what_earlier_leases_said() -> Result {
    let desk = Support::desk().await?;
    let engine = &desk.rig.engine;
    for on in [true, false] {
        desk.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": on })).await?;
        desk.rig.renew(&desk.account).await.map_err(|error| told(&error))?;
    }
    let earlier = engine.earlier_leases(&desk.account.id).await.map_err(|error| told(&error))?;
    assert_eq!(earlier.iter().map(|lease| lease.entry).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(!earlier[0].changes.is_empty() && !earlier[1].changes.is_empty(), "{earlier:?}");
    let entry = |entry| CompareWith::Earlier { account: desk.account.id.clone(), entry };
    let compared = engine.compare(entry(1), entry(0)).await.map_err(|error| told(&error))?;
    let roles = compared.claims.iter().find(|claim| claim.name == "roles").context("roles differ")?;
    assert_eq!((roles.removed.as_slice(), roles.added.len()), (["\"approver\"".to_owned()].as_slice(), 0));
    let compared = engine.compare(entry(2), entry(0)).await.map_err(|error| told(&error))?;
    assert!(compared.claims.iter().all(|claim| claim.name != "roles"), "it came and went: {compared:?}");
    Ok(())
}

#[tokio::test]
async fn an_opaque_token_is_explained_by_the_provider_that_gave_it() -> Result {
    let desk = Support::desk().await?;
    let engine = &desk.rig.engine;
    let opaque = desk.enterprise.issued("access_token")?.into_iter().find(|token| !token.contains('.'));
    let opaque = opaque.context("the token that UserInfo was asked with")?;
    let pasted = desk.pasted(&format!("curl -H 'Authorization: Bearer {opaque}'")).await?;
    assert_eq!((pasted.form, pasted.check.outcome), (TokenForm::Opaque, TokenOutcome::CouldNotBeVerified));
    assert_eq!(pasted.can_introspect, std::slice::from_ref(&desk.account.id));
    let asked = engine.introspect_inspected(&pasted.id, &desk.account.id).await;
    let said = asked.map_err(|error| told(&error))?.introspection.context("an answer")?;
    assert!(said.active, "{said:?}");
    desk.enterprise.end_sessions("ada").await?;
    let asked = engine.introspect_inspected(&pasted.id, &desk.account.id).await;
    let said = asked.map_err(|error| told(&error))?.introspection.context("an answer")?;
    assert!(!said.active, "{said:?}");
    Ok(())
}
