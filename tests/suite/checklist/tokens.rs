//! What a token reply may say, and what its contents may not decide.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::Result;
use harness::evil::{Endpoint, Evil, IdToken};
use lanyard_core::view::{AccountState, ErrorCode};
use serde_json::json;

use super::database;
use crate::rig::{Rig, code, failure, provider, told};

async fn refused(bend: impl Fn(&mut IdToken) -> &mut IdToken + Send + Sync + 'static) -> Result {
    let evil = Evil::start().await?;
    evil.id_token(bend);
    let rig = Rig::at(&evil).await?;
    assert_eq!(failure(rig.sign_in("evil").await?)?.code, ErrorCode::IdTokenRejected);
    assert_eq!(evil.count(Endpoint::UserInfo), 0);
    assert_eq!(rig.accounts().await?, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn r68_who_says_it_of_whom_and_for_whom_must_be_there() -> Result {
    refused(|token| token.without("iss")).await?;
    refused(|token| token.without("aud")).await?;
    refused(|token| token.claim("aud", json!([]))).await?;
    refused(|token| token.claim("aud", 7)).await?;
    refused(|token| token.claim("iss", json!(["https://accounts.example"]))).await?;
    refused(|token| token.claim("sub", "")).await?;
    refused(|token| token.claim("sub", 7)).await
}

fn seconds_before_it_was_made(token: &IdToken, seconds: u64) -> u64 {
    token.claims["iat"].as_u64().unwrap_or_default() - seconds
}

#[tokio::test]
async fn f_an_id_token_that_ended_five_minutes_ago_is_refused() -> Result {
    refused(|token| {
        let ended = seconds_before_it_was_made(token, 301);
        token.claim("exp", ended)
    })
    .await?;
    refused(|token| token.without("exp")).await
}

#[tokio::test]
async fn f_aud_as_an_array_is_accepted() -> Result {
    let evil = Evil::start().await?;
    evil.id_token(|token| token.claim("aud", json!(["lanyard"])));
    Rig::at(&evil).await?.link("evil").await?;
    Ok(())
}

#[tokio::test]
async fn f_the_token_type_is_compared_without_case() -> Result {
    for written in ["bearer", "BEARER"] {
        let evil = Evil::start().await?;
        evil.token(move |reply| reply["token_type"] = written.into());
        let rig = Rig::at(&evil).await?;
        let account = rig.link("evil").await?;
        assert_eq!(code(rig.renew(&account).await), None);
        assert_eq!(rig.detail(&account).await?.leases[0].token_type, "Bearer");
    }
    Ok(())
}

#[tokio::test]
async fn f_r37_a_reply_without_expires_in_gives_a_short_lease() -> Result {
    let evil = Evil::start().await?;
    evil.token(|reply| {
        reply.remove("expires_in");
    });
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let lease = account.lease.map(|lease| lease.expires_at - lease.issued_at);
    assert!(lease.is_some_and(|seconds| seconds > 0.0 && seconds <= 300.0), "{lease:?}");
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn r38_the_granted_scopes_are_shown_and_stored_not_the_asked_ones() -> Result {
    let evil = Evil::start().await?;
    evil.token(|reply| reply["scope"] = "openid profile extra".into());
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let scopes = rig.detail(&account).await?.scopes;
    let of = |name: &str| scopes.iter().find(|one| one.scope == name).map(|one| (one.asked, one.granted));
    assert_eq!(of("profile"), Some((true, true)));
    assert_eq!(of("email"), Some((true, false)), "asked, not granted");
    assert_eq!(of("extra"), Some((false, true)), "granted, not asked");
    let sql = "SELECT record FROM account WHERE id = ?1";
    let record: String = database(rig.profile.folder())?.query_row(sql, [&account.id], |row| row.get(0))?;
    let record: serde_json::Value = serde_json::from_str(&record)?;
    assert_eq!(record["granted"], json!(["openid", "profile", "extra"]));
    Ok(())
}

#[tokio::test]
async fn r76_what_an_access_token_says_decides_nothing() -> Result {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "alg": "none", "typ": "at+jwt" }));
    for claims in [
        json!({ "exp": 1, "iat": 9_999_999_999_u64, "sub": "u-mallory", "email": "mallory@evil.example",
                "iss": "https://accounts.example", "aud": 7, "scope": "admin", "client_id": "other" }),
        json!({ "exp": "never", "sub": "u-mallory", "aud": [[]] }),
    ] {
        let evil = Evil::start().await?;
        let token = format!("{header}.{}.bm9uZQ", part(claims));
        let lying = token.clone();
        evil.token(move |reply| reply["access_token"] = lying.clone().into())
            .id_token(|token| token.without("at_hash"));
        let rig = Rig::at(&evil).await?;
        let account = rig.link("evil").await?;
        assert_eq!(account.title, "ada@evil.example");
        let lease = account.lease.map(|lease| lease.expires_at - lease.issued_at);
        assert_eq!(lease, Some(120.0), "expires_in alone says how long");
        assert_eq!(rig.token(&account).await?, token);
        let detail = rig.detail(&account).await?;
        assert!(detail.scopes.iter().all(|scope| scope.scope != "admin"));
        let sub = detail.claims.iter().find(|claim| claim.name == "sub");
        let told = sub.and_then(|claim| claim.access_token.clone()).unwrap_or_default();
        assert!(told.contains("u-mallory"), "it is shown all the same: {told}");
        assert_eq!(code(rig.renew(&account).await), None);
        assert_eq!(rig.only().await?.state, AccountState::Active);
        assert_eq!(rig.only().await?.title, "ada@evil.example");
    }
    Ok(())
}

#[tokio::test]
async fn r94_each_api_gets_its_own_resource_and_no_scope_too_many() -> Result {
    let evil = Evil::start().await?;
    let asking = provider(&evil).with_api("https://orders.example", &["orders:read"]);
    let rig = Rig::with(std::slice::from_ref(&asking)).await?;
    let account = rig.link("evil").await?;
    let address: url::Url = rig.surfer.opened()[0].parse()?;
    let sent = |name: &str| -> Vec<String> {
        let all = address.query_pairs().filter(|(key, _)| key == name);
        all.map(|(_, value)| value.into_owned()).collect()
    };
    assert_eq!(sent("resource"), ["https://orders.example"]);
    let mut scopes: Vec<String> = sent("scope")[0].split(' ').map(str::to_owned).collect();
    let mut configured = asking.scopes.clone();
    scopes.sort();
    configured.sort();
    assert_eq!(scopes, configured, "what is configured and nothing else");
    assert_eq!(evil.requests(Endpoint::Token)[0].parameter("resource"), Some("https://orders.example"));

    let (resource, scopes) = ("https://billing.example".to_owned(), vec!["billing:read".to_owned()]);
    let lease =
        rig.engine.new_lease(&account.id, Some(resource), scopes).await.map_err(|error| told(&error))?;
    assert_eq!(lease.resource.as_deref(), Some("https://billing.example"));
    let request = evil.requests(Endpoint::Token).pop();
    let request = request.as_ref();
    assert_eq!(request.and_then(|one| one.parameter("resource")), Some("https://billing.example"));
    assert_eq!(request.and_then(|one| one.parameter("scope")), Some("billing:read"));
    Ok(())
}

#[tokio::test]
async fn c18_a_key_rotated_just_before_signing_costs_one_refetch_at_a_sign_in() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    assert_eq!(evil.count(Endpoint::Jwks), 1);
    evil.rotate_keys()?.person("u-bob");
    assert_eq!(rig.link("evil").await?.title, "bob@evil.example");
    assert_eq!(evil.count(Endpoint::Jwks), 2);
    Ok(())
}
