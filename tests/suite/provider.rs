//! Hostile metadata: what a provider says of itself is not believed further than its own address.

use harness::Result;
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::ErrorCode;
use serde_json::{Map, Value, json};

use crate::rig::{Rig, failure};

/// Signs in at a provider with bent metadata: refused before the browser is opened.
async fn bent(expected: ErrorCode, bend: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) -> Result {
    let evil = Evil::start().await?;
    evil.metadata(bend);
    stopped(&evil, expected).await
}

async fn stopped(evil: &Evil, expected: ErrorCode) -> Result {
    let rig = Rig::at(evil).await?;
    let error = failure(rig.sign_in("evil").await?)?;
    assert_eq!(error.code, expected, "{}", error.message);
    assert_eq!(rig.surfer.opened(), Vec::<String>::new(), "the browser was opened");
    assert_eq!(evil.count(Endpoint::Token), 0);
    assert_eq!(rig.accounts().await?, []);
    Ok(())
}

#[tokio::test]
async fn c17_r30_metadata_of_another_issuer_stops_it() -> Result {
    bent(ErrorCode::IssuerMismatch, |metadata| {
        metadata.insert("issuer".into(), json!("https://accounts.example"));
    })
    .await
}

#[tokio::test]
async fn r30_a_trailing_slash_is_another_issuer() -> Result {
    bent(ErrorCode::IssuerMismatch, |metadata| {
        let slashed = format!("{}/", metadata["issuer"].as_str().unwrap_or_default());
        metadata.insert("issuer".into(), json!(slashed));
    })
    .await
}

#[tokio::test]
async fn r03_without_s256_there_is_no_sign_in() -> Result {
    bent(ErrorCode::NoPkce, |metadata| {
        metadata.insert("code_challenge_methods_supported".into(), json!(["plain"]));
    })
    .await
}

#[tokio::test]
async fn r32_a_plain_http_endpoint_elsewhere_is_refused() -> Result {
    bent(ErrorCode::MetadataInvalid, |metadata| {
        metadata.insert("token_endpoint".into(), json!("http://tokens.example/token"));
    })
    .await
}

#[tokio::test]
async fn r32_wrong_types_are_refused() -> Result {
    bent(ErrorCode::MetadataInvalid, |metadata| {
        metadata.insert("token_endpoint".into(), json!(42));
    })
    .await
}

#[tokio::test]
async fn r32_a_document_of_more_than_256_kib_is_refused() -> Result {
    bent(ErrorCode::MetadataInvalid, |metadata| {
        metadata.insert("padding".into(), json!("x".repeat(300_000)));
    })
    .await
}

#[tokio::test]
async fn r31_metadata_is_not_fetched_from_another_host() -> Result {
    let evil = Evil::start().await?;
    let elsewhere = Evil::start().await?;
    let target =
        format!("{}/.well-known/openid-configuration", elsewhere.issuer().replace("127.0.0.1", "localhost"));
    evil.always(Endpoint::Metadata, Reply::redirect(302, &target));
    let rig = Rig::at(&evil).await?;
    failure(rig.sign_in("evil").await?)?;
    assert_eq!(elsewhere.count(Endpoint::Metadata), 0, "another host was asked");
    assert_eq!(rig.surfer.opened(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn html_is_no_metadata() -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::Metadata, Reply::html(200));
    let rig = Rig::at(&evil).await?;
    let error = failure(rig.sign_in("evil").await?)?;
    assert!(matches!(error.code, ErrorCode::CaptivePortal | ErrorCode::MetadataInvalid), "{:?}", error.code);
    Ok(())
}

#[tokio::test]
async fn an_unreachable_provider_is_told_as_such() -> Result {
    let evil = Evil::start().await?;
    let gone = crate::rig::provider(&evil);
    drop(evil);
    let rig = Rig::with(&[gone]).await?;
    assert_eq!(failure(rig.sign_in("evil").await?)?.code, ErrorCode::Unreachable);
    Ok(())
}
