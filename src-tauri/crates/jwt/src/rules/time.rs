//! Rules on time: `exp`, `nbf`, `iat`, `auth_time`. All in Unix seconds; leeway is at most a minute and is never
//! widened, however far the clock is known to be off.

use super::shown;
use crate::Map;
use crate::expectations::{Expectations, Profile};
use crate::report::Findings;
use crate::verdict::Rule;
use serde_json::Value;

pub(crate) fn check(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    let (now, leeway) = (expected.now, expected.leeway);

    let latest = now.saturating_sub(leeway);
    let alive = instant(claims, "exp").is_some_and(|end| end > latest);
    findings.judge(Rule::Expiry, alive, format!("after {latest}"), shown(claims, "exp"));

    let earliest = now.saturating_add(leeway);
    let not_ahead = |name| instant(claims, name).is_some_and(|start| start <= earliest);
    let wanted = format!("not after {earliest}");
    match claims.get("nbf") {
        None => findings.not_checked(Rule::NotBefore, &wanted, shown(claims, "nbf")),
        Some(_) => findings.judge(Rule::NotBefore, not_ahead("nbf"), &wanted, shown(claims, "nbf")),
    }
    match (claims.get("iat"), expected.profile) {
        (None, Profile::NamedJwt) => findings.not_checked(Rule::IssuedAt, &wanted, shown(claims, "iat")),
        (_, Profile::IdToken | Profile::AccessToken | Profile::NamedJwt) => {
            findings.judge(Rule::IssuedAt, not_ahead("iat"), &wanted, shown(claims, "iat"));
        }
    }

    let Some(max_age) = expected.max_age else {
        findings.not_checked(Rule::AuthTime, "not asked for", shown(claims, "auth_time"));
        return;
    };
    let oldest = latest.saturating_sub(max_age);
    let recent = instant(claims, "auth_time").is_some_and(|at| (oldest..=earliest).contains(&at));
    findings.judge(
        Rule::AuthTime,
        recent,
        format!("from {oldest} to {earliest}"),
        shown(claims, "auth_time"),
    );
}

/// A `NumericDate` (RFC 7519 §2) in whole seconds, rounded down; `None` for what no clock could mean.
fn instant(claims: &Map, name: &str) -> Option<i64> {
    /// Up to here every whole number is exact in a double, so that all parsers agree: the year 285,428,751.
    const LATEST: f64 = 9_007_199_254_740_991.0;
    let Value::Number(number) = claims.get(name)? else { return None };
    let seconds = number.as_f64().filter(|seconds| (0.0..=LATEST).contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 2^53 every floor is an i64")]
    Some(seconds.floor() as i64)
}
