//! Key files that somebody opens, and secrets that somebody gives: CHECKLIST R64, R65, R67, R74.

use crate::issuer::*;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm as Primitive;
use lanyard_jwt::{
    Algorithm, Expectations, KeyDefect, KeySet, KeySetError, MAX_KEY_SET_BYTES, Outcome, Report, Rule, verify,
};
use serde_json::{Value, json};

const RSA: &str = include_str!("../keys/rsa.pub.pem");
const P256: &str = include_str!("../keys/p256.pub.pem");

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW})
}

fn check(token: &str, keys: &KeySet) -> Report {
    verify(token, keys, &Expectations::id_token(ISSUER, CLIENT, NOW))
}

fn error(file: &[u8]) -> KeySetError {
    KeySet::from_key_file(file).err().unwrap()
}

#[test]
fn a_public_key_or_certificate_in_pem_serves_for_any_kid() {
    let rsa = || Signer::rsa(Primitive::RS256);
    for (pem, signer) in [
        (RSA, rsa()),
        (include_str!("../keys/rsa.pkcs1.pub.pem"), rsa()),
        (include_str!("../keys/rsa.crt.pem"), rsa()),
        (P256, Signer::p256()),
        (include_str!("../keys/p256.crt.pem"), Signer::p256()),
        (include_str!("../keys/p384.pub.pem"), Signer::p384()),
        (include_str!("../keys/ed25519.pub.pem"), Signer::ed25519()),
    ] {
        for file in
            [pem.to_owned(), format!("\u{feff}{pem}"), pem.replace('\n', "\r\n"), format!("a note\n{pem}")]
        {
            let keys = KeySet::from_key_file(file.as_bytes()).unwrap();
            let report = check(&signer.token(&claims()), &keys);
            assert_valid(&report, &file);
            assert_eq!((report.key_id.as_deref(), report.key_position()), (None, Some(0)));
            let nameless = with(&signer.header(), &json!({"kid": null}));
            assert_valid(&check(&signer.token_with(&nameless, &claims()), &keys), &file);
        }
        let foreign =
            check(&Signer::foreign().token(&claims()), &KeySet::from_key_file(pem.as_bytes()).unwrap());
        assert_ne!(foreign.outcome, Outcome::Valid, "{pem}");
    }
}

#[test]
fn several_keys_in_one_file_are_told_apart() {
    let both = format!("{RSA}{P256}");
    let keys = KeySet::from_pem(both.as_bytes()).unwrap();
    for (signer, position) in [(Signer::rsa(Primitive::PS512), 0), (Signer::p256(), 1)] {
        let report = check(&signer.token(&claims()), &keys);
        assert_valid(&report, &position);
        assert_eq!(report.key_position(), Some(position));
    }
    let shown: Value = serde_json::from_str(&keys.to_jwks()).unwrap();
    assert_eq!((&shown["keys"][0]["kty"], &shown["keys"][1]["crv"]), (&json!("RSA"), &json!("P-256")));
}

#[test]
fn a_private_key_is_refused_with_words_and_never_decoded() {
    for file in [
        include_str!("../keys/rsa.pem"),
        include_str!("../keys/p256.pem"),
        include_str!("../keys/ed25519.pem"),
        &format!("{RSA}{}", include_str!("../keys/p256.pem")),
        "-----BEGIN RSA PRIVATE KEY-----\n!!!\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----\n",
    ] {
        assert_eq!(error(file.as_bytes()), KeySetError::PrivateKeyFile);
    }
    assert_eq!(
        KeySetError::PrivateKeyFile.to_string(),
        "this is a private key: give its public key, and keep this one where it signs"
    );
    let jwk = with(&Signer::p256().jwk(), &json!({"d": "AA"}));
    assert_eq!(error(jwk.to_string().as_bytes()), KeySetError::PrivateKey);
}

#[test]
fn what_is_no_key_file_says_so() {
    let section = |name: &str, der: &[u8]| {
        format!("-----BEGIN {name}-----\n{}\n-----END {name}-----\n", STANDARD.encode(der))
    };
    for nothing in ["", "  \n", "ssh-rsa AAAA", "[]", "eyJhbGciOiJSUzI1NiJ9.e30.AA", "\u{0}\u{1}"] {
        assert_eq!(error(nothing.as_bytes()), KeySetError::NotAKeyFile, "{nothing:?}");
    }
    assert_eq!(error(b"-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----"), KeySetError::Pem);
    assert_eq!(error(b"-----BEGIN PUBLIC KEY-----\nAAAA"), KeySetError::Pem);
    assert_eq!(error(section("PUBLIC KEY", b"\x30\x00").as_bytes()), KeySetError::PemKey);
    assert_eq!(error(section("PUBLIC KEY", &[0x30; 4000]).as_bytes()), KeySetError::PemKey);
    assert_eq!(error(section("CERTIFICATE", b"\x30\x00").as_bytes()), KeySetError::Certificate);
    assert_eq!(
        error(section("CERTIFICATE REQUEST", b"\x30\x00").as_bytes()),
        KeySetError::PemSection("CERTIFICATE REQUEST".into())
    );
    assert_eq!(error(include_bytes!("../keys/secp256k1.pub.pem")), KeySetError::PemKey);
    let large = " ".repeat(MAX_KEY_SET_BYTES + 1);
    assert_eq!(error(large.as_bytes()), KeySetError::TooLarge { bytes: large.len() });
}

#[test]
fn no_cut_and_no_changed_byte_of_a_key_file_is_a_crash() {
    for pem in [RSA, P256, include_str!("../keys/rsa.crt.pem"), include_str!("../keys/p521.pub.pem")] {
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(base64).unwrap();
        let name = if pem.contains("CERTIFICATE") { "CERTIFICATE" } else { "PUBLIC KEY" };
        let file =
            |der: &[u8]| format!("-----BEGIN {name}-----\n{}\n-----END {name}-----\n", STANDARD.encode(der));
        for at in 0..der.len() {
            assert!(KeySet::from_key_file(file(&der[..at]).as_bytes()).is_err(), "cut at {at}");
            let mut changed = der.clone();
            changed[at] ^= 0x41;
            drop(KeySet::from_key_file(file(&changed).as_bytes()));
        }
    }
}

#[test]
fn r65_a_small_key_in_pem_is_known_for_what_it_is() {
    let keys = KeySet::from_key_file(include_bytes!("../keys/rsa-1024.pub.pem")).unwrap();
    assert_eq!(keys.defects().next(), Some((None, &KeyDefect::RsaSize { bits: 1024 })));
    let report = check(&Signer::rsa(Primitive::RS256).token(&claims()), &keys);
    assert_breaks_only(Rule::KeySize, &report, &"the only key");
    assert_eq!(report.headline().says, "Its key has 1,024 bits, and an RSA key needs 2,048 to 8,192.");
}

#[test]
fn a_key_of_another_kind_is_said_to_be_one() {
    let keys = KeySet::from_pem(P256.as_bytes()).unwrap();
    for header in [json!({}), json!({"kid": null})] {
        let rsa = Signer::rsa(Primitive::RS256);
        let report = check(&rsa.token_with(&with(&rsa.header(), &header), &claims()), &keys);
        assert_breaks_only(Rule::Key, &report, &header);
        assert_eq!(
            report.headline().says,
            "Its key (EC P-256) isn't for RS256, with which it says it is signed."
        );
    }
    let two =
        KeySet::from_pem(format!("{P256}{}", include_str!("../keys/ed25519.pub.pem")).as_bytes()).unwrap();
    let report = check(&Signer::rsa(Primitive::RS256).token(&claims()), &two);
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
    assert_eq!(report.headline().says, "None of the 2 trusted keys is for RS256.");
}

#[test]
fn a_single_jwk_with_a_name_serves_for_that_name_alone() {
    let signer = Signer::p256();
    let named = KeySet::from_key_file(signer.jwk().to_string().as_bytes()).unwrap();
    assert_valid(&check(&signer.token(&claims()), &named), &"its own name");
    let renamed = with(&signer.header(), &json!({"kid": "other"}));
    let report = check(&signer.token_with(&renamed, &claims()), &named);
    assert!(report.unknown_key(), "another name");

    let nameless = KeySet::from_key_file(signer.bare_jwk().to_string().as_bytes()).unwrap();
    assert_valid(&check(&signer.token(&claims()), &nameless), &"no name");
    let published = key_set(&[signer.bare_jwk()]);
    assert!(check(&signer.token(&claims()), &published).unknown_key(), "a published set keeps to its names");
}

#[test]
fn a_key_set_file_is_told_from_a_jwk() {
    let signer = Signer::p256();
    let set = json!({"keys": [signer.jwk()]}).to_string();
    assert_valid(&check(&signer.token(&claims()), &KeySet::from_key_file(set.as_bytes()).unwrap()), &"set");
    assert_eq!(error(br#"{"keys":{}}"#), KeySetError::NoKeys);
    assert!(matches!(error(br#"{"kty":"RSA","kty":"EC"}"#), KeySetError::Json(_)));
    assert_eq!(error(br#"{"kty":"oct","k":"c2VjcmV0"}"#), KeySetError::SymmetricKey);
}

#[test]
fn es512_is_verified_where_it_is_asked_for_and_only_there() {
    let pem = include_str!("../keys/p521.pem");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P521_SHA512_FIXED_SIGNING, &STANDARD.decode(base64).unwrap())
        .unwrap();
    let signed = unsigned(&json!({"alg": "ES512", "typ": "JWT"}), &claims());
    let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    let keys = KeySet::from_key_file(include_bytes!("../keys/p521.pub.pem")).unwrap();
    let asked = Expectations::id_token(ISSUER, CLIENT, NOW).algorithms(&[Algorithm::ES512]);

    assert_valid(&verify(&token, &keys, &asked), &"asked for");
    assert_eq!(check(&token, &keys).first_failure().unwrap().rule, Rule::Algorithm, "not asked for");
    let zeros = format!("{signed}.{}", URL_SAFE_NO_PAD.encode([0; 132]));
    assert_breaks_only(Rule::Signature, &verify(&zeros, &keys, &asked), &"r and s are zero");
    let other_curve = verify(&token, &KeySet::from_pem(P256.as_bytes()).unwrap(), &asked);
    assert_breaks_only(Rule::Key, &other_curve, &"a key on another curve");
}
