//! Notices: looks at header, times and claims of a decoded token.

use super::kind::{Observation, ObservationKind};
use crate::hidden::has_hidden;
use crate::nature::{Nature, nature};
use crate::rules::party::audiences;
use crate::rules::time::instant;
use crate::verdict::inert;
use crate::{Decoded, Map, peel, walk};
use serde_json::Value;

/// Names beyond this many are left out: by then the sentence says enough.
const MOST_NAMES: usize = 50;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Common servers refuse headers from 8 KiB on (nginx, Apache, Tomcat by default).
const LARGE: usize = 7 * 1_024;

/// Seconds that lie beyond the year 5138 are milliseconds of this century.
const MILLISECONDS: f64 = 100_000_000_000.0;

/// What is worth knowing about a decoded token at `now` (Unix seconds), warnings first.
pub fn observe(decoded: &Decoded, now: i64) -> Vec<Observation> {
    let mut noticed = Noticed(Vec::new());
    noticed.signature(decoded);
    noticed.claims(&decoded.claims);
    noticed.times(&decoded.claims, now);
    noticed.kind(decoded);
    if decoded.bytes > LARGE {
        noticed.add(ObservationKind::Large, &[], decoded.bytes as u64);
    }
    noticed.0.sort_by_key(|observation| std::cmp::Reverse(observation.weight()));
    noticed.0
}

/// Names of the claims that tell something about a person, with dots for members of objects; inert.
pub fn personal_claims(claims: &Map) -> Vec<String> {
    let mut names = Names(Vec::new());
    walk::members(claims, &mut |path, name, _| {
        let personal = nature(name) == Nature::Personal;
        if personal {
            names.add(path);
        }
        !personal
    });
    names.0
}

struct Noticed(Vec<Observation>);

impl Noticed {
    fn add(&mut self, kind: ObservationKind, claims: &[&str], measure: u64) {
        let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
        self.0.push(Observation { kind, claims, measure });
    }

    fn add_names(&mut self, kind: ObservationKind, names: Names) {
        if !names.0.is_empty() {
            self.0.push(Observation { kind, claims: names.0, measure: 0 });
        }
    }

    fn signature(&mut self, decoded: &Decoded) {
        let algorithm = decoded.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        if decoded.signature_bytes == 0 || algorithm.eq_ignore_ascii_case("none") {
            self.add(ObservationKind::Unsigned, &[], 0);
        } else if matches!(algorithm, "HS256" | "HS384" | "HS512") {
            self.add(ObservationKind::SymmetricSignature, &[], 0);
        }
    }

    fn claims(&mut self, claims: &Map) {
        let [mut nested, mut secret, mut hidden, mut personal] = [const { Names(Vec::new()) }; 4];
        walk::members(claims, &mut |path, name, value| {
            let text = value.as_str().unwrap_or_default();
            if has_hidden(text) || has_hidden(name) {
                hidden.add(path);
            }
            let nature = nature(name);
            if nature == Nature::Personal {
                personal.add(path);
            }
            if peel::holds_jwt(text) {
                nested.add(path);
            } else if nature == Nature::Secret && (value.is_string() || value.is_number()) {
                secret.add(path);
            }
            true
        });
        self.add_names(ObservationKind::NestedToken, nested);
        self.add_names(ObservationKind::SecretInside, secret);
        self.add_names(ObservationKind::HiddenCharacters, hidden);
        self.add_names(ObservationKind::PersonalData, personal);
    }

    fn times(&mut self, claims: &Map, now: i64) {
        let far: Vec<&str> = ["exp", "nbf", "iat", "auth_time"]
            .into_iter()
            .filter(|name| claims.get(*name).and_then(Value::as_f64).is_some_and(|at| at >= MILLISECONDS))
            .collect();
        if !far.is_empty() {
            self.add(ObservationKind::Milliseconds, &far, 0);
            return;
        }
        let time = |name: &str| instant(claims, name);
        if !claims.contains_key("exp") {
            self.add(ObservationKind::NoExpiry, &[], 0);
        }
        let from = time("iat").or_else(|| time("nbf"));
        if let (Some(end), Some(from)) = (time("exp"), from)
            && let life = end.abs_diff(from)
            && end > from
            && life > HOUR
        {
            self.add(ObservationKind::LongLife, &["exp"], life);
        }
        if let Some(issued) = time("iat")
            && let age = now.abs_diff(issued)
            && issued < now
            && age > DAY
        {
            self.add(ObservationKind::Old, &["iat"], age);
        }
    }

    fn kind(&mut self, decoded: &Decoded) {
        let text = |members: &Map, name| members.get(name).and_then(Value::as_str).map(str::to_lowercase);
        let (header, claims) = (&decoded.header, &decoded.claims);
        let told = text(claims, "typ");
        if matches!(told.as_deref(), Some("refresh" | "offline")) {
            self.add(ObservationKind::RefreshToken, &["typ"], 0);
        }
        let typed = text(header, "typ").is_some_and(|kind| kind != "jwt");
        let tells = typed
            || told.is_some()
            || ["token_use", "idtyp", "nonce", "at_hash", "scope", "scp", "events"]
                .into_iter()
                .any(|name| claims.contains_key(name));
        if !tells {
            self.add(ObservationKind::AmbiguousKind, &[], 0);
        }
        if audiences(claims).all(str::is_empty) {
            self.add(ObservationKind::NoAudience, &[], 0);
        }
    }
}

/// Names, inert, each once, and not too many. One that is listed speaks for what is below it.
struct Names(Vec<String>);

impl Names {
    fn add(&mut self, name: &str) {
        if self.0.len() < MOST_NAMES {
            let name = inert(name);
            let is_told = |listed: &String| {
                name.strip_prefix(listed.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if !self.0.iter().any(is_told) {
                self.0.push(name);
            }
        }
    }
}
