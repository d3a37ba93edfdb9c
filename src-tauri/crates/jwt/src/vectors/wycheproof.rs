//! Project Wycheproof's vectors for JSON Web Signatures, Keys and mixed JOSE, against the rules on signatures.
//!
//! Their payloads are no claims, so they go to the signature rules directly. Every algorithm is asked for by name, and
//! symmetric keys are given by hand, which is how the product takes them too; a set that mixes them with public keys
//! has no such way in. Each vector must come out as the project says, but for eight faults of the corpus.

use super::accepts;
use crate::{Algorithm, KeySet};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use wycheproof_ng::kdf_jose::json_web::{TestGroup, TestName, TestSet};

/// Said to be invalid, and byte for byte the same token and key as number 357, which is valid.
const SAME_AS_A_VALID_ONE: [usize; 2] = [367, 370];
/// Said to be valid, with a character in header or payload that base64url doesn't have (RFC 7515 §2).
const OUTSIDE_BASE64URL: [usize; 2] = [372, 373];
/// Said to be valid, with a key whose `alg` is another than the header's (RFC 8725 §3.1): PS256 for PS384, and ES521,
/// which doesn't exist, for ES512.
const OTHER_ALGORITHM_THAN_ITS_KEY: [usize; 4] = [346, 347, 350, 351];

/// The keys of a vector: a JWK or a JWK Set; symmetric ones are given by hand, one by one.
fn keys(given: &Value) -> Option<KeySet> {
    let listed = given.get("keys").and_then(Value::as_array);
    let list = listed.cloned().unwrap_or_else(|| vec![given.clone()]);
    if list.iter().any(|key| key["kty"] != "oct") {
        return KeySet::from_jwks(json!({ "keys": list }).to_string().as_bytes()).ok();
    }
    list.iter().try_fold(KeySet::default(), |set, key| {
        let secret = URL_SAFE_NO_PAD.decode(key["k"].as_str()?).ok()?;
        let algorithm = Algorithm::from_name(key["alg"].as_str()?)?;
        set.with_hmac_secret(key["kid"].as_str(), &secret, algorithm).ok()
    })
}

/// How many vectors were seen, and the numbers of those that came out otherwise than the project says: accepted though
/// invalid, refused though valid.
fn run(name: TestName) -> (usize, Vec<usize>, Vec<usize>) {
    let set = TestSet::load(name).unwrap();
    let (mut seen, mut accepted, mut refused) = (0, Vec::new(), Vec::new());
    for group in &set.test_groups {
        let TestGroup { public_key, private_key, .. } = group;
        let key = public_key.as_ref().or(private_key.as_ref()).unwrap();
        for test in group.tests.iter().filter(|test| test.jwe.is_none()) {
            seen += 1;
            let valid = test
                .jws
                .as_ref()
                .and_then(Value::as_str)
                .is_some_and(|jws| keys(key).is_some_and(|keys| accepts(&keys, jws)));
            match (valid, test.result.must_fail()) {
                (true, true) => accepted.push(test.tc_id),
                (false, false) => refused.push(test.tc_id),
                (true, false) | (false, true) => {}
            }
        }
    }
    (seen, accepted, refused)
}

#[test]
fn r64_r65_r66_r72_signatures_come_out_as_wycheproof_says() {
    let (seen, accepted, refused) = run(TestName::JsonWebSignature);
    let mut on_purpose = [&OUTSIDE_BASE64URL[..], &OTHER_ALGORITHM_THAN_ITS_KEY].concat();
    on_purpose.sort_unstable();
    assert_eq!(accepted, SAME_AS_A_VALID_ONE, "accepted what is said to be invalid");
    assert_eq!(refused, on_purpose, "refused what is said to be valid");
    assert_eq!((seen, seen - accepted.len() - refused.len()), (401, 393));
}

#[test]
fn the_two_that_are_accepted_are_the_same_bytes_as_a_valid_one() {
    let set = TestSet::load(TestName::JsonWebSignature).unwrap();
    let group =
        set.test_groups.iter().find(|group| group.tests.iter().any(|test| test.tc_id == 357)).unwrap();
    let jws = |number| group.tests.iter().find(|test| test.tc_id == number).unwrap().jws.clone().unwrap();
    for number in SAME_AS_A_VALID_ONE {
        assert_eq!(jws(number), jws(357), "{number}");
    }
    for number in OUTSIDE_BASE64URL {
        let jws = jws(number);
        let outside = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
        assert!(jws.as_str().unwrap().contains(outside), "{number}");
    }
}

#[test]
fn r65_r67_r74_keys_come_out_as_wycheproof_says() {
    assert_eq!(run(TestName::JsonWebKey), (26, vec![], vec![]));
}

#[test]
fn r64_r69_mixed_jose_comes_out_as_wycheproof_says() {
    assert_eq!(run(TestName::JsonWebCrypto), (49, vec![], vec![]));
}
