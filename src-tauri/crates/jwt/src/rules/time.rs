//! Rules on time: `exp`, `nbf`, `iat`, `auth_time`. All in Unix seconds; leeway is at most a minute and is never
//! widened, however far the clock is known to be off.

use crate::Map;
use crate::expectations::{Asked, Profile};
use crate::report::Findings;
use crate::rule::Rule;
use crate::verdict::{Finding, Gap};
use serde_json::Value;
use std::ops::RangeInclusive;

pub(crate) fn check(claims: &Map, asked: &Asked, findings: &mut Findings) {
    findings.judge(Rule::Expiry, instant(claims, "exp").is_some_and(|end| end > latest(asked)));
    let not_ahead =
        |name| Finding::judge(instant(claims, name).is_some_and(|start| start <= earliest(asked)));
    let there = |name| claims.contains_key(name);
    findings.set(Rule::NotBefore, if there("nbf") { not_ahead("nbf") } else { Finding::Open(Gap::NotThere) });
    let optional = asked.profile == Profile::Jwt && !there("iat");
    findings.set(Rule::IssuedAt, if optional { Finding::Open(Gap::NotThere) } else { not_ahead("iat") });
    findings.set(
        Rule::AuthTime,
        match recent(asked) {
            None => Finding::Open(Gap::NotAsked),
            Some(recent) => {
                Finding::judge(instant(claims, "auth_time").is_some_and(|at| recent.contains(&at)))
            }
        },
    );
}

/// A token must end after this.
pub(crate) fn latest(asked: &Asked) -> i64 {
    asked.now.saturating_sub(asked.leeway)
}

/// Nothing may begin after this.
pub(crate) fn earliest(asked: &Asked) -> i64 {
    asked.now.saturating_add(asked.leeway)
}

/// When the person may have signed in, if that was asked.
pub(crate) fn recent(asked: &Asked) -> Option<RangeInclusive<i64>> {
    asked.max_age.map(|seconds| latest(asked).saturating_sub(seconds)..=earliest(asked))
}

/// A `NumericDate` (RFC 7519 §2) in whole seconds, rounded down; `None` for what no clock could mean.
pub(crate) fn instant(claims: &Map, name: &str) -> Option<i64> {
    /// Up to here every whole number is exact in a double, so that all parsers agree: the year 285,428,751.
    const LATEST: f64 = 9_007_199_254_740_991.0;
    let Value::Number(number) = claims.get(name)? else { return None };
    let seconds = number.as_f64().filter(|seconds| (0.0..=LATEST).contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 2^53 every floor is an i64")]
    Some(seconds.floor() as i64)
}
