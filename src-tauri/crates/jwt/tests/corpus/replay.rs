//! One test per target.

use crate::properties;
use std::path::Path;

/// Runs a property over every file of its corpus.
fn replay(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5, "the corpus of {target} is there");
    for file in files {
        println!("{}", file.display());
        property(&std::fs::read(&file).unwrap());
    }
    property(b"");
}

#[test]
fn anything_is_decoded_or_refused() {
    replay("decode", properties::decode);
}

#[test]
fn r74_any_key_set_is_described_or_refused() {
    replay("jwks", properties::jwks);
}

#[test]
fn a_token_that_nobody_signed_is_never_valid() {
    replay("verdicts", properties::verdicts);
}

#[test]
fn what_is_peeled_is_a_token() {
    replay("peel", properties::peel);
}

#[test]
fn a_canary_never_survives_in_a_report() {
    replay("redact", properties::redact::redact);
    properties::redact::a_plain_value_is_shown();
}

/// Every name, shape and place of a canary once, without a fuzzer.
#[test]
fn a_canary_never_survives_under_any_name_in_any_shape() {
    let claims =
        br#"{"iss":"https://id.acme.example","aud":["orders","x"],"exp":1900000000,"note":"<script>"}"#;
    for name in 0..20_u8 {
        for shape in 0..8_u8 {
            let plant = shape * 32 + name;
            for depth in 0..4_u8 {
                properties::redact::redact(
                    &[&[depth * 4 + depth * 16, plant, plant, plant], claims.as_slice()].concat(),
                );
            }
            properties::redact::redact(&[&[3, plant, plant, plant], claims.as_slice()].concat());
        }
    }
}
