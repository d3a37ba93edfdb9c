//! An issuer: tokens that it signs, keys that it publishes. Its keys are for tests only.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

pub(crate) const ISSUER: &str = "https://id.acme.example";
pub(crate) const RESOURCE: &str = "https://orders.acme.example";
/// 6 May 2025, 12:00:00 UTC: the moment at which the tokens are looked at.
pub(crate) const NOW: i64 = 1_746_532_800;

const PRIVATE_KEY: &[u8] = include_bytes!("../../../jwt/tests/keys/ed25519.pem");

/// An access token's claims, in order at [`NOW`].
pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "ada", "aud": RESOURCE, "client_id": "lanyard", "jti": "4711",
        "iat": NOW - 60, "exp": NOW + 240, "scope": "orders:read orders:write", "roles": ["buyer", "approver"],
    })
}

/// An object with other members put over it; `null` takes a member away.
pub(crate) fn with(object: &Value, changes: &Value) -> Value {
    let mut members = object.as_object().unwrap().clone();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    Value::Object(members)
}

/// An access token in the profile of RFC 9068.
pub(crate) fn token(claims: &Value) -> String {
    signed(&json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "2026-a"}), claims)
}

/// This header and these claims, signed whatever they say.
pub(crate) fn signed(header: &Value, claims: &Value) -> String {
    signed_texts(&header.to_string(), &claims.to_string())
}

/// The same of texts that may be no JSON.
pub(crate) fn signed_texts(header: &str, claims: &str) -> String {
    let key = EncodingKey::from_ed_pem(PRIVATE_KEY).unwrap();
    let unsigned = format!("{}.{}", base64url(header), base64url(claims));
    let signature = crypto::sign(unsigned.as_bytes(), &key, Algorithm::EdDSA).unwrap();
    format!("{unsigned}.{signature}")
}

pub(crate) fn base64url(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// The public key, as it is published.
pub(crate) fn jwk() -> Value {
    let key = EncodingKey::from_ed_pem(PRIVATE_KEY).unwrap();
    let bare = Jwk::from_encoding_key(&key, Algorithm::EdDSA).unwrap().algorithm;
    with(&serde_json::to_value(bare).unwrap(), &json!({"kid": "2026-a", "use": "sig", "alg": "EdDSA"}))
}

/// The published set.
pub(crate) fn jwks() -> Value {
    json!({ "keys": [jwk()] })
}

/// An issuer that answers on this computer.
pub(crate) struct FakeIssuer {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    _runtime: Runtime,
}

impl FakeIssuer {
    /// One that publishes these keys.
    pub(crate) fn publishing(keys: Value) -> Self {
        Self::calling_itself(None, keys)
    }

    /// One whose metadata name this issuer instead of itself.
    pub(crate) fn calling_itself(name: Option<&str>, keys: Value) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": name.unwrap_or(&address), "authorization_endpoint": format!("{address}/authorize"),
            "token_endpoint": format!("{address}/token"), "jwks_uri": format!("{address}/jwks"),
        });
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        let router = Router::new().fallback(move |request: Request| {
            let path = request.uri().path().to_owned();
            let answer = match path.as_str() {
                "/.well-known/openid-configuration" => axum::Json(metadata.clone()).into_response(),
                "/jwks" => axum::Json(keys.clone()).into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            };
            seen.lock().unwrap().push(path);
            std::future::ready(answer)
        });
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, asked, _runtime: runtime }
    }

    /// What it calls itself, if it is honest.
    pub(crate) fn issuer(&self) -> &str {
        &self.address
    }

    /// The paths that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
