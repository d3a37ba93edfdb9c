//! TLS as the operating system trusts it, and the memory of who issued a certificate that was refused.
//!
//! 1. Certificates and names are checked by the platform's verifier alone; what stands around it here only
//!    watches a refusal, and passes it on.
//! 2. TLS 1.2 and 1.3, nothing older (RFC 9325 section 3.1.1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::HttpSetupError;
use super::certificate::issuer_name;

/// Refusals kept at most; more hosts than this are never asked at once.
const KEPT: usize = 64;

/// Who issued the certificates that were refused, by host, until it is asked.
#[derive(Debug, Default)]
pub(super) struct Distrust(Mutex<HashMap<String, String>>);

impl Distrust {
    /// Takes what is known about a host as a URL spells it.
    pub(super) fn take(&self, host: &str) -> Option<String> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(host)
    }

    fn remember(&self, host: &str, issuer: String) {
        let mut refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= KEPT {
            refused.clear();
        }
        refused.insert(host.to_owned(), issuer);
    }
}

/// The TLS settings of every connection.
pub(super) fn client_config(
    extra: Vec<CertificateDer<'static>>,
    distrust: Arc<Distrust>,
) -> Result<ClientConfig, HttpSetupError> {
    let tls = |error: Error| HttpSetupError::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = platform_verifier(extra, Arc::clone(&provider)).map_err(tls)?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Watched { verifier, distrust }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn platform_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    if extra.is_empty() { Verifier::new(provider) } else { Verifier::new_with_extra_roots(extra, provider) }
}

/// Reads certificates from PEM; there must be one at least.
pub(super) fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, HttpSetupError> {
    let certificates = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| HttpSetupError::ExtraAuthority(error.to_string()))?;
    if certificates.is_empty() {
        return Err(HttpSetupError::ExtraAuthority("it holds no certificate".to_owned()));
    }
    // What can't be an authority is told now, and not by the first request.
    let mut authorities = rustls::RootCertStore::empty();
    for certificate in &certificates {
        let added = authorities.add(certificate.clone());
        added.map_err(|error| HttpSetupError::ExtraAuthority(error.to_string()))?;
    }
    Ok(certificates)
}

/// The platform's verifier, watched.
#[derive(Debug)]
struct Watched {
    verifier: Verifier,
    distrust: Arc<Distrust>,
}

impl ServerCertVerifier for Watched {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict =
            self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        if verdict.is_err()
            && let Some(issuer) = issuer_name(end_entity)
        {
            self.distrust.remember(&server_name.to_str(), issuer);
        }
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
