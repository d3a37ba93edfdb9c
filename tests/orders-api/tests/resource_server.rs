//! The resource server over real HTTP, with an issuer in this process that publishes what a test asks for.

#[cfg(test)]
mod tests {
    use axum::extract::State;
    use axum::routing::get;
    use axum::{Json, Router};
    use base64::Engine as _;
    use jsonwebtoken::jwk::Jwk;
    use jsonwebtoken::{Algorithm, EncodingKey, crypto};
    use orders_api::{Config, app};
    use reqwest::{Response, StatusCode};
    use serde_json::{Value, json};
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use tokio::net::TcpListener;

    const AUDIENCE: &str = "https://orders.acme.example";
    const NOW: i64 = 1_800_000_000;

    /// The published documents, changeable, and how often the keys were fetched.
    struct Published {
        issuer: Mutex<String>,
        keys: Mutex<Value>,
        fetches: AtomicUsize,
    }

    struct Stage {
        issuer: String,
        api: String,
        clock: Arc<AtomicI64>,
        published: Arc<Published>,
    }

    async fn serve(routes: impl FnOnce(&str) -> Router) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = routes(&url);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        url
    }

    async fn metadata(State(published): State<Arc<Published>>) -> Json<Value> {
        let issuer = published.issuer.lock().unwrap().clone();
        Json(json!({"issuer": issuer, "jwks_uri": format!("{issuer}/jwks")}))
    }

    async fn jwks(State(published): State<Arc<Published>>) -> Json<Value> {
        published.fetches.fetch_add(1, Ordering::SeqCst);
        Json(published.keys.lock().unwrap().clone())
    }

    impl Stage {
        async fn new() -> Self {
            let published = Arc::new(Published {
                issuer: Mutex::default(),
                keys: Mutex::new(json!({"keys": [jwk("k1")]})),
                fetches: AtomicUsize::new(0),
            });
            let issuer = serve(|url| {
                url.clone_into(&mut published.issuer.lock().unwrap());
                Router::new()
                    .route("/.well-known/openid-configuration", get(metadata))
                    .route("/jwks", get(jwks))
                    .with_state(Arc::clone(&published))
            })
            .await;
            let clock = Arc::new(AtomicI64::new(NOW));
            let hand = Arc::clone(&clock);
            let config = Config { issuer: issuer.clone(), audience: AUDIENCE.into() };
            let api = serve(|_| app(config, move || hand.load(Ordering::SeqCst)).unwrap()).await;
            Self { issuer, api, clock, published }
        }

        fn claims(&self) -> Value {
            json!({
                "iss": self.issuer, "sub": "ada", "aud": AUDIENCE, "exp": NOW + 120, "iat": NOW, "jti": "1",
                "client_id": "lanyard", "scope": "orders:read",
            })
        }

        fn token(&self, changes: &Value) -> String {
            let mut claims = self.claims();
            for (name, value) in changes.as_object().unwrap() {
                claims[name] = value.clone();
            }
            sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}), &claims)
        }

        async fn get(&self, token: &str) -> Answer {
            let request = client().get(format!("{}/orders", self.api)).bearer_auth(token);
            Answer::of(request.send().await.unwrap()).await
        }

        async fn post(&self, token: &str, body: &Value) -> Answer {
            let request = client().post(format!("{}/orders", self.api)).bearer_auth(token).json(body);
            Answer::of(request.send().await.unwrap()).await
        }

        fn fetches(&self) -> usize {
            self.published.fetches.load(Ordering::SeqCst)
        }
    }

    struct Answer {
        status: StatusCode,
        challenge: String,
        kind: String,
        body: Value,
    }

    impl Answer {
        async fn of(response: Response) -> Self {
            let header = |name| {
                response
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap().to_owned())
                    .unwrap_or_default()
            };
            let (challenge, kind) = (header("www-authenticate"), header("content-type"));
            Self { status: response.status(), challenge, kind, body: response.json().await.unwrap() }
        }

        #[track_caller]
        fn assert_refused(&self, status: u16, error: &str, rule: &Value) {
            assert_eq!(self.status, status, "{}", self.body);
            assert_eq!(self.kind, "application/problem+json");
            assert_eq!((&self.body["status"], &self.body["rule"]), (&json!(status), rule));
            let detail = self.body["detail"].as_str().unwrap();
            let expected = format!(
                r#"Bearer realm="orders", error="{error}", error_description="{detail}", scope="orders:read""#
            );
            assert_eq!(self.challenge, expected);
        }
    }

    fn client() -> reqwest::Client {
        reqwest::Client::builder().no_proxy().build().unwrap()
    }

    fn key() -> EncodingKey {
        EncodingKey::from_ec_pem(include_bytes!("key.pem")).unwrap()
    }

    fn jwk(kid: &str) -> Value {
        let mut jwk =
            serde_json::to_value(Jwk::from_encoding_key(&key(), Algorithm::ES256).unwrap()).unwrap();
        jwk["kid"] = json!(kid);
        jwk
    }

    fn unsigned(header: &Value, claims: &Value) -> String {
        let part = |part: &Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(part.to_string());
        format!("{}.{}", part(header), part(claims))
    }

    fn sign(header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        let signature = crypto::sign(message.as_bytes(), &key(), Algorithm::ES256).unwrap();
        format!("{message}.{signature}")
    }

    #[tokio::test]
    async fn without_credentials_the_challenge_has_no_error_code() {
        let stage = Stage::new().await;
        for other in [None, Some("Basic YTpi")] {
            let mut request = client().get(format!("{}/orders", stage.api));
            if let Some(value) = other {
                request = request.header("authorization", value);
            }
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.status, 401);
            assert_eq!(answer.challenge, r#"Bearer realm="orders", scope="orders:read""#);
            assert_eq!(answer.kind, "application/problem+json");
        }
        assert_eq!(stage.fetches(), 0, "nobody needs keys for that");
    }

    #[tokio::test]
    async fn a_token_in_the_url_is_not_read() {
        let stage = Stage::new().await;
        let address = format!("{}/orders?access_token={}", stage.api, stage.token(&json!({})));
        assert_eq!(client().get(address).send().await.unwrap().status(), 401);
    }

    #[tokio::test]
    async fn a_malformed_header_is_a_bad_request() {
        let stage = Stage::new().await;
        let request = client().get(format!("{}/orders", stage.api)).header("authorization", "Bearer a b");
        Answer::of(request.send().await.unwrap()).await.assert_refused(400, "invalid_request", &Value::Null);
    }

    #[tokio::test]
    async fn forged_foreign_and_stale_tokens_get_401_with_the_reason() {
        let stage = Stage::new().await;
        for (changes, rule) in [
            (json!({"exp": NOW - 10}), "expiry"),
            (json!({"iss": "https://evil.example"}), "issuer"),
            (json!({"aud": "https://mail.acme.example"}), "audience"),
            (json!({"aud": "lanyard"}), "audience"),
            (json!({"iat": NOW + 11}), "issued_at"),
            (json!({"sub": ""}), "subject"),
        ] {
            stage.get(&stage.token(&changes)).await.assert_refused(401, "invalid_token", &json!(rule));
        }
        let good = stage.token(&json!({}));
        let (message, signature) = good.rsplit_once('.').unwrap();
        let other = stage.token(&json!({"sub": "bob"}));
        let typed = |typ: &str, alg: &str| json!({"alg": alg, "typ": typ, "kid": "k1"});
        for (token, rule) in [
            ("opaque-access-token".to_owned(), "form"),
            (format!("{}.", unsigned(&typed("at+jwt", "none"), &stage.claims())), "algorithm"),
            (format!("{}.{signature}", unsigned(&typed("at+jwt", "HS256"), &stage.claims())), "algorithm"),
            (sign(&typed("JWT", "ES256"), &stage.claims()), "type"),
            (format!("{message}.{}", other.rsplit('.').next().unwrap()), "signature"),
            (format!("{message}."), "signature"),
            (sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k2"}), &stage.claims()), "key"),
        ] {
            stage.get(&token).await.assert_refused(401, "invalid_token", &json!(rule));
        }
    }

    #[tokio::test]
    async fn a_valid_token_without_the_scope_gets_403() {
        let stage = Stage::new().await;
        for scope in ["openid", "", "orders", "orders:write", "orders:reader"] {
            let answer = stage.get(&stage.token(&json!({ "scope": scope }))).await;
            answer.assert_refused(403, "insufficient_scope", &Value::Null);
        }
        let answer = stage.post(&stage.token(&json!({})), &json!({"item": "Headset", "quantity": 1})).await;
        assert_eq!(answer.status, 403);
        assert!(answer.challenge.ends_with(r#"scope="orders:write""#), "{}", answer.challenge);
    }

    #[tokio::test]
    async fn each_person_gets_their_own_purchases() {
        let stage = Stage::new().await;
        let ada = stage.get(&stage.token(&json!({}))).await;
        assert_eq!((ada.status, &ada.body["subject"]), (StatusCode::OK, &json!("ada")));
        assert!(ada.body["orders"].as_array().unwrap().len() >= 3);
        assert_eq!(stage.get(&stage.token(&json!({"jti": "2"}))).await.body, ada.body);
        let bob = stage.get(&stage.token(&json!({"sub": "bob"}))).await;
        assert_ne!(bob.body["orders"], ada.body["orders"]);
    }

    #[tokio::test]
    async fn an_order_is_placed_with_the_scope_and_seen_by_its_owner_only() {
        let stage = Stage::new().await;
        let ada = stage.token(&json!({"scope": "orders:read orders:write"}));
        let (before, others) = (stage.get(&ada).await, stage.get(&stage.token(&json!({"sub": "bob"}))).await);
        for bad in
            [json!({}), json!({"item": "Yacht", "quantity": 1}), json!({"item": "Headset", "quantity": 0})]
        {
            assert_eq!(stage.post(&ada, &bad).await.status, 422, "{bad}");
        }
        let placed = stage.post(&ada, &json!({"item": "Headset", "quantity": 2})).await;
        assert_eq!((placed.status, &placed.body["placed_at"]), (StatusCode::CREATED, &json!(NOW)));
        let mut expected = before.body["orders"].as_array().unwrap().clone();
        expected.push(placed.body);
        assert_eq!(stage.get(&ada).await.body["orders"], Value::Array(expected));
        let bob = stage.get(&stage.token(&json!({"sub": "bob"}))).await;
        assert_eq!(bob.body, others.body);
    }

    #[tokio::test]
    async fn the_clock_alone_ends_a_token() {
        let stage = Stage::new().await;
        let token = stage.token(&json!({}));
        assert_eq!(stage.get(&token).await.status, 200);
        stage.clock.store(NOW + 129, Ordering::SeqCst);
        assert_eq!(stage.get(&token).await.status, 200, "within the leeway of 10 s");
        stage.clock.store(NOW + 130, Ordering::SeqCst);
        stage.get(&token).await.assert_refused(401, "invalid_token", &json!("expiry"));
    }

    #[tokio::test]
    async fn r61_new_keys_are_fetched_once_a_minute_at_most() {
        let stage = Stage::new().await;
        assert_eq!(stage.get(&stage.token(&json!({}))).await.status, 200);
        assert_eq!(stage.fetches(), 1);

        *stage.published.keys.lock().unwrap() = json!({"keys": [jwk("k2")]});
        let rotated = sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k2"}), &stage.claims());
        stage.get(&rotated).await.assert_refused(401, "invalid_token", &json!("key"));
        assert_eq!(stage.fetches(), 1, "the last fetch was less than a minute ago");
        assert_eq!(stage.get(&stage.token(&json!({}))).await.status, 200, "the known key still serves");

        stage.clock.store(NOW + 60, Ordering::SeqCst);
        assert_eq!(stage.get(&rotated).await.status, 200);
        assert_eq!(stage.fetches(), 2);
        let unknown = sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k3"}), &stage.claims());
        for _ in 0..5 {
            assert_eq!(stage.get(&unknown).await.status, 401);
        }
        assert_eq!(stage.fetches(), 2, "forged tokens cause no requests");
    }

    #[tokio::test]
    async fn r61_a_token_that_is_bad_anyway_causes_no_fetch() {
        let stage = Stage::new().await;
        assert_eq!(stage.get(&stage.token(&json!({}))).await.status, 200);
        stage.clock.store(NOW + 600, Ordering::SeqCst);
        let expired = sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k9"}), &stage.claims());
        assert_eq!(stage.get(&expired).await.status, 401);
        assert_eq!(stage.fetches(), 1);
    }

    #[tokio::test]
    async fn without_usable_keys_nothing_is_answered_and_old_keys_stay() {
        let stage = Stage::new().await;
        let token = stage.token(&json!({}));
        *stage.published.keys.lock().unwrap() = json!({"keys": [jwk("k1"), jwk("k1")]});
        let answer = stage.get(&token).await;
        assert_eq!((answer.status, answer.challenge.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""));
        assert_eq!(stage.get(&token).await.status, 503);
        assert_eq!(stage.fetches(), 1, "at most one fetch a second");

        *stage.published.keys.lock().unwrap() = json!({"keys": [jwk("k1")]});
        stage.clock.store(NOW + 1, Ordering::SeqCst);
        assert_eq!(stage.get(&token).await.status, 200);

        *stage.published.keys.lock().unwrap() = json!({"keys": []});
        "https://evil.example".clone_into(&mut stage.published.issuer.lock().unwrap());
        stage.clock.store(NOW + 90, Ordering::SeqCst);
        let unknown = sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "k2"}), &stage.claims());
        assert_eq!(stage.get(&unknown).await.status, 401);
        assert_eq!(stage.get(&token).await.status, 200, "metadata of another issuer changed nothing");
    }

    #[tokio::test]
    async fn another_path_is_not_found() {
        let stage = Stage::new().await;
        let answer = Answer::of(client().get(format!("{}/admin", stage.api)).send().await.unwrap()).await;
        assert_eq!(
            (answer.status, answer.kind.as_str()),
            (StatusCode::NOT_FOUND, "application/problem+json")
        );
    }
}
