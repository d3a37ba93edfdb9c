//! `lanyard inspect`: what it prints, and how it ends, without an agent, a home or a network.

use std::fs;

use serde_json::json;

use crate::desk::{Desk, EXPECTED};
use crate::issuer::{ISSUER, NOW, base64url, claims, jwk, token, with};
use crate::run::{lanyard_at_a_terminal, lanyard_hearing};
use crate::snapshot::matches;

/// For people, and as JSON.
#[track_caller]
fn prints(name: &str, code: i32, desk: &Desk, args: &[&str], said: &str) {
    let ran = desk.inspect(args, said);
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{}", ran.out);
    matches(&format!("inspect-{name}"), &ran.out);
    let ran = desk.inspect(&[args, &["--json"]].concat(), said);
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{}", ran.out);
    matches(&format!("inspect-{name}-json"), &ran.out);
    for part in said.trim().split('.').skip(2).filter(|part| part.len() > 12) {
        assert!(!ran.out.contains(part), "the signature is printed");
    }
}

#[test]
fn a_valid_token() {
    prints("valid", 0, &Desk::new(), &EXPECTED, &token(&claims()));
}

#[test]
fn an_expired_token() {
    let old = with(&claims(), &json!({"iat": NOW - 480, "exp": NOW - 180}));
    prints("expired", 7, &Desk::new(), &EXPECTED, &token(&old));
}

#[test]
fn a_token_for_somebody_else() {
    let other = with(&claims(), &json!({"aud": "https://mail.acme.example"}));
    prints("wrong-audience", 7, &Desk::new(), &EXPECTED, &token(&other));
}

#[test]
fn a_token_that_was_changed() {
    let good = token(&claims());
    let parts: Vec<_> = good.split('.').collect();
    let changed = base64url(with(&claims(), &json!({"roles": ["admin"]})).to_string());
    let forged = format!("{}.{changed}.{}", parts[0], parts[2]);
    prints("bad-signature", 7, &Desk::new(), &EXPECTED, &forged);
}

#[test]
fn a_token_without_a_key_for_it() {
    prints("no-key", 8, &Desk::new(), &[], &token(&claims()));
}

#[test]
fn an_encrypted_token() {
    let header = base64url(json!({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "2026-e"}).to_string());
    let parts = ["key", "iv", "text", "tag"].map(|part| base64url(part.repeat(9)));
    prints("encrypted", 8, &Desk::new(), &EXPECTED, &format!("{header}.{}", parts.join(".")));
}

#[test]
fn an_opaque_token() {
    prints("opaque", 8, &Desk::new(), &EXPECTED, "Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA\n");
}

#[test]
fn every_rule_is_shown_when_asked_for() {
    let desk = Desk::new();
    let ran = desk.inspect(&[&EXPECTED[..], &["--all"]].concat(), token(&claims()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for rule in ["Signature", "Expiry", "Audience", "Nonce"] {
        assert!(ran.out.lines().any(|line| line.starts_with(rule)), "{rule}: {}", ran.out);
    }
    assert!(ran.out.contains("not checked: "), "{}", ran.out);
}

#[test]
fn what_stands_around_a_token_is_taken_off() {
    let (desk, good) = (Desk::new(), token(&claims()));
    for around in [
        format!("Authorization: Bearer {good}\r\n"),
        format!("{{\"access_token\":\"{good}\",\"expires_in\":300}}"),
        format!("\n  \"{good}\"  \n"),
    ] {
        let ran = desk.inspect(&EXPECTED, &around);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    }
}

#[test]
fn a_token_as_an_argument_is_refused_and_not_repeated() {
    let (desk, good) = (Desk::new(), token(&claims()));
    for argument in [good.clone(), format!("Bearer {good}"), "2YotnFZFEjr1zCsicMWpAA".to_owned()] {
        for args in [&[argument.as_str()][..], &["-", "--access-token-hash-of", &argument]] {
            let ran = desk.inspect(args, "");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{argument}");
            assert!(!ran.err.contains(argument.rsplit(' ').next().unwrap()), "{}", ran.err);
        }
    }
    let ran = desk.inspect(&[&good], "");
    assert!(ran.err.starts_with("Arguments stand in the list of processes"), "{}", ran.err);
}

#[test]
fn at_a_terminal_it_says_how_it_is_used() {
    let desk = Desk::new();
    for args in ["inspect", "inspect -"] {
        let ran = lanyard_at_a_terminal(desk.path(), args, "", "1");
        assert_eq!(ran.code, 2);
        assert!(ran.out.contains("Give its file, or pipe it in."), "{}", ran.out);
    }
}

#[test]
fn what_is_typed_wrong_is_told() {
    let desk = Desk::new();
    desk.file("key.json", jwk().to_string());
    desk.file("none", "nothing");
    desk.file("large", vec![b' '; 600_000]);
    let private = concat!(env!("CARGO_MANIFEST_DIR"), "/../jwt/tests/keys/ed25519.pem");
    for (args, said) in [
        (&["--alg", "none"][..], "RS256"),
        (&["--profile", "jws"], "at+jwt"),
        (&["--now", "soon"], "soon"),
        (&["--now", "-1"], "-1"),
        (&["--jwks", "keys.json", "--key", "key.json"], "--key"),
        (&["--issuer", ISSUER, "--jwks", "keys.json"], "--jwks"),
        (&["--issuer", ISSUER, "--expect-issuer", ISSUER], "--expect-issuer"),
        (&["--issuer", "http://id.acme.example"], "not https"),
        (&["--issuer", "id.acme.example"], "not a web address"),
        (&["--jwks", "missing"], "The file of --jwks can't be read: No such file or directory."),
        (&["--key", "missing"], "The file of --key can't be read: No such file or directory."),
        (&["--key", "large"], "The file of --key has more than 524288 bytes."),
        (&["--key", "none"], "The file of --key can't be used: "),
        (&["--key", private], "private key"),
        (&["missing"], "The token can't be read: No such file or directory."),
        (&["."], "The token can't be read: Is a directory."),
        (&["--access-token-hash-of", "-"], "Standard input holds one token"),
        (&["-", "--access-token-hash-of", "missing"], "The access token can't be read"),
    ] {
        let ran = desk.inspect(args, token(&claims()));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_moment_can_be_chosen() {
    let desk = Desk::new();
    for (now, code) in [(NOW, 0), (NOW + 3_600, 7), (NOW - 3_600, 7), (0, 7), (253_402_300_799, 7)] {
        let now = now.to_string();
        let ran = desk.inspect(&[&EXPECTED[..], &["--now", &now]].concat(), token(&claims()));
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{now}: {}", ran.out);
    }
    // Without one it is now, which is later.
    let ran = lanyard_hearing(desk.path(), ["inspect"], &token(&claims()));
    assert_eq!(ran.code, 7, "{}", ran.out);
}

#[test]
fn it_leaves_nothing_behind_and_starts_nobody() {
    let profile = tempfile::tempdir().unwrap();
    let ran = lanyard_hearing(profile.path(), ["inspect"], &token(&claims()));
    assert_eq!(ran.code, 7);
    assert_eq!(fs::read_dir(profile.path()).unwrap().count(), 0);
}
