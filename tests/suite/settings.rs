//! Provider settings beyond the page's form: endpoints without discovery, authentication, and how access tokens are
//! verified for display.

use anyhow::Context;
use harness::Result;
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::{
    AccountSummary, Authentication, Endpoint as Named, ErrorCode, ProviderExtras, ProviderForm,
    ProviderOrigin, SignInPhase, TokenCheck, TokenOutcome, TokenProfile,
};
use serde_json::json;

use crate::rig::{Rig, failure, told};

const API: &str = "https://orders.acme.example";

fn form(evil: &Evil, extras: ProviderExtras) -> ProviderForm {
    ProviderForm {
        name: "Evil Corp".to_owned(),
        issuer: evil.issuer().to_owned(),
        client_id: "lanyard".to_owned(),
        client_secret: None,
        scopes: vec!["profile".to_owned()],
        resources: Vec::new(),
        origin: ProviderOrigin::Person,
        extras: Some(extras),
    }
}

fn endpoints(evil: &Evil) -> Vec<Named> {
    [("authorization", "authorize"), ("token", "token"), ("jwks", "jwks"), ("userinfo", "userinfo")]
        .map(|(name, path)| Named { name: name.to_owned(), url: format!("{}/{path}", evil.issuer()) })
        .to_vec()
}

#[tokio::test]
async fn given_endpoints_are_checked_before_anything_is_stored() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::with(&[]).await?;
    let bent = |name: &str, url: &str| {
        let mut endpoints = endpoints(&evil);
        endpoints.retain(|endpoint| endpoint.name != name);
        endpoints.push(Named { name: name.to_owned(), url: url.to_owned() });
        form(&evil, ProviderExtras { endpoints, ..ProviderExtras::default() })
    };
    for (name, url) in [
        ("token", "http://id.acme.example/token"),
        ("token", "https://169.254.169.254/token"),
        ("jwks", "file:///etc/passwd"),
        ("authorization", "javascript:alert(1)"),
        ("surprise", "https://id.acme.example"),
    ] {
        let error = rig.engine.add_provider(bent(name, url)).await.err().context("it was added")?;
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some("endpoints")));
    }
    let secret = ProviderForm {
        client_secret: Some("s".to_owned()),
        ..form(&evil, ProviderExtras { authentication: Some(Authentication::None), ..<_>::default() })
    };
    let error = rig.engine.add_provider(secret).await.err().context("it was added")?;
    assert_eq!(error.facts.detail.as_deref(), Some("client_secret"));
    let extras = ProviderExtras {
        authentication: Some(Authentication::ClientSecretPost),
        ..ProviderExtras::default()
    };
    let error = rig.engine.add_provider(form(&evil, extras)).await.err().context("it was added")?;
    assert_eq!(error.facts.detail.as_deref(), Some("client_secret"));
    let overview = rig.engine.overview().await.map_err(|error| told(&error))?;
    assert_eq!(overview.providers, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_provider_without_discovery_signs_in_renews_and_is_never_asked_what_it_is() -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::Metadata, Reply::status(404));
    let rig = Rig::with(&[]).await?;
    let extras = ProviderExtras {
        endpoints: endpoints(&evil),
        redirect_path: Some("/back".to_owned()),
        ..ProviderExtras::default()
    };
    let added = rig.engine.add_provider(form(&evil, extras)).await.map_err(|error| told(&error))?;
    assert!(added.endpoints_given && added.redirect_uri.ends_with("/back"), "{added:?}");
    assert_eq!(added.endpoints.len(), 4);
    let account = rig.link(&added.id).await?;
    rig.renew(&account).await.map_err(|error| told(&error))?;
    let rig = rig.killed_and_restarted().await?;
    rig.renew(&account).await.map_err(|error| told(&error))?;
    let asked = evil.requests(Endpoint::Authorization);
    assert_eq!(asked[0].parameter("code_challenge_method"), Some("S256"));
    assert_eq!(asked[0].parameter("scope"), Some("openid profile"));
    assert_eq!(evil.count(Endpoint::Metadata), 0);
    Ok(())
}

#[tokio::test]
async fn r50_the_issuer_holds_without_discovery_too() -> Result {
    let evil = Evil::start().await?;
    evil.id_token(|token| token.claim("iss", "https://another.example"));
    let rig = Rig::with(&[]).await?;
    let extras = ProviderExtras { endpoints: endpoints(&evil), ..ProviderExtras::default() };
    let added = rig.engine.add_provider(form(&evil, extras)).await.map_err(|error| told(&error))?;
    let error = failure(rig.sign_in(&added.id).await?)?;
    assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::IdTokenRejected, Some("issuer")));
    Ok(())
}

#[tokio::test]
async fn endpoints_that_are_taken_back_are_discovered_again() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::with(&[]).await?;
    let extras = ProviderExtras { endpoints: endpoints(&evil), ..ProviderExtras::default() };
    let added = rig.engine.add_provider(form(&evil, extras)).await.map_err(|error| told(&error))?;
    let account = rig.link(&added.id).await?;
    let kept = ProviderForm { extras: None, ..form(&evil, ProviderExtras::default()) };
    let edited = rig.engine.edit_provider(&added.id, kept).await.map_err(|error| told(&error))?;
    assert!(edited.endpoints_given, "the page's form does not show them and leaves them");
    let edited = rig.engine.edit_provider(&added.id, form(&evil, ProviderExtras::default())).await;
    assert!(!edited.map_err(|error| told(&error))?.endpoints_given);
    let rig = rig.killed_and_restarted().await?;
    rig.renew(&account).await.map_err(|error| told(&error))?;
    assert_eq!(evil.count(Endpoint::Metadata), 1);
    Ok(())
}

#[tokio::test]
async fn a_name_with_anything_in_it_is_no_path() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::with(&[]).await?;
    for name in ["a\u{202e}b", "a\u{1b}[2Jb", "\u{0}", &"x".repeat(10 * 1024)] {
        let named = ProviderForm { name: name.to_owned(), ..form(&evil, ProviderExtras::default()) };
        let error = rig.engine.add_provider(named).await.err().context("it was added")?;
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some("name")));
    }
    let before = files(rig.folder())?;
    for name in ["", "../../../../tmp/x", "/etc/passwd", "--help", "C:\\x"] {
        let named = ProviderForm { name: name.to_owned(), ..form(&evil, ProviderExtras::default()) };
        let added = rig.engine.add_provider(named).await.map_err(|error| told(&error))?;
        assert!(added.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{}", added.id);
        let found = rig.engine.find_provider(&added.id).await.map_err(|error| told(&error))?;
        assert_eq!(found, added.id);
    }
    assert_eq!(files(rig.folder())?, before);
    Ok(())
}

fn files(folder: &std::path::Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        }
        found.push(path);
    }
    found.sort();
    Ok(found)
}

/// How the main access token of an account of this profile and resource comes out.
async fn checked(
    evil: &Evil,
    profile: Option<TokenProfile>,
    resource: Option<&str>,
) -> Result<(Rig, AccountSummary, Option<TokenCheck>)> {
    let rig = Rig::with(&[]).await?;
    let extras = ProviderExtras { token_profile: profile, ..ProviderExtras::default() };
    let mut form = form(evil, extras);
    form.resources.extend(resource.map(str::to_owned));
    let added = rig.engine.add_provider(form).await.map_err(|error| told(&error))?;
    let account = rig.link(&added.id).await?;
    let check = main_check(&rig, &account).await?;
    Ok((rig, account, check))
}

async fn main_check(rig: &Rig, account: &AccountSummary) -> Result<Option<TokenCheck>> {
    let detail = rig.detail(account).await?;
    Ok(detail.leases.first().context("a lease")?.check.clone())
}

#[tokio::test]
async fn r75_access_tokens_are_verified_in_the_profile_that_is_named_and_in_no_other() -> Result {
    let evil = Evil::start().await?;
    let (_rig, _, none) = checked(&evil, None, Some(API)).await?;
    assert_eq!(none, None);
    for (profile, outcome, rule) in [
        (TokenProfile::AccessToken, TokenOutcome::Valid, None),
        (TokenProfile::Jwt, TokenOutcome::Valid, None),
        (TokenProfile::IdToken, TokenOutcome::NotValid, Some("type")),
    ] {
        let (_rig, _, check) = checked(&evil, Some(profile), Some(API)).await?;
        let failed_rule = rule.map(str::to_owned);
        assert_eq!(check, Some(TokenCheck { profile, outcome, failed_rule }));
    }
    let (_rig, _, opaque) = checked(&evil, Some(TokenProfile::AccessToken), None).await?;
    assert_eq!(opaque, None, "an opaque token is not verified");
    Ok(())
}

#[tokio::test]
async fn r75_without_a_resource_there_is_nothing_to_compare_the_audience_with() -> Result {
    let evil = Evil::start().await?;
    let (rig, account, _) = checked(&evil, None, Some(API)).await?;
    let for_the_api = rig.token(&account).await?;
    evil.id_token(|token| token.without("at_hash"));
    evil.token(move |reply| {
        reply.insert("access_token".to_owned(), json!(for_the_api));
    });
    let profile = TokenProfile::Jwt;
    let (_rig, _, check) = checked(&evil, Some(profile), None).await?;
    let failed_rule = Some("audience".to_owned());
    assert_eq!(check, Some(TokenCheck { profile, outcome: TokenOutcome::CouldNotBeVerified, failed_rule }));
    let (_rig, _, check) = checked(&evil, Some(profile), Some("https://other.acme.example")).await?;
    let failed_rule = Some("audience".to_owned());
    assert_eq!(check, Some(TokenCheck { profile, outcome: TokenOutcome::NotValid, failed_rule }));
    Ok(())
}

#[tokio::test]
async fn r76_nothing_follows_from_a_token_that_is_not_valid() -> Result {
    let evil = Evil::start().await?;
    let forged = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImtleS0xIn0.eyJpc3MiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.AAAA";
    evil.token(move |reply| {
        reply.insert("access_token".to_owned(), json!(forged));
    });
    evil.id_token(|token| token.without("at_hash"));
    let (rig, account, check) = checked(&evil, Some(TokenProfile::AccessToken), Some(API)).await?;
    let check = check.context("it was verified")?;
    assert_eq!(check.outcome, TokenOutcome::NotValid);
    assert_eq!(rig.token(&account).await?, forged);
    rig.renew(&account).await.map_err(|error| told(&error))
}

#[tokio::test]
async fn without_the_providers_keys_a_token_could_not_be_verified() -> Result {
    let evil = Evil::start().await?;
    let (rig, account, check) = checked(&evil, Some(TokenProfile::AccessToken), Some(API)).await?;
    assert_eq!(check.context("it was verified")?.outcome, TokenOutcome::Valid);
    // After a restart the keys are not known yet, and now they can't be had.
    let rig = rig.killed_and_restarted().await?;
    evil.always(Endpoint::Jwks, Reply::status(503));
    rig.renew(&account).await.map_err(|error| told(&error))?;
    let check = main_check(&rig, &account).await?.context("a profile is named")?;
    assert_eq!(
        (check.outcome, check.failed_rule.as_deref()),
        (TokenOutcome::CouldNotBeVerified, Some("key"))
    );
    // The provider is not asked again by everyone who looks.
    let asked = evil.count(Endpoint::Jwks);
    main_check(&rig, &account).await?;
    assert_eq!(evil.count(Endpoint::Jwks), asked);
    Ok(())
}

#[tokio::test]
async fn r62_userinfo_is_asked_anew_and_somebody_elses_is_discarded() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let SignInPhase::Done { account, .. } = rig.sign_in("evil").await? else { anyhow::bail!("no account") };
    evil.userinfo(|claims| {
        claims.insert("sub".to_owned(), json!("u-mallory"));
        claims.insert("email".to_owned(), json!("mallory@evil.example"));
    });
    let error = rig.engine.userinfo(&account).await.err().context("it was taken")?;
    assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::IdTokenRejected, Some("sub")));
    let shown = format!("{:?}", rig.detail(&rig.only().await?).await?);
    assert!(!shown.contains("mallory"), "{shown}");
    evil.behave();
    evil.userinfo(|claims| {
        claims.insert("locale".to_owned(), json!("de-DE"));
    });
    let asked = evil.count(Endpoint::UserInfo);
    let claims = rig.engine.userinfo(&account).await.map_err(|error| told(&error))?;
    assert!(claims.iter().any(|claim| claim.name == "locale" && claim.json == "\"de-DE\""), "{claims:?}");
    assert_eq!(evil.count(Endpoint::UserInfo), asked + 1);
    let detail = rig.detail(&rig.only().await?).await?;
    let locale = detail.claims.iter().find(|row| row.name == "locale").context("it is kept")?;
    assert_eq!(locale.userinfo.as_deref(), Some("\"de-DE\""));
    Ok(())
}
