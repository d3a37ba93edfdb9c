//! `lanyard inspect`: the keys that a token is verified with, and nobody who is asked for more.

use serde_json::json;

use crate::desk::Desk;
use crate::issuer::{FakeIssuer, ISSUER, NOW, RESOURCE, base64url, claims, jwk, jwks, signed, token, with};

#[test]
fn a_key_is_taken_as_jwk_and_as_pem() {
    let desk = Desk::new();
    desk.file("key.json", jwk().to_string());
    let x = base64::Engine::decode(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        jwk()["x"].as_str().unwrap(),
    );
    let der = [&b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..], &x.unwrap()].concat();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, der);
    desk.file("key.pem", format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"));
    for key in ["key.json", "key.pem"] {
        let expected = ["--key", key, "--expect-issuer", ISSUER, "--audience", RESOURCE];
        let ran = desk.inspect(&expected, token(&claims()));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{key}: {}", ran.out);
        let ran =
            desk.inspect(&[&expected[..], &["--alg", "ES256", "--alg", "RS256"]].concat(), token(&claims()));
        assert_eq!(ran.code, 7, "{key}: {}", ran.out);
    }
}

#[test]
fn r67_a_shared_secret_serves_only_where_it_is_given_by_hand() {
    let desk = Desk::new();
    let secret = base64url([7; 32]);
    let unsigned =
        format!("{}.{}", base64url(r#"{"alg":"HS256","typ":"JWT"}"#), base64url(claims().to_string()));
    let key = jsonwebtoken::EncodingKey::from_secret(&[7; 32]);
    let mac = jsonwebtoken::crypto::sign(unsigned.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
    let token = format!("{unsigned}.{mac}");
    desk.file("named.json", json!({"kty": "oct", "k": secret, "alg": "HS256"}).to_string());
    desk.file("bare.json", json!({"kty": "oct", "k": secret}).to_string());
    desk.file("set.json", json!({"keys": [{"kty": "oct", "k": secret, "alg": "HS256"}]}).to_string());
    desk.file("short.json", json!({"kty": "oct", "k": base64url("short"), "alg": "HS256"}).to_string());
    let expected = ["--expect-issuer", ISSUER, "--audience", RESOURCE, "--profile", "jwt"];
    for (args, code) in [
        (&["--key", "named.json"][..], 0),
        (&["--key", "bare.json", "--alg", "HS256"], 0),
        (&["--key", "bare.json", "--alg", "HS512"], 2),
        (&["--key", "bare.json"], 2),
        (&["--key", "short.json"], 2),
        (&["--key", "set.json"], 2),
        (&["--key", "named.json", "--alg", "RS256"], 7),
        (&["--jwks", "set.json", "--alg", "HS256"], 7),
        (&["--jwks", "keys.json"], 7),
    ] {
        let ran = desk.inspect(&[&expected[..], args].concat(), &token);
        assert_eq!(ran.code, code, "{args:?}: {} {}", ran.out, ran.err);
        assert!(!ran.out.contains(&secret) && !ran.err.contains(&secret), "{args:?}");
    }
}

#[test]
fn r74_a_refused_set_lends_no_key() {
    let desk = Desk::new();
    desk.file("twice.json", json!({"keys": [jwk(), jwk()]}).to_string());
    let args = ["--jwks", "twice.json", "--expect-issuer", ISSUER, "--audience", RESOURCE];
    let ran = desk.inspect(&args, token(&claims()));
    assert_eq!((ran.code, ran.err.as_str()), (8, ""), "{}", ran.out);
    assert!(ran.out.contains("No key could be used: the key set has two keys with the kid"), "{}", ran.out);
    let (_, shown) = desk.inspect_json(&args, token(&claims()));
    assert_eq!(shown["keys"]["problem"]["code"], "file_invalid");
}

#[test]
fn the_hash_of_an_access_token_is_compared() {
    let desk = Desk::new();
    let access = token(&claims());
    // The left half of SHA-512, which goes with Ed25519 (OpenID Connect Core, section 3.1.3.6).
    let id_token = |hash: &str| {
        signed(
            &json!({"typ": "JWT", "alg": "EdDSA", "kid": "2026-a"}),
            &json!({"iss": ISSUER, "sub": "ada", "aud": "lanyard", "iat": NOW, "exp": NOW + 60, "nonce": "n",
                    "at_hash": hash}),
        )
    };
    desk.file("access", format!("Bearer {access}\n"));
    desk.file("other", token(&with(&claims(), &json!({"sub": "bob"}))));
    let hash = {
        use sha2::{Digest, Sha512};
        base64url(&Sha512::digest(access.as_bytes())[..32])
    };
    let args = |file| {
        let start =
            ["--jwks", "keys.json", "--expect-issuer", ISSUER, "--audience", "lanyard", "--nonce", "n"];
        [&start[..], &["--access-token-hash-of", file]].concat()
    };
    let ran = desk.inspect(&args("access"), id_token(&hash));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    for (file, hash) in [("other", hash.as_str()), ("access", "x")] {
        let (code, shown) = desk.inspect_json(&args(file), id_token(hash));
        assert_eq!((code, &shown["verdicts"][0]["rule"]), (7, &json!("access_token_hash")));
    }
}

#[test]
fn an_issuer_is_asked_for_its_keys_and_nobody_else() {
    let desk = Desk::new();
    let issuer = FakeIssuer::publishing(jwks());
    let elsewhere = FakeIssuer::publishing(jwks());
    let jku = format!("{}/jwks", elsewhere.issuer());
    let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "2026-a", "jku": jku, "x5u": jku});
    let good = signed(&header, &with(&claims(), &json!({"iss": issuer.issuer()})));
    let ran = desk.inspect(&["--issuer", issuer.issuer(), "--audience", RESOURCE], &good);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(issuer.asked(), ["/.well-known/openid-configuration", "/jwks"]);
    assert_eq!(elsewhere.asked(), Vec::<String>::new(), "r69");
    // Byte for byte: the same address with a slash is another issuer.
    let ran = desk.inspect(&["--issuer", &format!("{}/", issuer.issuer())], &good);
    assert_eq!(ran.code, 7, "{}", ran.out);
}

#[test]
fn keys_that_cannot_be_had_are_a_reason_and_no_failure() {
    let desk = Desk::new();
    let refused = FakeIssuer::publishing(json!({"keys": [jwk(), jwk()]}));
    let other = FakeIssuer::calling_itself(Some(ISSUER), jwks());
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    for (issuer, why, code) in [
        (refused.issuer(), "two keys with the kid", "metadata_invalid"),
        (other.issuer(), "found the metadata of https://id.acme.example", "issuer_mismatch"),
        (&gone, "can't be reached", "unreachable"),
    ] {
        let good = token(&with(&claims(), &json!({"iss": issuer})));
        let args = ["--issuer", issuer, "--audience", RESOURCE];
        let ran = desk.inspect(&args, &good);
        assert_eq!((ran.code, ran.err.as_str()), (8, ""), "{}", ran.out);
        assert!(ran.out.starts_with("Could not be verified: ") && ran.out.contains(why), "{}", ran.out);
        let (_, shown) = desk.inspect_json(&args, &good);
        assert_eq!(shown["keys"]["problem"]["code"], code);
    }
}
