//! R35: settings that are changed carry no secret to another host, whoever changes them.

use anyhow::Context;
use harness::Result;
use harness::evil::{Endpoint, Evil};
use lanyard_core::view::{
    AccountState, AccountSummary, ActivityFilter, ActivityKind, Authentication, Endpoint as Named, ErrorCode,
    ErrorView, ProviderExtras, ProviderForm, ProviderOrigin, StepResult, WaitReason,
};
use lanyard_vault::testing::Operation;

use super::wire::Wire;
use crate::rig::{Rig, code, failure, told};

const ENDPOINTS: [(&str, &str); 7] = [
    ("authorization", "authorize"),
    ("token", "token"),
    ("jwks", "jwks"),
    ("userinfo", "userinfo"),
    ("introspection", "introspect"),
    ("revocation", "revoke"),
    ("end_session", "end-session"),
];

/// The provider's endpoints as a person gives them, these at another one.
fn given(evil: &Evil, elsewhere: &Evil, moved: &[&str]) -> Vec<Named> {
    let issuer = |name| if moved.contains(&name) { elsewhere.issuer() } else { evil.issuer() };
    ENDPOINTS
        .map(|(name, path)| Named { name: name.to_owned(), url: format!("{}/{path}", issuer(name)) })
        .to_vec()
}

fn form(evil: &Evil, endpoints: Vec<Named>) -> ProviderForm {
    let authentication = None;
    ProviderForm {
        name: "Evil Corp".to_owned(),
        issuer: evil.issuer().to_owned(),
        client_id: "lanyard".to_owned(),
        client_secret: None,
        scopes: vec!["profile".to_owned()],
        resources: Vec::new(),
        origin: ProviderOrigin::Person,
        extras: Some(ProviderExtras { authentication, endpoints, ..ProviderExtras::default() }),
    }
}

fn with_secret(form: ProviderForm, secret: &str) -> ProviderForm {
    ProviderForm { client_secret: Some(secret.to_owned()), ..form }
}

fn refused(result: std::result::Result<impl Sized, ErrorView>) -> Result<(ErrorCode, Option<String>)> {
    let error = result.err().context("it was taken")?;
    Ok((error.code, error.facts.detail))
}

/// An account at a provider of the person's own whose endpoints were given.
async fn linked(evil: &Evil) -> Result<(Rig, AccountSummary)> {
    let rig = Rig::with(&[]).await?;
    let added = rig.engine.add_provider(form(evil, given(evil, evil, &[]))).await;
    let account = rig.link(&added.map_err(|error| told(&error))?.id).await?;
    Ok((rig, account))
}

async fn edit(rig: &Rig, account: &AccountSummary, form: ProviderForm) -> Result {
    rig.engine.edit_provider(&account.provider, form).await.map_err(|error| told(&error))?;
    Ok(())
}

/// Nobody asked anything of it.
fn untouched(elsewhere: &Evil) {
    let all = [
        Endpoint::Token,
        Endpoint::UserInfo,
        Endpoint::Introspection,
        Endpoint::Revocation,
        Endpoint::EndSession,
        Endpoint::Elsewhere,
    ];
    for endpoint in all {
        assert_eq!(elsewhere.count(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn r35_a_page_that_edits_and_renews_gets_no_refresh_token_sent_to_its_host() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let (rig, ada) = linked(&evil).await?;
    edit(&rig, &ada, form(&evil, given(&evil, &elsewhere, &["token"]))).await?;
    let read = rig.vault.calls(Operation::Get);
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::EndpointMoved));
    assert_eq!(rig.vault.calls(Operation::Get), read, "a secret was read for it");
    let state = rig.only().await?.state;
    assert!(matches!(state, AccountState::Waiting { why: WaitReason::Approval, .. }), "{state:?}");
    let filter =
        ActivityFilter { kind: Some(ActivityKind::ProviderChanged), limit: 1, ..ActivityFilter::default() };
    let entries = rig.engine.activity(filter).await.map_err(|error| told(&error))?;
    let told_of = entries[0].facts.iter().find(|fact| fact.name == "token endpoint");
    let change = format!("{} → {}", evil.issuer(), elsewhere.issuer());
    assert_eq!(told_of.context("the log names it")?.text, change);
    // Back where it was it goes on by itself.
    edit(&rig, &ada, form(&evil, given(&evil, &elsewhere, &[]))).await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    untouched(&elsewhere);
    Ok(())
}

#[tokio::test]
async fn r35_every_endpoint_that_gets_a_secret_is_held_to_its_host() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    for moved in [
        &["userinfo", "introspection", "revocation", "end_session"][..],
        &["token", "userinfo", "introspection", "revocation", "end_session"],
    ] {
        let (rig, ada) = linked(&evil).await?;
        edit(&rig, &ada, form(&evil, given(&evil, &elsewhere, moved))).await?;
        let renewed = code(rig.renew(&ada).await);
        assert_eq!(renewed, moved.contains(&"token").then_some(ErrorCode::EndpointMoved));
        let answer = rig.engine.introspect(&ada.id, None).await;
        assert_eq!(refused(answer)?.0, ErrorCode::EndpointMoved);
        assert_eq!(refused(rig.engine.userinfo(&ada.id).await)?.0, ErrorCode::EndpointMoved);
        let opened = rig.surfer.opened().len();
        let report = rig.engine.remove_account(&ada.id, true).await.map_err(|error| told(&error))?;
        for told in [&report.revoked, &report.browser] {
            let StepResult::Failed { error } = told else { anyhow::bail!("{told:?}") };
            assert_eq!(error.code, ErrorCode::EndpointMoved);
        }
        assert_eq!((report.wiped, report.removed), (StepResult::Done, true));
        assert_eq!(rig.surfer.opened().len(), opened, "the browser was opened there");
        assert_eq!(rig.memory.names(), Vec::<String>::new());
        untouched(&elsewhere);
    }
    Ok(())
}

#[tokio::test]
async fn an_issuer_is_not_changed_under_accounts_that_are_here() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let (rig, ada) = linked(&evil).await?;
    let another = || form(&elsewhere, given(&elsewhere, &elsewhere, &[]));
    let in_use = (ErrorCode::InputInvalid, Some("accounts".to_owned()));
    assert_eq!(refused(rig.engine.edit_provider(&ada.provider, another()).await)?, in_use);
    // The same sub there would be another person.
    rig.engine.sign_out(&ada.id, false).await.map_err(|error| told(&error))?;
    assert_eq!(refused(rig.engine.edit_provider(&ada.provider, another()).await)?, in_use);
    let overview = rig.engine.overview().await.map_err(|error| told(&error))?;
    assert_eq!(overview.providers[0].issuer, evil.issuer());
    rig.engine.remove_account(&ada.id, false).await.map_err(|error| told(&error))?;
    edit(&rig, &ada, another()).await?;
    untouched(&elsewhere);
    Ok(())
}

#[tokio::test]
async fn r35_a_client_secret_is_given_anew_for_another_issuer_and_another_host() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::with(&[]).await?;
    let mut first = with_secret(form(&evil, given(&evil, &evil, &[])), "the first secret");
    if let Some(extras) = &mut first.extras {
        extras.authentication = Some(Authentication::ClientSecretPost);
    }
    let id = rig.engine.add_provider(first).await.map_err(|error| told(&error))?.id;
    let anew = (ErrorCode::InputInvalid, Some("client_secret_anew".to_owned()));
    let another_issuer = || form(&elsewhere, given(&elsewhere, &elsewhere, &[]));
    for changed in [
        form(&evil, given(&evil, &elsewhere, &["token"])),
        form(&evil, given(&evil, &elsewhere, &["revocation"])),
        form(&evil, given(&evil, &elsewhere, &["introspection"])),
        form(&evil, Vec::new()),
        another_issuer(),
    ] {
        assert_eq!(refused(rig.engine.edit_provider(&id, changed).await)?, anew);
    }
    let renamed = ProviderForm { name: "Evil & Sons".to_owned(), ..form(&evil, given(&evil, &evil, &[])) };
    rig.engine.edit_provider(&id, renamed).await.map_err(|error| told(&error))?;
    let given_anew = with_secret(another_issuer(), "the second secret");
    rig.engine.edit_provider(&id, given_anew).await.map_err(|error| told(&error))?;
    let names = rig.memory.names();
    assert_eq!(names.len(), 1, "the first one is deleted: {names:?}");
    rig.link(&id).await?;
    let sent = elsewhere.requests(Endpoint::Token);
    assert_eq!(sent.len(), 1);
    let header = sent[0].header("authorization").context("it authenticates")?;
    assert!(!header.is_empty() && evil.count(Endpoint::Token) == 0);
    Ok(())
}

#[tokio::test]
async fn r35_a_sign_in_takes_the_client_secret_to_no_other_host() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::with(&[]).await?;
    let first = || with_secret(form(&evil, Vec::new()), "the secret");
    let id = rig.engine.add_provider(first()).await.map_err(|error| told(&error))?.id;
    let ada = rig.link(&id).await?;
    let _wire = Wire::before(&evil, "token_endpoint").await?;
    let (asked, opened) = (evil.count(Endpoint::Token), rig.surfer.opened().len());
    let error = failure(rig.sign_in_again(&ada).await?)?;
    assert_eq!((error.code, error.facts.step.as_deref()), (ErrorCode::EndpointMoved, Some("authorization")));
    assert_eq!((evil.count(Endpoint::Token), rig.surfer.opened().len()), (asked, opened));
    assert_eq!(code(rig.renew(&ada).await), None, "she goes on where she was");
    // Given anew it is given for where the provider is now; her refresh token is still hers to decide about.
    rig.engine.edit_provider(&id, first()).await.map_err(|error| told(&error))?;
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::EndpointMoved));
    rig.sign_in_again(&ada).await?;
    assert_eq!(code(rig.renew(&ada).await), None);
    Ok(())
}
