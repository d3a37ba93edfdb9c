//! Project Wycheproof's vectors for JSON Web Signatures, against the rules on signatures.
//!
//! Their payloads are no claims, so they go to the signature rules directly. Each vector must come out as the
//! project says, except that some valid ones are refused on purpose: HMAC, which is never taken from a key set;
//! P-521, which is on no allow-list; and a PS384 signature by a key that names PS256 (one key, one algorithm).

use crate::compact::Jws;
use crate::report::Findings;
use crate::verdict::{Rule, VerdictResult};
use crate::{Expectations, KeySet, Map, rules};
use serde_json::{Value, json};
use wycheproof_ng::kdf_jose::json_web::{TestName, TestSet};

/// Valid vectors that are refused on purpose.
const REFUSED_HMAC: [usize; 10] = [1, 348, 352, 357, 358, 359, 372, 373, 376, 377];
const REFUSED_P521: [usize; 2] = [347, 351];
const REFUSED_OTHER_ALGORITHM: [usize; 2] = [346, 350];

fn accepts(key: &Value, jws: &str) -> bool {
    let Ok(keys) = KeySet::from_jwks(json!({ "keys": [key] }).to_string().as_bytes()) else { return false };
    let Ok(jws) = Jws::parse(jws) else { return false };
    let mut findings = Findings::default();
    rules::header::critical(&jws.header, &mut findings);
    rules::signature::check(&jws, &keys, &Expectations::id_token("", "", 0), &mut findings);
    let report = findings.report(Map::new());
    report.verdict(Rule::Signature).is_some_and(|verdict| verdict.result == VerdictResult::Passed)
        && report.claims().is_some()
}

#[test]
fn r64_r65_r66_r72_signatures_come_out_as_wycheproof_says() {
    let set = TestSet::load(TestName::JsonWebSignature).unwrap();
    let (mut seen, mut agreed, mut wrong, mut refused) = (0, 0, Vec::new(), Vec::new());
    for group in &set.test_groups {
        let key = group.public_key.as_ref().or(group.private_key.as_ref()).unwrap();
        for test in &group.tests {
            seen += 1;
            let accepted = test.jws.as_ref().and_then(Value::as_str).is_some_and(|jws| accepts(key, jws));
            match (accepted, !test.result.must_fail()) {
                (true, true) | (false, false) => agreed += 1,
                (true, false) => wrong.push(test.tc_id),
                (false, true) => refused.push(test.tc_id),
            }
        }
    }
    let mut on_purpose = [&REFUSED_HMAC[..], &REFUSED_P521, &REFUSED_OTHER_ALGORITHM].concat();
    on_purpose.sort_unstable();
    assert_eq!(wrong, Vec::<usize>::new(), "accepted what is invalid");
    assert_eq!(refused, on_purpose, "refused what is valid");
    assert_eq!((seen, agreed), (401, 387));
}
