//! TLS and its trust: R90. The certificates are made here; the system's trust store knows none of them.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer as Signer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::fake::{document, http, impatient};
use crate::{DiscoveryError, Http, HttpConfig, HttpSetupError, Issuer, Metadata, TransportError, discover};

struct Authority {
    signer: Signer<'static, KeyPair>,
    pem: Vec<u8>,
}

/// An authority as a company's proxy has one.
fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::OrganizationName, "Corp");
    params.distinguished_name.push(DnType::CommonName, "Corp Proxy CA");
    let key = KeyPair::generate().unwrap();
    let der = STANDARD.encode(params.self_signed(&key).unwrap().der());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n").into_bytes();
    Authority { signer: Signer::new(params, key), pem }
}

/// A provider over TLS, with a certificate for `name`, that answers one connection.
fn serve(authority: &Authority, name: &str) -> Issuer {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority.signer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = Issuer::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let body = document(&issuer).to_string();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut tls = StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream);
        let mut request = [0; 4096];
        if tls.read(&mut request).is_ok() {
            write!(
                tls,
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
            tls.conn.send_close_notify();
            tls.flush().unwrap();
        }
    });
    issuer
}

fn trusting(pem: &[u8]) -> Result<Http, HttpSetupError> {
    Http::new(HttpConfig { extra_ca_pem: Some(pem.to_vec()), ..impatient() })
}

fn distrusted(result: Result<Metadata, DiscoveryError>) -> Option<String> {
    let Err(DiscoveryError::Transport(error)) = result else { panic!("{result:?}") };
    assert!(!error.request_was_sent());
    let TransportError::Tls { certificate_issuer, .. } = error else { panic!("{error:?}") };
    certificate_issuer
}

#[tokio::test]
async fn r90_an_unknown_authority_is_refused_and_named() {
    let issuer = serve(&authority(), "127.0.0.1");
    assert_eq!(distrusted(discover(&http(), &issuer).await).as_deref(), Some("Corp Proxy CA"));
}

#[tokio::test]
async fn r90_a_certificate_for_another_name_is_refused_even_from_a_trusted_authority() {
    let authority = authority();
    let issuer = serve(&authority, "id.acme.example");
    distrusted(discover(&trusting(&authority.pem).unwrap(), &issuer).await);
}

#[tokio::test]
async fn r90_tls_1_1_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = Issuer::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut hello = [0; 4096];
        assert!(stream.read(&mut hello).unwrap() > 0);
        // A ServerHello of TLS 1.1 with TLS_RSA_WITH_AES_128_CBC_SHA.
        let mut answer = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
        answer.extend([7; 32]);
        answer.extend([0, 0, 0x2f, 0]);
        stream.write_all(&answer).unwrap();
        // Hold the connection until the client has refused.
        while stream.read(&mut hello).is_ok_and(|read| read > 0) {}
    });
    assert_eq!(distrusted(discover(&http(), &issuer).await), None);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_no_trusted_connection() {
    let plain = super::fake::raw(b"HTTP/1.1 200 OK\r\n\r\n{}".to_vec()).await;
    let issuer = Issuer::parse(&plain.as_str().replacen("http", "https", 1)).unwrap();
    assert_eq!(distrusted(discover(&http(), &issuer).await), None);
}

#[tokio::test]
async fn r90_an_extra_authority_is_trusted_for_this_client() {
    let authority = authority();
    let issuer = serve(&authority, "127.0.0.1");
    let metadata = discover(&trusting(&authority.pem).unwrap(), &issuer).await.unwrap();
    assert_eq!(metadata.issuer, issuer);
}

#[test]
fn an_extra_authority_that_cannot_be_read_is_told() {
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in
        [&b""[..], b"not pem", b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", broken]
    {
        assert!(trusting(pem).is_err(), "{}", String::from_utf8_lossy(pem));
    }
}
