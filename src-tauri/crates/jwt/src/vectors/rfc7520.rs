//! The signatures of RFC 7520, *Examples of Protecting Content Using JOSE*, sections 4.1 to 4.4, with the keys of sections
//! 3.1, 3.3 and 3.5.

use super::accepts;
use crate::{Algorithm, KeySet};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What all of them sign, in base64url.
const PAYLOAD: &str = "\
    SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUg\
    cm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0\
    IGJlIHN3ZXB0IG9mZiB0by4";

/// Section 4.1, RSA PKCS #1 v1.5: header and signature of figure 13.
const RS256: [&str; 2] = [
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi8\
    4wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocS\
    adnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJu\
    shZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
];
/// Section 4.2, RSA PSS: header and signature of figure 20.
const PS384: [&str; 2] = [
    "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
    "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItl\
    lVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0\
    TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0\
    uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
];
/// Section 4.3, ECDSA on P-521: header and signature of figure 27.
const ES512: [&str; 2] = [
    "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
    "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_\
    sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
];
/// Section 4.4, HMAC: header and signature of figure 35.
const HS256: [&str; 2] = [
    "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
    "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
];

/// Section 3.3: `n`.
const RSA_MODULUS: &str = "\
    n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRB\
    SFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD\
    1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_\
    qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw";
/// Section 3.1.
const P521: &str = r#"{"kty": "EC", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "crv": "P-521",
    "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
    "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#;
/// Section 3.5: `k` and `kid`.
const SECRET: &str = "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg";
const SECRET_NAME: &str = "018c0ae5-4d9b-471b-bfd6-eef314bc7037";

fn jws([header, signature]: [&str; 2]) -> String {
    format!("{header}.{PAYLOAD}.{signature}")
}

fn rsa() -> KeySet {
    let kid = "bilbo.baggins@hobbiton.example";
    let jwk = format!(r#"{{"kty":"RSA","kid":"{kid}","use":"sig","n":"{RSA_MODULUS}","e":"AQAB"}}"#);
    KeySet::from_jwk(jwk.as_bytes()).unwrap()
}

fn p521() -> KeySet {
    KeySet::from_jwk(P521.as_bytes()).unwrap()
}

fn secret() -> KeySet {
    let secret = URL_SAFE_NO_PAD.decode(SECRET).unwrap();
    KeySet::default().with_hmac_secret(Some(SECRET_NAME), &secret, Algorithm::HS256).unwrap()
}

#[test]
fn the_payload_is_the_one_that_was_printed() {
    let payload = URL_SAFE_NO_PAD.decode(PAYLOAD).unwrap();
    assert!(payload.starts_with("It’s a dangerous business, Frodo, going out your door.".as_bytes()));
}

#[test]
fn sections_4_1_to_4_4_are_accepted_with_their_own_key_and_no_other() {
    let examples = [(RS256, 0), (PS384, 0), (ES512, 1), (HS256, 2)];
    for (example, own) in examples {
        for (number, keys) in [rsa(), p521(), secret()].into_iter().enumerate() {
            assert_eq!(accepts(&keys, &jws(example)), number == own, "{} {number}", example[0]);
        }
    }
}

#[test]
fn sections_4_1_to_4_4_are_refused_when_anything_is_exchanged() {
    for (example, keys) in [(RS256, rsa()), (PS384, rsa()), (ES512, p521()), (HS256, secret())] {
        let [header, signature] = example;
        for other in [RS256, PS384, ES512, HS256].into_iter().filter(|other| *other != example) {
            assert!(!accepts(&keys, &jws([header, other[1]])), "the signature of another");
            assert!(!accepts(&keys, &jws([other[0], signature])), "the header of another");
        }
        assert!(!accepts(&keys, &jws([header, ""])), "no signature");
        assert!(!accepts(&keys, &format!("{header}..{signature}")), "detached content (section 4.5)");
        assert!(!accepts(&keys, &format!("{header}.{}.{signature}", PAYLOAD.replacen('S', "T", 1))));
    }
}
