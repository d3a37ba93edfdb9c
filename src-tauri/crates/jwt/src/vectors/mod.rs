//! Published vectors of signed texts that are no JWTs, judged by the rules on signatures alone.

mod rfc7520;
mod wycheproof;

use crate::compact::Jws;
use crate::report::{Findings, Read};
use crate::{Algorithm, Expectations, KeySet, Outcome, rules};

/// Whether the rules on signatures accept a signed text, every algorithm being asked for by name.
fn accepts(keys: &KeySet, jws: &str) -> bool {
    let Ok(jws) = Jws::parse(jws) else { return false };
    let asked = Expectations::id_token("", "", 0).algorithms(&Algorithm::ALL).asked;
    let mut findings = Findings::new();
    rules::header::critical(&jws.header, &mut findings);
    rules::signature::check(&jws, keys, &asked, &mut findings);
    findings.report(Read::default(), 0, &asked).outcome == Outcome::Valid
}
