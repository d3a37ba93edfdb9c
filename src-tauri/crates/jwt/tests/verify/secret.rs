//! HMAC: only with a secret that was given by hand, only where it is asked for by name (CHECKLIST R64, R67, R74).

use crate::issuer::*;
use jsonwebtoken::{Algorithm as Primitive, EncodingKey, crypto};
use lanyard_jwt::{Algorithm, Expectations, KeySet, KeySetError, Outcome, Report, Rule, verify};
use serde_json::{Value, json};

const SECRET: [u8; 64] = [7; 64];
const HMAC: [(Algorithm, usize); 3] =
    [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)];

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW})
}

fn token(algorithm: Algorithm, secret: &[u8], kid: &Value) -> String {
    let signed = unsigned(&with(&json!({"alg": algorithm.name()}), &json!({ "kid": kid })), &claims());
    let primitive: Primitive = algorithm.name().parse().unwrap();
    let mac = crypto::sign(signed.as_bytes(), &EncodingKey::from_secret(secret), primitive).unwrap();
    format!("{signed}.{mac}")
}

fn check(token: &str, keys: &KeySet, algorithms: &[Algorithm]) -> Report {
    verify(token, keys, &Expectations::id_token(ISSUER, CLIENT, NOW).algorithms(algorithms))
}

fn given(algorithm: Algorithm) -> KeySet {
    KeySet::default().with_hmac_secret(Some("s"), &SECRET, algorithm).unwrap()
}

#[test]
fn r67_hmac_needs_a_secret_and_to_be_asked_for() {
    for (algorithm, _) in HMAC {
        let token = token(algorithm, &SECRET, &json!("s"));
        assert_valid(&check(&token, &given(algorithm), &[algorithm]), &algorithm);

        let unasked = verify(&token, &given(algorithm), &Expectations::id_token(ISSUER, CLIENT, NOW));
        assert_eq!(unasked.first_failure().unwrap().rule, Rule::Algorithm, "{algorithm:?} unasked");
        for keys in [KeySet::default(), key_set(&[Signer::p256().jwk()])] {
            let no_secret = check(&token, &keys, &[algorithm, Algorithm::ES256]);
            assert_eq!(
                no_secret.first_failure().unwrap().rule,
                Rule::Algorithm,
                "{algorithm:?} without a secret"
            );
            assert_eq!(no_secret.outcome, Outcome::NotValid);
        }
    }
}

#[test]
fn r64_one_secret_serves_one_algorithm() {
    for (own, _) in HMAC {
        for (other, _) in HMAC.into_iter().filter(|(other, _)| *other != own) {
            let report = check(&token(other, &SECRET, &json!("s")), &given(own), &Algorithm::ALL);
            assert_breaks_only(Rule::Key, &report, &(own, other));
            let nameless = check(&token(other, &SECRET, &json!(null)), &given(own), &Algorithm::ALL);
            assert_eq!(nameless.outcome, Outcome::CouldNotBeVerified);
        }
    }
}

#[test]
fn r67_a_secret_is_at_least_as_long_as_the_hash() {
    for (algorithm, needed) in HMAC {
        let with = |bytes| KeySet::default().with_hmac_secret(None, &SECRET[..bytes], algorithm).map(|_| ());
        assert_eq!(with(needed - 1), Err(KeySetError::SecretTooShort { bytes: needed - 1, needed }));
        assert_eq!(with(0), Err(KeySetError::SecretTooShort { bytes: 0, needed }));
        assert_eq!(with(needed), Ok(()));
    }
}

#[test]
fn r74_a_secret_stands_beside_no_public_key_and_no_secret_of_its_name() {
    let beside = key_set(&[Signer::p256().jwk()]).with_hmac_secret(None, &SECRET, Algorithm::HS256);
    assert_eq!(beside.err(), Some(KeySetError::MixedKeys));
    let defective = key_set(&[json!({"kty": "AKP"})]).with_hmac_secret(None, &SECRET, Algorithm::HS256);
    assert_eq!(defective.err(), Some(KeySetError::MixedKeys));
    let twice = given(Algorithm::HS256).with_hmac_secret(Some("s"), &[8; 64], Algorithm::HS256);
    assert_eq!(twice.err(), Some(KeySetError::DuplicateKid("s".into())));
    for algorithm in Algorithm::DEFAULT {
        let error = KeySet::default().with_hmac_secret(None, &SECRET, algorithm).err();
        assert_eq!(error, Some(KeySetError::NotHmac(algorithm)));
    }
}

#[test]
fn a_wrong_secret_and_a_cut_code_are_refused() {
    let foreign = token(Algorithm::HS256, &[8; 64], &json!("s"));
    let keys = given(Algorithm::HS256);
    assert_breaks_only(Rule::Signature, &check(&foreign, &keys, &[Algorithm::HS256]), &"another secret");
    let good = token(Algorithm::HS256, &SECRET, &json!("s"));
    for cut in [1, 2, 22, 42] {
        let report = check(&good[..good.len() - cut], &keys, &[Algorithm::HS256]);
        assert_ne!(report.outcome, Outcome::Valid, "{cut}");
    }
}

#[test]
fn a_secret_is_in_no_text() {
    let keys = given(Algorithm::HS256);
    let report = check(&token(Algorithm::HS256, &SECRET, &json!("s")), &keys, &[Algorithm::HS256]);
    assert_eq!(keys.to_jwks(), r#"{"keys":[{"alg":"HS256","kid":"s","kty":"oct"}]}"#);
    assert_eq!(format!("{keys:?}"), r#"["s"]"#);
    assert_eq!(report.verdict(Rule::KeySize).found(), "shared secret with 512 bits");
}
