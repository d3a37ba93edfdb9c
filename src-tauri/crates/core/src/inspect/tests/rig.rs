//! An engine with one account, whose provider signs what a test wants.

use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::desk::Desk;
use crate::engine::stage::Stage;
use crate::view::{CheckChoices, ErrorCode, ErrorView, InspectionView, KeyChoice, TokenSource};
use crate::{Engine, ManualClock};

pub(super) const NOW: i64 = 1_750_000_000;
pub(super) const ORDERS: &str = "https://orders.acme.example";

pub(super) struct Rig {
    pub(super) desk: Desk,
    pub(super) clock: Arc<ManualClock>,
    pub(super) engine: Engine,
    pub(super) stage: Stage,
    pub(super) key: Key,
}

/// A key that signs.
pub(super) struct Key {
    pub(super) kid: String,
    pair: Ed25519KeyPair,
}

impl Key {
    pub(super) fn new(kid: &str) -> Self {
        Self { kid: kid.to_owned(), pair: Ed25519KeyPair::generate().unwrap() }
    }

    pub(super) fn jwk(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": self.kid, "x": x })
    }

    /// A token with these claims, and members of the header beside `alg` and `kid`.
    pub(super) fn sign(&self, header: Value, claims: &Value) -> String {
        let mut all = json!({ "alg": "EdDSA", "kid": self.kid });
        let Value::Object(header) = header else { panic!("no object") };
        all.as_object_mut().unwrap().extend(header);
        let signed = format!("{}.{}", part(&all), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

pub(super) fn part(value: &Value) -> String {
    encoded(&value.to_string())
}

pub(super) fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

impl Rig {
    /// A provider `acme` that publishes its key, with the account `a0`.
    pub(super) async fn new() -> Self {
        let (stage, desk, key) = (Stage::with(1), Desk::open(), Key::new("2026-a"));
        let db = rusqlite::Connection::open(stage.home().database()).unwrap();
        db.execute("UPDATE provider SET settings = ?1", [settings("acme", "Acme ID", &desk).to_string()])
            .unwrap();
        drop(db);
        desk.answers("/jwks", 200, &json!({ "keys": [key.jwk()] }));
        let clock = Arc::new(ManualClock::at(NOW));
        let engine = stage.open(clock.clone()).await.unwrap();
        Self { desk, clock, engine, stage, key }
    }

    pub(super) fn issuer(&self) -> String {
        format!("http://{}", self.desk.address)
    }

    /// Claims of a good access token for the orders API, with others in their place or beside them.
    pub(super) fn claims(&self, others: Value) -> Value {
        let mut claims = json!({
            "iss": self.issuer(), "aud": ORDERS, "sub": "ada", "client_id": "lanyard", "jti": "1",
            "iat": NOW - 60, "exp": NOW + 240,
        });
        let Value::Object(others) = others else { panic!("no object") };
        claims.as_object_mut().unwrap().extend(others);
        claims
    }

    /// A good access token, with these claims in their place or beside them.
    pub(super) fn token(&self, others: Value) -> String {
        self.key.sign(json!({ "typ": "at+jwt" }), &self.claims(others))
    }

    pub(super) async fn pasted(&self, text: &str) -> Result<InspectionView, ErrorView> {
        self.engine.inspect(TokenSource::Clipboard, SecretString::from(text)).await
    }

    /// Pastes a text in which nothing is a token.
    pub(super) async fn pasted_in_vain(&self, text: &str) -> String {
        let error = self.pasted(text).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NoToken, "{error:?}");
        error.facts.detail.unwrap()
    }

    /// The next renewal brings this access token, and this refresh token after `a0-1`.
    pub(super) fn renews_with(&self, access_token: &str, refresh_token: &str) {
        let reply = json!({
            "access_token": access_token, "refresh_token": refresh_token, "token_type": "Bearer", "expires_in": 300,
        });
        self.desk.answers("/token", 200, &reply);
    }

    /// The same provider, which has to be asked for its metadata.
    pub(super) async fn without_metadata(self) -> Self {
        let Self { desk, clock, engine, stage, key } = self;
        engine.close().await;
        let db = rusqlite::Connection::open(stage.home().database()).unwrap();
        db.execute("UPDATE provider SET settings = json_set(settings, '$.endpoints', json('[]'))", [])
            .unwrap();
        drop(db);
        let engine = stage.open(clock.clone()).await.unwrap();
        Self { desk, clock, engine, stage, key }
    }

    /// Adds a second provider of this id at the same address.
    pub(super) async fn with_another(self, id: &str, name: &str) -> Self {
        let Self { desk, clock, engine, stage, key } = self;
        engine.close().await;
        let db = rusqlite::Connection::open(stage.home().database()).unwrap();
        let settings = settings(id, name, &desk).to_string();
        db.execute("INSERT INTO provider (id, settings) VALUES (?1, ?2)", [id, settings.as_str()]).unwrap();
        drop(db);
        let engine = stage.open(clock.clone()).await.unwrap();
        Self { desk, clock, engine, stage, key }
    }
}

fn settings(id: &str, name: &str, desk: &Desk) -> Value {
    let address = desk.address;
    let endpoint = |name: &str| json!({ "name": name, "url": format!("http://{address}/{name}") });
    let endpoints = ["authorization", "token", "jwks", "introspection"].map(endpoint);
    json!({
        "id": id, "name": name, "issuer": format!("http://{address}"), "client_id": "lanyard",
        "authentication": "none", "scopes": ["openid"], "resources": [ORDERS], "request": {}, "redirect": {},
        "endpoints": endpoints, "extra_ca_file": null, "origin": "person",
    })
}

/// What the engine proposes, with these keys.
pub(super) fn with_keys(keys: KeyChoice) -> CheckChoices {
    CheckChoices { profile: None, keys, issuer: None, audience: None, nonce: None, at: None }
}
