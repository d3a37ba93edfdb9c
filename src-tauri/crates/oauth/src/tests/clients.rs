//! When connections and trust stores come and go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::fake::{document, http, impatient};
use crate::{Http, HttpConfig, HttpSetupError, Issuer, discover};

/// A provider that keeps its connections open, and how many there were.
async fn patient() -> (Issuer, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let body = document(&issuer).to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 16 * 1024];
                while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    (issuer, connections)
}

#[tokio::test]
async fn a_connection_is_used_again_until_it_is_forgotten_by_any_clone() {
    let (issuer, connections) = patient().await;
    let http = http();
    for _ in 0..3 {
        discover(&http.clone(), &issuer).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    http.clone().forget_connections();
    for _ in 0..3 {
        discover(&http, &issuer).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn many_first_requests_at_once_share_one_client() {
    let (issuer, _) = patient().await;
    let http = Http::default();
    let asks: Vec<_> = (0..20)
        .map(|_| {
            let (http, issuer) = (http.clone(), issuer.clone());
            tokio::spawn(async move { discover(&http, &issuer).await.is_ok() })
        })
        .collect();
    for ask in asks {
        assert!(ask.await.unwrap());
    }
}

#[test]
fn an_extra_authority_that_can_not_be_read_is_told_before_the_first_request() {
    for pem in ["", "no PEM", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let made = Http::new(HttpConfig { extra_ca_pem: Some(pem.into()), ..impatient() });
        assert!(matches!(made, Err(HttpSetupError::ExtraAuthority(_))), "{pem:?}");
    }
}
