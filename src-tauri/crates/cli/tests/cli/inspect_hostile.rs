//! `lanyard inspect`: whatever somebody may paste.

use std::fs::File;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::desk::{Desk, EXPECTED};
use crate::issuer::{RESOURCE, claims, signed, signed_texts, token, with};
use crate::run::{command, ended};

#[test]
fn nothing_that_is_a_token_could_not_be_verified() {
    let desk = Desk::new();
    let binary: Vec<u8> = (0..=255).cycle().take(2_000_000).collect();
    for nothing in [&b""[..], b"\n\n", b"hello", &binary, "h\u{e9}llo".as_bytes(), b"h\xe9llo"] {
        let ran = desk.inspect(&EXPECTED, nothing);
        assert_eq!((ran.code, ran.out.as_str()), (8, ""), "{nothing:?}");
        assert!(ran.err.starts_with("There is no token in it"), "{}", ran.err);
        assert!(!ran.err.contains("Run: "), "{}", ran.err);
        let ran = desk.inspect(&["--json"], nothing);
        let told: Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!((ran.code, &told["exit"], &told["error"]["code"]), (8, &json!(8), &json!("no_token")));
    }
}

#[test]
fn r77_too_large_is_said_and_nothing_is_kept() {
    let desk = Desk::new();
    let large = "x".repeat(20_000_000);
    let path = desk.file("large", &large);
    let ran = desk.inspect(&["large"], "");
    assert_eq!((ran.code, ran.out.as_str()), (8, ""));
    assert_eq!(
        ran.err,
        "The token has 20000000 bytes, which is more than the 2621440 bytes that are looked at.\n"
    );
    // Of a pipe nobody knows how much is still to come.
    let mut child = command(desk.path(), ["inspect"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let written = std::io::copy(&mut File::open(path).unwrap(), &mut pipe);
    drop(pipe);
    let ran = ended(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, 8);
    assert!(ran.err.starts_with("The token is larger than the 2621440 bytes"), "{}", ran.err);
    assert!(written.is_err(), "it read to the end");
}

#[test]
fn a_token_too_large_to_verify_is_shown_and_not_verified() {
    let big = with(&claims(), &json!({"groups": vec!["g".repeat(20); 4_000]}));
    let (code, shown) = Desk::new().inspect_json(&EXPECTED, token(&big));
    assert_eq!((code, shown["claims"]["groups"].as_array().unwrap().len()), (8, 4_000));
}

#[test]
fn hostile_claims_are_text_and_nothing_else() {
    let hostile = "a\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b\r\nValid\u{2028}<script>";
    let desk = Desk::new();
    let bad = with(
        &claims(),
        &json!({"sub": hostile, hostile: hostile, "aud": [hostile, RESOURCE], "iss": hostile}),
    );
    let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": hostile, hostile: 1});
    for bad in [signed(&header, &bad), token(&bad), token(&with(&claims(), &json!({"exp": hostile})))] {
        for more in [&[][..], &["--json"], &["--all"], &["--nonce", hostile, "--expect-issuer", hostile]] {
            let args = if more.contains(&"--expect-issuer") {
                [&["--jwks", "keys.json"], more].concat()
            } else {
                [&EXPECTED[..], more].concat()
            };
            let ran = desk.inspect(&args, &bad);
            assert_eq!((ran.code, ran.err.as_str()), (7, ""), "{}", ran.out);
            let obeyed = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{2028}'..='\u{202e}');
            assert!(!ran.out.contains(obeyed), "{:?}", ran.out);
            assert!(!ran.out.lines().any(|line| line.trim_start().starts_with("Valid")), "{}", ran.out);
        }
    }
}

#[test]
fn r73_texts_that_two_parsers_read_differently_are_not_valid() {
    let desk = Desk::new();
    let header = r#"{"typ":"at+jwt","alg":"EdDSA"}"#;
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    for claims in [r#"{"sub":"a","sub":"b"}"#, &deep, "[]", "not json", "{}{}"] {
        let ran = desk.inspect(&EXPECTED, signed_texts(header, claims));
        assert!([7, 8].contains(&ran.code), "{} {}", ran.code, ran.out);
        assert!(
            ran.out.starts_with("Not valid") || ran.out.starts_with("Could not be verified"),
            "{}",
            ran.out
        );
        assert_eq!(ran.err, "");
    }
    let dots = ".".repeat(100_000);
    assert_eq!(desk.inspect(&EXPECTED, dots).code, 8);
}
