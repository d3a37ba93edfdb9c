//! Algorithms, keys and signatures: CHECKLIST R54, R55, R64 to R69 and the conformance modules C06 to C10.

use crate::issuer::*;
use jsonwebtoken::{Algorithm as Primitive, EncodingKey, crypto};
use lanyard_jwt::{
    Algorithm, Expectations, KeySet, MAX_TRIED_KEYS, Outcome, Report, Rule, VerdictResult, verify,
};
use serde_json::{Value, json};

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW})
}

fn expected() -> Expectations {
    Expectations::id_token(ISSUER, CLIENT, NOW)
}

fn check(token: &str, keys: &KeySet) -> Report {
    verify(token, keys, &expected())
}

fn every_signer() -> Vec<Signer> {
    use Primitive::{PS256, PS384, PS512, RS256, RS384, RS512};
    let mut signers: Vec<Signer> = [RS256, RS384, RS512, PS256, PS384, PS512].map(Signer::rsa).into();
    signers.extend([Signer::p256(), Signer::p384(), Signer::ed25519()]);
    signers
}

#[test]
fn c08_every_allowed_algorithm_is_verified() {
    let signers = every_signer();
    assert_eq!(signers.len(), Algorithm::DEFAULT.len());
    for signer in signers {
        let report = check(&signer.token(&claims()), &key_set(&[signer.jwk()]));
        assert_valid(&report, &signer.header());
    }
}

#[test]
fn r55_c09_none_is_refused_with_and_without_a_signature() {
    let signer = Signer::rsa(Primitive::RS256);
    let keys = key_set(&[signer.jwk(), Signer::p256().jwk()]);
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        for header in [json!({"alg": alg}), json!({"alg": alg, "kid": "rsa"})] {
            let unsigned = unsigned(&header, &claims());
            let signature = signer.token_with(&header, &claims()).rsplit('.').next().unwrap().to_owned();
            for token in [format!("{unsigned}."), format!("{unsigned}.{signature}")] {
                let report = check(&token, &keys);
                assert_eq!(report.outcome, Outcome::NotValid, "{header}");
                assert_eq!(report.first_failure().unwrap().rule, Rule::Algorithm, "{header}");
                assert!(report.claims().is_none());
            }
        }
    }
    for header in [json!({}), json!({"alg": 1}), json!({"alg": ["RS256"]})] {
        let report = check(&signer.token_with(&header, &claims()), &keys);
        assert_eq!(report.first_failure().unwrap().rule, Rule::Algorithm, "{header}");
    }
}

#[test]
fn r67_a_public_key_is_never_an_hmac_secret() {
    let jwk = Signer::rsa(Primitive::RS256).jwk();
    let secrets = [jwk["n"].as_str().unwrap().to_owned(), jwk.to_string(), String::new()];
    for (secret, alg) in secrets.iter().flat_map(|s| ["HS256", "HS384", "HS512"].map(|alg| (s, alg))) {
        let header = json!({"alg": alg, "kid": "rsa", "typ": "JWT"});
        let signed = unsigned(&header, &claims());
        let primitive: Primitive = alg.parse().unwrap();
        let mac =
            crypto::sign(signed.as_bytes(), &EncodingKey::from_secret(secret.as_bytes()), primitive).unwrap();
        let report = check(&format!("{signed}.{mac}"), &key_set(std::slice::from_ref(&jwk)));
        assert_eq!(report.first_failure().unwrap().rule, Rule::Algorithm, "{alg}");
    }
}

#[test]
fn r54_c10_a_wrong_signature_is_refused() {
    for signer in every_signer() {
        let keys = key_set(&[signer.jwk()]);
        let good = signer.token(&claims());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let foreign = signer.token(&with(&claims(), &json!({"sub": "eve"})));
        let foreign = foreign.rsplit_once('.').unwrap().1;
        let zero = "A".repeat(signature.len());
        for forged in ["", "AA", &signature[4..], foreign, zero.as_str()] {
            let report = check(&format!("{signed}.{forged}"), &keys);
            assert_breaks_only(Rule::Signature, &report, &(signer.header(), forged));
        }
    }
}

#[test]
fn r54_c10_a_valid_signature_by_the_wrong_key_is_refused() {
    let (ours, foreign) = (Signer::rsa(Primitive::RS256), Signer::foreign());
    let keys = key_set(&[ours.jwk()]);
    let report = check(&foreign.token_with(&ours.header(), &claims()), &keys);
    assert_breaks_only(Rule::Signature, &report, &"under our kid");
    let no_kid = with(&ours.header(), &json!({"kid": null}));
    assert_breaks_only(
        Rule::Signature,
        &check(&foreign.token_with(&no_kid, &claims()), &keys),
        &"without kid",
    );
}

#[test]
fn r54_no_changed_character_leaves_a_token_valid() {
    let signer = Signer::ed25519();
    let keys = key_set(&[signer.jwk()]);
    let good = signer.token(&claims());
    assert_valid(&check(&good, &keys), &"unchanged");
    for at in 0..good.len() {
        for other in ["A", "B", "_", ".", "=", " ", ""] {
            if &good[at..=at] != other {
                let changed = format!("{}{other}{}", &good[..at], &good[at + 1..]);
                assert_ne!(check(&changed, &keys).outcome, Outcome::Valid, "{at} {other:?}");
            }
        }
    }
}

#[test]
fn r66_edge_cases_of_ecdsa_signatures_are_refused() {
    let signer = Signer::p256();
    let keys = key_set(&[signer.jwk()]);
    let message = signer.token(&claims()).rsplit_once('.').unwrap().0.to_owned();
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let (zero, one, order) = (vec![0_u8; 32], [vec![0; 31], vec![1]].concat(), bytes(order));
    for (r, s) in
        [(&zero, &zero), (&zero, &one), (&one, &zero), (&order, &one), (&one, &order), (&order, &order)]
    {
        use base64::Engine as _;
        let forged = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([r.as_slice(), s].concat());
        assert_breaks_only(Rule::Signature, &check(&format!("{message}.{forged}"), &keys), &(r, s));
    }
    let off_curve = with(&signer.jwk(), &json!({"y": signer.jwk()["x"]}));
    let report = check(&signer.token(&claims()), &key_set(&[off_curve]));
    assert_breaks_only(Rule::Key, &report, &"a point off the curve");
}

#[test]
fn r64_one_key_serves_one_algorithm() {
    let (rs, ps) = (Signer::rsa(Primitive::RS256), Signer::rsa(Primitive::PS256));
    let keys = key_set(&[rs.jwk()]);
    assert_breaks_only(Rule::Key, &check(&ps.token(&claims()), &keys), &"the key says RS256");
    let bare = key_set(&[with(&rs.bare_jwk(), &json!({"kid": "rsa"}))]);
    assert_valid(&check(&ps.token(&claims()), &bare), &"the key names no algorithm");
    let relabelled = Signer::rsa(Primitive::RS256).token_with(&ps.header(), &claims());
    assert_breaks_only(Rule::Signature, &check(&relabelled, &bare), &"RS256 under the name PS256");
    let crossed = with(&Signer::p256().header(), &json!({"kid": "rsa"}));
    assert_breaks_only(
        Rule::Key,
        &check(&Signer::p256().token_with(&crossed, &claims()), &bare),
        &"EC with RSA",
    );
}

#[test]
fn r55_only_registered_algorithms_are_accepted() {
    let signer = Signer::rsa(Primitive::RS256);
    let keys = key_set(&[signer.jwk()]);
    let token = signer.token(&claims());
    for allowed in [&[Algorithm::ES256][..], &[Algorithm::RS384, Algorithm::PS256], &[]] {
        let report = verify(&token, &keys, &expected().algorithms(allowed));
        assert_eq!(report.first_failure().unwrap().rule, Rule::Algorithm, "{allowed:?}");
        assert_eq!(result(&report, Rule::Signature), VerdictResult::Failed);
    }
    assert_valid(&verify(&token, &keys, &expected().algorithms(&[Algorithm::RS256])), &"registered");
}

#[test]
fn r65_a_small_rsa_key_is_named_as_the_reason() {
    let signer = Signer::rsa(Primitive::RS256);
    let small = with(&signer.jwk(), &json!({"n": base64url(&"~".repeat(128))}));
    let report = check(&signer.token(&claims()), &key_set(&[small]));
    assert_breaks_only(Rule::KeySize, &report, &"1023 bits");
    assert_eq!(report.first_failure().unwrap().found(), "an RSA key of 1023 bits");
}

#[test]
fn a_key_for_encryption_verifies_nothing() {
    let signer = Signer::rsa(Primitive::RS256);
    let token = signer.token(&claims());
    for purpose in [json!({"use": "enc"}), json!({"use": null, "key_ops": ["encrypt"]})] {
        let keys = key_set(&[with(&signer.jwk(), &purpose)]);
        assert_breaks_only(Rule::Key, &check(&token, &keys), &purpose);
        let no_kid = signer.token_with(&with(&signer.header(), &json!({"kid": null})), &claims());
        assert_eq!(check(&no_kid, &keys).outcome, Outcome::CouldNotBeVerified, "{purpose}");
    }
}

#[test]
fn r69_key_material_in_a_token_is_never_used() {
    let (ours, foreign) = (Signer::rsa(Primitive::RS256), Signer::foreign());
    let keys = key_set(&[ours.jwk()]);
    for own in [
        json!({"jwk": foreign.jwk()}),
        json!({"jku": "https://evil.example/jwks"}),
        json!({"x5u": "https://evil.example/cert"}),
        json!({"x5c": ["MIIB"]}),
    ] {
        let named = with(&ours.header(), &own);
        assert_breaks_only(Rule::Signature, &check(&foreign.token_with(&named, &claims()), &keys), &named);
        let unnamed = with(&named, &json!({"kid": null}));
        assert_breaks_only(
            Rule::Signature,
            &check(&foreign.token_with(&unnamed, &claims()), &keys),
            &unnamed,
        );
        let unknown = with(&named, &json!({"kid": "foreign"}));
        let report = check(&foreign.token_with(&unknown, &claims()), &keys);
        assert_eq!(report.outcome, Outcome::CouldNotBeVerified, "{unknown}");
        assert!(report.claims().is_none());
    }
    for kid in [json!(1), json!(["rsa"]), json!({}), json!("../rsa"), json!("RSA"), json!("")] {
        let report = check(&ours.token_with(&with(&ours.header(), &json!({ "kid": kid })), &claims()), &keys);
        assert!(report.claims().is_none(), "{kid}");
    }
}

#[test]
fn r61_an_unknown_kid_is_no_verdict_but_a_reason_to_fetch_again() {
    let (ours, other) = (Signer::p256(), Signer::rsa(Primitive::RS256));
    let keys = key_set(&[other.jwk()]);
    let report = check(&ours.token(&claims()), &keys);
    assert!(report.unknown_key());
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
    assert_eq!(report.first_failure().unwrap().rule, Rule::Key);
    assert_eq!(report.first_failure().unwrap().found(), "no key with the kid p256");
    assert!(check(&ours.token(&claims()), &KeySet::default()).unknown_key());

    // A token that is bad anyway is no reason to ask the issuer for anything.
    let expired = check(&ours.token(&with(&claims(), &json!({"exp": 1}))), &keys);
    assert!(!expired.unknown_key());
    assert_eq!(expired.outcome, Outcome::NotValid);
}

#[test]
fn c06_without_kid_the_one_matching_key_is_used() {
    let signer = Signer::rsa(Primitive::RS256);
    let token = signer.token_with(&with(&signer.header(), &json!({"kid": null})), &claims());
    assert_valid(&check(&token, &key_set(&[signer.jwk()])), &"with kid in the set");
    let report = check(&token, &key_set(&[signer.bare_jwk()]));
    assert_valid(&report, &"no kid anywhere");
    assert_eq!(report.key_id, None);
}

#[test]
fn c07_without_kid_fitting_keys_are_tried_and_eight_at_most() {
    let (ours, foreign) = (Signer::rsa(Primitive::RS256), Signer::foreign());
    let token = ours.token_with(&with(&ours.header(), &json!({"kid": null})), &claims());
    let decoy = |n: usize| with(&foreign.jwk(), &json!({ "kid": format!("decoy-{n}") }));
    let set = |decoys: usize| {
        let misfits = [
            Signer::p256().jwk(),
            Signer::p384().jwk(),
            with(&ours.jwk(), &json!({"kid": "e", "use": "enc"})),
        ];
        let keys: Vec<Value> =
            misfits.into_iter().chain((0..decoys).map(decoy)).chain([ours.jwk()]).collect();
        key_set(&keys)
    };
    assert_valid(&check(&token, &set(0)), &"keys of another kind are not counted");
    assert_valid(&check(&token, &set(MAX_TRIED_KEYS - 1)), &"the eighth");
    assert_breaks_only(Rule::Signature, &check(&token, &set(MAX_TRIED_KEYS)), &"the ninth");
}
