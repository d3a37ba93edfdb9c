//! The engine against the real provider: what a specification leaves open, a real one decides.

use harness::Result;
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::orders::Orders;
use harness::profile::Provider;
use lanyard_core::view::{AccountState, ErrorCode, SignInPhase};
use serde_json::json;

use crate::rig::{Rig, code, failure, told};
use crate::surfer::{Habit, Visitor};

/// The enterprise and an engine whose browser is used by one of its people.
async fn enterprise() -> Result<(Desk, Enterprise, Rig)> {
    let desk = Desk::bare()?;
    let enterprise = Enterprise::start(&desk).await?;
    let rig = Rig::with(&[enterprise.acme(), enterprise.contoso()]).await?;
    Ok((desk, enterprise, rig))
}

/// Somebody sits down at the browser, which has never seen them.
pub(crate) fn sits_down(rig: &Rig, enterprise: &Enterprise, login: &str, declines: bool) {
    let person = enterprise.people().iter().find(|person| person.login == login);
    let password = person.map(|person| person.password.clone()).unwrap_or_default();
    rig.surfer.forget_cookies();
    rig.surfer.get_used_to(Habit::Follow(Visitor { login: login.to_owned(), password, declines }));
}

#[tokio::test]
async fn both_providers_sign_in_renew_and_sign_out() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    for (provider, login) in [("acme", "ada"), ("contoso", "sam")] {
        sits_down(&rig, &enterprise, login, false);
        let account = rig.link(provider).await?;
        let lease = rig.token(&account).await?;
        assert_eq!(code(rig.renew(&account).await), None, "{provider}");
        assert_ne!(rig.token(&account).await?, lease, "{provider}");
        let report = rig.engine.sign_out(&account.id, false).await.map_err(|error| told(&error))?;
        assert_eq!(report.revoked, lanyard_core::view::StepResult::Done, "{provider}");
    }
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    for (provider, token) in [(enterprise.acme(), 0), (enterprise.contoso(), 1)] {
        let tokens = enterprise.issued("refresh_token")?;
        let (status, _) = enterprise.try_refresh(&provider, &tokens[token * 2 + 1]).await?;
        assert_eq!(status, 400, "{}", provider.name);
    }
    Ok(())
}

#[tokio::test]
async fn scopes_that_were_not_granted_are_shown_as_such() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", false);
    let account = rig.link("acme").await?;
    let scopes = rig.detail(&account).await?.scopes;
    let granted = |name: &str| {
        scopes.iter().find(|scope| scope.scope == name).map(|scope| (scope.asked, scope.granted))
    };
    assert_eq!(granted("orders:read"), Some((true, true)));
    assert_eq!(granted("orders:write"), Some((true, false)));
    Ok(())
}

#[tokio::test]
async fn the_lease_opens_the_orders_api_and_only_that() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    let acme = enterprise.acme();
    let orders = Orders::start(&acme.issuer, enterprise.orders_resource()).await?;
    let other = Orders::start(&acme.issuer, "https://elsewhere.acme.example").await?;
    sits_down(&rig, &enterprise, "ada", false);
    let account = rig.link("acme").await?;
    let token = rig.token(&account).await?;
    assert_eq!(orders.list(Some(&token)).await?.status, 200);
    assert_eq!(other.list(Some(&token)).await?.status, 401, "made for another audience");
    assert_eq!(orders.place(&token).await?.status, 403, "Ada may only read");
    orders.be_ahead(3_600);
    assert_eq!(orders.list(Some(&token)).await?.status, 401, "expired");
    Ok(())
}

#[tokio::test]
async fn a_declined_consent_and_a_disabled_person_are_told_in_the_providers_words() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", true);
    assert_eq!(failure(rig.sign_in("acme").await?)?.code, ErrorCode::Declined);
    sits_down(&rig, &enterprise, "dan", false);
    let error = failure(rig.sign_in("contoso").await?)?;
    assert_eq!(error.code, ErrorCode::Declined);
    assert!(error.facts.words.unwrap_or_default().contains("disabled"));
    assert_eq!(rig.accounts().await?, []);
    Ok(())
}

#[tokio::test]
async fn somebody_else_on_sign_in_again_changes_nothing() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", false);
    let ada = rig.link("acme").await?;
    let stored = rig.memory.names();
    sits_down(&rig, &enterprise, "sam", false);
    let SignInPhase::OtherPerson { signed_in_as, expected } = rig.sign_in_again(&ada).await? else {
        panic!("nobody noticed")
    };
    assert_eq!((signed_in_as.as_str(), expected.as_str()), ("sam@acme.example", "ada@acme.example"));
    assert_eq!(rig.memory.names(), stored);
    assert_eq!(rig.only().await?.id, ada.id);
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_that_a_new_sign_in_replaces_is_revoked() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", false);
    let ada = rig.link("acme").await?;
    let old = enterprise.issued("refresh_token")?.pop().unwrap_or_default();
    assert!(matches!(rig.sign_in_again(&ada).await?, SignInPhase::Done { was_here: true, .. }));
    harness::condition::eventually("the old one is refused", harness::condition::SOON, async || {
        let (status, _) = enterprise.try_refresh(&enterprise.acme(), &old).await?;
        Ok((status == 400).then_some(()))
    })
    .await?;
    let only = rig.only().await?;
    assert_eq!(code(rig.renew(&only).await), None, "the new one works");
    Ok(())
}

#[tokio::test]
async fn reuse_of_an_old_token_ends_the_sign_in() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", false);
    let account = rig.link("acme").await?;
    assert_eq!(code(rig.renew(&account).await), None);
    enterprise.press("replay", json!({ "login": "ada", "provider": "acme" })).await?;
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::Refused));
    assert!(matches!(rig.only().await?.state, AccountState::NeedsSignIn { .. }));
    Ok(())
}

#[tokio::test]
async fn a_reply_that_is_lost_after_the_commit_is_survived_within_the_grace() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    sits_down(&rig, &enterprise, "ada", false);
    let account = rig.link("acme").await?;
    enterprise.press("grace", json!({ "seconds": 30, "provider": "acme" })).await?;
    enterprise
        .press("fail", json!({ "provider": "acme", "kind": "commit-then-cut", "bytes": 20, "count": 1 }))
        .await?;
    assert_eq!(code(rig.renew(&account).await), None, "X5: the same token once more at once");
    assert_eq!(rig.only().await?.state, AccountState::Active);
    Ok(())
}

#[tokio::test]
async fn a_second_account_at_one_provider_is_another_account() -> Result {
    let (_desk, enterprise, rig) = enterprise().await?;
    let providers: [(Provider, &str); 2] =
        [(enterprise.acme(), "select_account"), (enterprise.contoso(), "login")];
    for (provider, prompt) in providers {
        sits_down(&rig, &enterprise, "ada", false);
        let first = rig.link(&provider.id).await?;
        sits_down(&rig, &enterprise, "sam", false);
        let second = rig.link(&provider.id).await?;
        assert_ne!(first.id, second.id);
        let asked = rig.surfer.opened().pop().unwrap_or_default();
        assert!(asked.contains(prompt), "{} was asked without {prompt}", provider.name);
    }
    assert_eq!(rig.accounts().await?.len(), 4);
    Ok(())
}
