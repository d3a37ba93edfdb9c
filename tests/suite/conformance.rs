//! The OpenID Foundation's relying-party modules (C01 to C22 of the checklist), each one difference from good.
//!
//! A negative module passes only if UserInfo was never asked and nothing is stored. C23 to C25 are in `logout`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::Result;
use harness::evil::{Alg, Endpoint, Evil, Forgery, IdToken, SigningKey};
use lanyard_core::view::{ErrorCode, ProviderForm, ProviderOrigin};
use serde_json::json;

use crate::rig::{Rig, code, failure, provider};

/// Signs in and expects a refusal by `expected`, with nothing asked of UserInfo and nothing stored.
async fn refused(evil: &Evil, expected: ErrorCode) -> Result {
    let rig = Rig::at(evil).await?;
    let error = failure(rig.sign_in("evil").await?)?;
    assert_eq!(error.code, expected, "{}", error.message);
    assert_eq!(evil.count(Endpoint::UserInfo), 0, "UserInfo was asked");
    assert_eq!(rig.accounts().await?, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

async fn bent_id_token_is_refused(
    bend: impl Fn(&mut IdToken) -> &mut IdToken + Send + Sync + 'static,
) -> Result {
    let evil = Evil::start().await?;
    evil.id_token(bend);
    refused(&evil, ErrorCode::IdTokenRejected).await
}

async fn bent_id_token_is_accepted(
    bend: impl Fn(&mut IdToken) -> &mut IdToken + Send + Sync + 'static,
) -> Result {
    let evil = Evil::start().await?;
    evil.id_token(bend);
    Rig::at(&evil).await?.link("evil").await?;
    Ok(())
}

#[tokio::test]
async fn c01_code_token_and_userinfo_succeed() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    assert_eq!(account.title, "ada@evil.example");
    assert_eq!(evil.count(Endpoint::Token), 1);
    assert_eq!(evil.count(Endpoint::UserInfo), 1);
    assert_ne!(rig.memory.names(), Vec::<String>::new(), "the refresh token is in the vault");
    assert_eq!(evil.count(Endpoint::Elsewhere), 0);
    Ok(())
}

#[tokio::test]
async fn c02_invalid_iss_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.claim("iss", "https://accounts.example")).await
}

#[tokio::test]
async fn c03_missing_sub_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.without("sub")).await
}

#[tokio::test]
async fn c04_invalid_aud_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.claim("aud", "another-client")).await
}

#[tokio::test]
async fn c05_missing_iat_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.without("iat")).await
}

#[tokio::test]
async fn c06_kid_absent_with_a_single_key_is_accepted() -> Result {
    bent_id_token_is_accepted(|token| token.without_header("kid")).await
}

#[tokio::test]
async fn c07_kid_absent_with_several_keys_tries_those_that_fit() -> Result {
    let evil = Evil::start().await?;
    let stranger = SigningKey::generate("other-kind", Alg::Es256)?.jwk();
    evil.rotate_keys()?
        .jwks(move |keys| keys.insert(0, stranger.clone()))
        .id_token(|token| token.without_header("kid"));
    Rig::at(&evil).await?.link("evil").await?;
    Ok(())
}

#[tokio::test]
async fn c07_kid_absent_with_more_than_eight_keys_is_refused() -> Result {
    let evil = Evil::start().await?;
    let strangers = (0..8)
        .map(|n| Ok(SigningKey::generate(&format!("stranger-{n}"), Alg::Rs256)?.jwk()))
        .collect::<Result<Vec<_>>>()?;
    evil.jwks(move |keys| drop(keys.splice(0..0, strangers.clone())))
        .id_token(|token| token.without_header("kid"));
    refused(&evil, ErrorCode::IdTokenRejected).await
}

#[tokio::test]
async fn c08_rs256_is_accepted() -> Result {
    bent_id_token_is_accepted(|token| {
        assert_eq!(token.header["alg"], "RS256");
        token
    })
    .await
}

#[tokio::test]
async fn c09_alg_none_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.alg_none()).await
}

#[tokio::test]
async fn c09_an_rs256_header_without_a_signature_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.forge(Forgery::Unsigned)).await
}

#[tokio::test]
async fn c10_an_invalid_signature_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.forge(Forgery::FlippedBit)).await
}

#[tokio::test]
async fn c10_a_valid_signature_by_the_wrong_key_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.forge(Forgery::ForeignKey)).await
}

#[tokio::test]
async fn c10_an_hmac_made_with_the_public_key_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.forge(Forgery::PublicKeyAsSecret)).await
}

#[tokio::test]
async fn c11_userinfo_of_another_sub_is_discarded() -> Result {
    let evil = Evil::start().await?;
    evil.userinfo(|claims| {
        claims.insert("sub".to_owned(), json!("u-mallory"));
        claims.insert("email".to_owned(), json!("mallory@evil.example"));
    });
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let detail = rig.detail(&account).await?;
    assert!(!detail.sources.userinfo, "UserInfo is no source");
    assert!(detail.claims.iter().all(|claim| claim.userinfo.is_none()));
    Ok(())
}

#[tokio::test]
async fn c12_an_invalid_nonce_is_refused() -> Result {
    bent_id_token_is_refused(|token| token.claim("nonce", "of-another-sign-in")).await?;
    bent_id_token_is_refused(|token| token.without("nonce")).await
}

#[tokio::test]
async fn c13_claims_of_scopes_are_asked_for_and_read() -> Result {
    let evil = Evil::start().await?;
    let mut asking = provider(&evil);
    asking.scopes = ["openid", "profile", "email", "phone", "address"].map(str::to_owned).to_vec();
    let rig = Rig::with(&[asking]).await?;
    let account = rig.link("evil").await?;
    let claims = rig.detail(&account).await?.claims;
    for (name, value) in
        [("email", "ada@evil.example"), ("phone_number", "+49 30 901820"), ("address", "Berlin")]
    {
        let claim = claims.iter().find(|claim| claim.name == name);
        let told = claim.and_then(|claim| claim.userinfo.clone()).unwrap_or_default();
        assert!(told.contains(value), "{name} is {told}");
    }
    Ok(())
}

#[tokio::test]
async fn c14_client_secret_basic_is_used_at_the_token_endpoint() -> Result {
    let evil = Evil::start().await?;
    evil.metadata(|metadata| {
        metadata.insert("token_endpoint_auth_methods_supported".to_owned(), json!(["client_secret_basic"]));
    });
    let rig = Rig::with(&[]).await?;
    let form = ProviderForm {
        name: "Evil Corp".to_owned(),
        issuer: evil.issuer().to_owned(),
        client_id: "lanyard".to_owned(),
        client_secret: Some("a secret: with % and ü".to_owned()),
        scopes: vec!["openid".to_owned()],
        resources: Vec::new(),
        origin: ProviderOrigin::Person,
        extras: None,
    };
    let added = rig.engine.add_provider(form).await.map_err(|error| crate::rig::told(&error))?;
    rig.link(&added.id).await?;
    let requests = evil.requests(Endpoint::Token);
    let authorization = requests[0].header("authorization").unwrap_or_default();
    // R40: form-encoded before base64 (RFC 6749, section 2.3.1).
    let expected = STANDARD.encode("lanyard:a+secret%3A+with+%25+and+%C3%BC");
    assert_eq!(authorization, format!("Basic {expected}"));
    assert_eq!(requests[0].parameter("client_secret"), None);
    Ok(())
}

#[tokio::test]
async fn c15_discovery_is_used() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    assert_eq!(evil.requests(Endpoint::Metadata)[0].path, "/.well-known/openid-configuration");
    Ok(())
}

#[tokio::test]
async fn c16_c18_a_key_rotated_just_before_signing_costs_one_refetch() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    assert_eq!(evil.count(Endpoint::Jwks), 1);
    evil.rotate_keys()?;
    // R61: at most one refetch a minute.
    rig.clock.advance(61);
    assert_eq!(code(rig.renew(&account).await), None);
    assert_eq!(evil.count(Endpoint::Jwks), 2);
    Ok(())
}

#[tokio::test]
async fn c19_a_sign_in_after_a_rotation_is_accepted() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    evil.rotate_keys()?.person("u-bob");
    rig.clock.advance(61);
    assert_eq!(rig.link("evil").await?.title, "bob@evil.example");
    Ok(())
}

#[tokio::test]
async fn r61_an_unknown_kid_is_looked_up_once_and_then_refused() -> Result {
    let evil = Evil::start().await?;
    evil.id_token(|token| token.header("kid", "never-published"));
    let rig = Rig::at(&evil).await?;
    for _ in 0..3 {
        let error = failure(rig.sign_in("evil").await?)?;
        assert_eq!(error.code, ErrorCode::IdTokenRejected);
    }
    assert!(evil.count(Endpoint::Jwks) <= 2, "{} fetches", evil.count(Endpoint::Jwks));
    Ok(())
}

#[tokio::test]
async fn c20_the_renewed_token_is_used_at_userinfo() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let first = rig.token(&account).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    let second = rig.token(&account).await?;
    assert_ne!(first, second);
    harness::condition::eventually("UserInfo is asked with it", harness::condition::SOON, async || {
        let last = evil.requests(Endpoint::UserInfo).pop();
        let bearer = last.and_then(|request| request.header("authorization").map(str::to_owned));
        Ok((bearer == Some(format!("Bearer {second}"))).then_some(()))
    })
    .await
}

/// R47: the new tokens are dropped, whatever else the reply holds.
async fn bent_refresh_is_dropped(
    bend: impl Fn(&mut IdToken) -> &mut IdToken + Send + Sync + 'static,
) -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let before = rig.token(&account).await?;
    let asked = evil.count(Endpoint::UserInfo);
    evil.id_token(move |token| if token.refreshed { bend(token) } else { token });
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::IdTokenRejected));
    assert_eq!(evil.count(Endpoint::UserInfo), asked, "UserInfo was asked");
    let now = rig.token(&account).await;
    assert!(now.is_err() || now.is_ok_and(|now| now == before), "a token of the bad reply is handed out");
    Ok(())
}

#[tokio::test]
async fn c21_a_refresh_with_an_invalid_issuer_is_refused() -> Result {
    bent_refresh_is_dropped(|token| token.claim("iss", "https://accounts.example")).await
}

#[tokio::test]
async fn c22_a_refresh_with_another_sub_is_refused() -> Result {
    bent_refresh_is_dropped(|token| token.claim("sub", "u-mallory")).await
}

#[tokio::test]
async fn r47_a_refresh_for_another_audience_is_refused() -> Result {
    bent_refresh_is_dropped(|token| token.claim("aud", "another-client")).await
}

#[tokio::test]
async fn r47_an_auth_time_that_moved_forward_is_accepted() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    evil.id_token(|token| {
        let later = token.claims["auth_time"].as_u64().unwrap_or_default() + 5;
        token.claim("auth_time", later).without("nonce")
    });
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}
