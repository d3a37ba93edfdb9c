//! Discovery and keys: R30-R34, C15-C17.

use std::sync::{Arc, Mutex};

use serde_json::json;

use super::fake::{Fake, document, http, impatient, nobody, raw, reply, reply_with, silent};
use crate::{
    DiscoveryError, EndpointName, Exchange, ForbiddenTarget, Http, HttpConfig, Issuer, JwksError, Metadata,
    MetadataError, Observe, TransportError, discover, fetch_jwks,
};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// What discovery says when a member of good metadata is changed.
async fn with_member(name: &'static str, value: serde_json::Value) -> Result<Metadata, DiscoveryError> {
    let fake = Fake::start(move |asked| {
        let issuer = Issuer::parse(&format!("http://{}", asked.header("host").unwrap())).unwrap();
        let mut document = document(&issuer);
        document[name] = value.clone();
        reply(200, document.to_string())
    })
    .await;
    discover(&http(), &fake.issuer).await
}

#[tokio::test]
async fn r30_c17_a_document_of_another_issuer_is_refused() {
    for change in [
        |issuer: String| issuer + "/",
        |issuer: String| issuer.to_uppercase(),
        |_| "https://evil.example".into(),
    ] {
        let fake = Fake::start(move |asked| {
            let issuer = format!("http://{}", asked.header("host").unwrap());
            let mut document = document(&Issuer::parse(&issuer).unwrap());
            document["issuer"] = change(issuer).into();
            reply(200, document.to_string())
        })
        .await;
        let error = discover(&http(), &fake.issuer).await.unwrap_err();
        let DiscoveryError::Metadata(MetadataError::IssuerMismatch { asked, found }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(asked, fake.issuer.as_str());
        assert_ne!(found, asked);
    }
}

#[tokio::test]
async fn r32_an_endpoint_without_https_is_refused() {
    for member in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "end_session_endpoint",
        "revocation_endpoint",
    ] {
        let error = with_member(member, json!("http://id.acme.example/x")).await.unwrap_err();
        let DiscoveryError::Metadata(MetadataError::Forbidden { endpoint, host, why }) = error else {
            panic!("{error:?}")
        };
        assert_eq!((endpoint, host.as_str(), why), (member, "id.acme.example", ForbiddenTarget::NotHttps));
    }
}

#[tokio::test]
async fn r33_an_endpoint_at_a_private_address_is_refused() {
    let error = with_member("token_endpoint", json!("https://169.254.169.254/latest")).await.unwrap_err();
    let DiscoveryError::Metadata(MetadataError::Forbidden { why, .. }) = error else { panic!("{error:?}") };
    assert_eq!(why, ForbiddenTarget::PrivateAddress);
}

#[tokio::test]
async fn r32_a_member_of_the_wrong_type_refuses_the_document() {
    for (member, value) in [
        ("token_endpoint", json!(7)),
        ("token_endpoint", json!(null)),
        ("token_endpoint", json!("not an address")),
        ("scopes_supported", json!("openid")),
        ("code_challenge_methods_supported", json!([1])),
        ("require_pushed_authorization_requests", json!("true")),
        ("issuer", json!(["x"])),
    ] {
        let error = with_member(member, value).await.unwrap_err();
        assert!(
            matches!(error, DiscoveryError::Metadata(MetadataError::Invalid { .. })),
            "{member}: {error:?}"
        );
    }
    assert!(with_member("scopes_supported", json!(null)).await.is_ok());
}

#[tokio::test]
async fn r32_a_document_over_256_kib_is_refused() {
    let error = with_member("padding", json!("x".repeat(256 * 1024))).await.unwrap_err();
    assert!(matches!(error, DiscoveryError::Transport(TransportError::TooLarge { .. })), "{error:?}");
    // Without a length that announces it.
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", " ".repeat(300 * 1024));
    let error = discover(&http(), &raw(endless.into_bytes()).await).await.unwrap_err();
    assert!(matches!(error, DiscoveryError::Transport(TransportError::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn r31_a_redirect_to_another_origin_is_not_followed() {
    let other = Fake::always(200, "{}").await;
    let to = format!("{}/x", other.issuer);
    let fake = Fake::start(move |_| reply_with(302, &[("location", &to)], "")).await;
    let error = discover(&http(), &fake.issuer).await.unwrap_err();
    let DiscoveryError::Redirected { to, .. } = error else { panic!("{error:?}") };
    assert_eq!(to, other.issuer.host());
    assert_eq!(other.asked().len(), 0);
}

#[tokio::test]
async fn r31_three_redirects_on_the_same_host_are_followed_and_no_more() {
    for (hops, fine) in [(3, true), (4, false)] {
        let fake = Fake::start(move |asked| {
            let hop: usize = asked.path.strip_prefix("/hop/").map_or(0, |hop| hop.parse().unwrap());
            if hop < hops {
                return reply_with(302, &[("location", &format!("/hop/{}", hop + 1))], "");
            }
            let issuer = Issuer::parse(&format!("http://{}", asked.header("host").unwrap())).unwrap();
            reply(200, document(&issuer).to_string())
        })
        .await;
        assert_eq!(discover(&http(), &fake.issuer).await.is_ok(), fine, "{hops} hops");
        assert_eq!(fake.asked().len(), 4);
    }
}

#[tokio::test]
async fn r45_a_web_page_is_a_captive_portal() {
    for page in ["<!doctype html><title>Hotel</title>", " \n<html>"] {
        let error = discover(&http(), &Fake::always(200, page).await.issuer).await.unwrap_err();
        assert!(matches!(error, DiscoveryError::CaptivePortal(_)), "{error:?}");
    }
    let fake =
        Fake::start(|_| reply_with(200, &[("content-type", "text/html; charset=utf-8")], "hello")).await;
    assert!(matches!(discover(&http(), &fake.issuer).await, Err(DiscoveryError::CaptivePortal(_))));
}

#[tokio::test]
async fn other_statuses_are_told() {
    for status in [401, 403, 429, 500, 503] {
        let error = discover(&http(), &Fake::always(status, "").await.issuer).await.unwrap_err();
        let DiscoveryError::Status(answer) = error else { panic!("{error:?}") };
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn unreachable_and_silent_issuers_differ() {
    let error = discover(&http(), &nobody().await).await.unwrap_err();
    let DiscoveryError::Transport(error) = error else { panic!("{error:?}") };
    assert!(matches!(error, TransportError::Unreachable { .. }) && !error.request_was_sent(), "{error:?}");

    let hasty = HttpConfig { total_timeout: std::time::Duration::from_millis(200), ..impatient() };
    let error = discover(&Http::new(hasty).unwrap(), &silent().await).await.unwrap_err();
    let DiscoveryError::Transport(error) = error else { panic!("{error:?}") };
    assert!(matches!(error, TransportError::TimedOut { .. }) && error.request_was_sent(), "{error:?}");

    let unknown = Issuer::parse("https://no-such-host.invalid").unwrap();
    let error = discover(&http(), &unknown).await.unwrap_err();
    let DiscoveryError::Transport(error) = error else { panic!("{error:?}") };
    assert!(!error.request_was_sent(), "{error:?}");
    assert_eq!(error.host(), "no-such-host.invalid");
}

#[tokio::test]
async fn c15_the_openid_document_is_used() {
    let fake = Fake::start(|asked| {
        let issuer = Issuer::parse(&format!("http://{}", asked.header("host").unwrap())).unwrap();
        reply(200, document(&issuer).to_string())
    })
    .await;
    let metadata = discover(&http(), &fake.issuer).await.unwrap();
    assert_eq!(metadata, fake.metadata());
    let asked = fake.only();
    assert_eq!((asked.path.as_str(), asked.method.as_str()), (WELL_KNOWN, "GET"));
    assert_eq!(asked.header("cookie"), None);
}

#[tokio::test]
async fn r34_the_address_of_rfc_8414_is_asked_where_there_is_no_openid_document() {
    let fake = Fake::start(|asked| {
        if asked.path != "/.well-known/oauth-authorization-server/tenant/a" {
            return reply(404, "{}");
        }
        let issuer = Issuer::parse(&format!("http://{}/tenant/a", asked.header("host").unwrap())).unwrap();
        reply(200, document(&issuer).to_string())
    })
    .await;
    let issuer = Issuer::parse(&format!("{}/tenant/a", fake.issuer)).unwrap();
    let metadata = discover(&http(), &issuer).await.unwrap();
    assert_eq!(metadata.issuer, issuer);
    let paths: Vec<_> = fake.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(
        paths,
        ["/tenant/a/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant/a"]
    );
}

#[tokio::test]
async fn metadata_survives_being_stored() {
    let metadata = Fake::always(200, "{}").await.metadata();
    let stored = serde_json::to_string(&metadata).unwrap();
    let read: Metadata = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, metadata);
    assert_eq!(read.check(), Ok(()));
    let mut tampered = read;
    tampered.token_endpoint = "https://10.0.0.1/token".parse().unwrap();
    assert!(tampered.check().is_err());
}

#[tokio::test]
async fn c16_keys_come_from_the_address_in_the_metadata() {
    let fake = Fake::start(|asked| reply(200, format!("{{\"keys\":[],\"path\":\"{}\"}}", asked.path))).await;
    let mut metadata = fake.metadata();
    assert_eq!(fetch_jwks(&http(), &metadata).await.unwrap(), b"{\"keys\":[],\"path\":\"/jwks\"}");
    metadata.jwks_uri = Some(format!("{}/other", fake.issuer).parse().unwrap());
    assert_eq!(fetch_jwks(&http(), &metadata).await.unwrap(), b"{\"keys\":[],\"path\":\"/other\"}");
    metadata.jwks_uri = None;
    assert_eq!(fetch_jwks(&http(), &metadata).await, Err(JwksError::NotOffered));
    let page = Fake::always(200, "<html>").await;
    assert!(matches!(fetch_jwks(&http(), &page.metadata()).await, Err(JwksError::CaptivePortal(_))));
    let busy = Fake::always(503, "").await;
    assert!(matches!(fetch_jwks(&http(), &busy.metadata()).await, Err(JwksError::Status(_))));
}

#[derive(Default)]
struct Notes(Mutex<Vec<Exchange>>);

impl Observe for Notes {
    fn exchanged(&self, exchange: &Exchange) {
        self.0.lock().unwrap().push(exchange.clone());
    }
}

#[tokio::test]
async fn an_observer_sees_every_exchange_also_one_without_an_answer() {
    let notes = Arc::new(Notes::default());
    let http = http().observed_by(Arc::clone(&notes) as Arc<dyn Observe>);
    let fake = Fake::start(|_| reply_with(500, &[("date", "Sun, 06 Nov 1994 08:49:37 GMT")], "")).await;
    discover(&http, &fake.issuer).await.unwrap_err();
    let nobody = nobody().await;
    discover(&http, &nobody).await.unwrap_err();
    let notes = notes.0.lock().unwrap();
    let seen: Vec<_> = notes.iter().map(|e| (e.endpoint, e.host.clone(), e.status, e.date)).collect();
    assert_eq!(
        seen,
        [
            (EndpointName::Discovery, fake.issuer.host(), Some(500), Some(784_111_777)),
            (EndpointName::Discovery, nobody.host(), None, None),
        ]
    );
}
