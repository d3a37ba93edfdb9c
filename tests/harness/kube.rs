//! As much of a Kubernetes API server as `kubectl get --raw /version` needs: TLS, and a bearer token.
//!
//! kubectl shows a credential plugin's token to nobody without TLS, so there is a certificate of its own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use crate::Result;

/// A running server.
#[derive(Debug)]
pub struct Kube {
    address: String,
    certificate: String,
    shared: Arc<Shared>,
    server: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    shown: Mutex<Vec<String>>,
    ended: AtomicBool,
}

impl Kube {
    /// Starts it on a loopback port.
    pub fn start() -> Result<Self> {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let (shared, tls) = (Arc::new(Shared::default()), Arc::new(tls));
        let serving = Arc::clone(&shared);
        let server = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.ended.load(Ordering::SeqCst) {
                    return;
                }
                // A connection that breaks off is the client's affair; the next one is served.
                let _ = serving.serve(stream, &tls);
            }
        });
        let certificate = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            STANDARD.encode(made.cert.der())
        );
        Ok(Self { address, certificate, shared, server: Some(server) })
    }

    /// A kubeconfig whose user is `lanyard kubectl-credential HANDLE`.
    pub fn write_config(&self, file: &Path, handle: &str) -> Result {
        let config = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "orders",
            "clusters": [{ "name": "orders", "cluster": {
                "server": format!("https://{}", self.address),
                "certificate-authority-data": STANDARD.encode(&self.certificate),
            }}],
            "contexts": [{ "name": "orders", "context": { "cluster": "orders", "user": "ada" } }],
            "users": [{ "name": "ada", "user": { "exec": {
                "apiVersion": "client.authentication.k8s.io/v1",
                "command": "lanyard",
                "args": ["kubectl-credential", handle],
                "interactiveMode": "Never",
            }}}],
        });
        // YAML holds JSON.
        Ok(std::fs::write(file, config.to_string())?)
    }

    /// Every bearer token that was shown, oldest first.
    pub fn shown(&self) -> Vec<String> {
        self.shared.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream, tls: &Arc<ServerConfig>) -> Result {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(tls))?, stream);
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let bearer = head.lines().find_map(|line| line.strip_prefix("Authorization: Bearer "));
        let (status, body) = match bearer {
            Some(token) => {
                self.shown.lock().unwrap_or_else(PoisonError::into_inner).push(token.to_owned());
                ("200 OK", json!({ "gitVersion": "v1.32.0-orders" }))
            }
            None => ("401 Unauthorized", json!({ "kind": "Status", "apiVersion": "v1", "code": 401 })),
        };
        let body = body.to_string();
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )?;
        stream.conn.send_close_notify();
        Ok(stream.flush()?)
    }
}

impl Drop for Kube {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // One more connection, so that the server looks.
        drop(TcpStream::connect(&self.address));
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}
