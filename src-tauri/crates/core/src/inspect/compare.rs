//! Two tokens held against each other: two that are looked at, or one and what an account's lease said earlier.
//!
//! Invariants: 1. nothing is compared without saying how both came out; 2. like is compared with like: an ID token
//! with the ID token's claims, an access token with the access token's, as far as there are any.

use lanyard_jwt::{Difference, Profile};
use serde_json::{Map, Value};

use super::check::name;
use super::look::{aside, claims_of};
use crate::account::{KeptLease, claims};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::store::leases;
use crate::view::{
    ClaimGroup, CompareWith, ComparedClaim, ComparisonView, EarlierLease, ErrorCode, TokenOutcome,
    TokenSource, count, unix,
};
use crate::words::Now;

/// One of the two.
enum Side {
    Token { label: String, outcome: Option<TokenOutcome>, claims: Map<String, Value>, is_id_token: bool },
    Earlier { whose: String, lease: Box<KeptLease> },
}

/// What is compared of it.
struct Compared {
    label: String,
    outcome: Option<TokenOutcome>,
    claims: Map<String, Value>,
}

impl Inner {
    /// What differs between two tokens.
    pub(crate) async fn compare(
        &self,
        before: CompareWith,
        after: CompareWith,
    ) -> Result<ComparisonView, Failure> {
        let now = Now::here(unix(self.clock.unix()));
        let sides = [self.side(before, &now).await?, self.side(after, &now).await?];
        let id_tokens = compares_id_tokens(&sides);
        let [before, after] = sides.map(|side| side.compared(id_tokens, &now));
        let (claims_before, claims_after) = (before.claims, after.claims);
        let compared = aside(move || lanyard_jwt::compare(&claims_before, &claims_after)).await?;
        Ok(ComparisonView {
            before: before.label,
            after: after.label,
            outcomes: [before.outcome, after.outcome],
            claims: compared.differences.into_iter().map(difference).collect(),
            same: count(compared.same),
        })
    }

    /// What an account's last leases said, newest first.
    pub(crate) async fn earlier_leases(&self, account: &str) -> Result<Vec<EarlierLease>, Failure> {
        let kept = self.kept_leases(account).await?;
        let numbered = (0..).zip(kept).map(|(entry, lease)| EarlierLease {
            entry,
            at: unix(lease.at),
            sources: lease.said.there(),
            scopes: lease.said.granted,
            changes: lease.said.changes,
        });
        Ok(numbered.collect())
    }

    async fn kept_leases(&self, account: &str) -> Result<Vec<KeptLease>, Failure> {
        let id = self.cell(account)?.id.clone();
        Ok(self.store.run(move |db| leases::all(db, &id)).await?)
    }

    async fn side(&self, side: CompareWith, now: &Now) -> Result<Side, Failure> {
        match side {
            CompareWith::Inspection { id } => {
                let inspected = self.inspected(&id)?;
                let claims = claims_of(inspected.found.clone()).await?.ok_or_else(unreadable)?;
                let issued = claims.get("iat").and_then(Value::as_f64);
                let issued = issued.map(|at| format!(", issued {}", now.moment(at))).unwrap_or_default();
                let whose = match &inspected.found.source {
                    TokenSource::Clipboard => "Pasted token".to_owned(),
                    TokenSource::Typed => "Typed token".to_owned(),
                    TokenSource::File { name: file } => name(file),
                    TokenSource::Account { account, .. } => format!("{}, now", self.title_of(account)),
                    TokenSource::Sample => "Sample token".to_owned(),
                };
                let checked = inspected.checked.as_deref();
                Ok(Side::Token {
                    label: whose + &issued,
                    outcome: checked.map(|checked| checked.report.outcome.into()),
                    claims,
                    is_id_token: checked.is_some_and(|checked| checked.profile == Profile::IdToken),
                })
            }
            CompareWith::Earlier { account, entry } => {
                let kept = self.kept_leases(&account).await?;
                let place = usize::try_from(entry).unwrap_or(usize::MAX);
                let lease = kept.into_iter().nth(place).ok_or_else(|| Failure::not_found("earlier lease"))?;
                Ok(Side::Earlier { whose: self.title_of(&account), lease: Box::new(lease) })
            }
        }
    }

    fn title_of(&self, account: &str) -> String {
        self.cell(account).map(|cell| name(&cell.lock().title())).unwrap_or_default()
    }
}

/// Whether the ID tokens' claims are compared: where one of the two is an ID token, or has no other claims.
fn compares_id_tokens(sides: &[Side; 2]) -> bool {
    sides.iter().any(|side| match side {
        Side::Token { is_id_token, .. } => *is_id_token,
        Side::Earlier { lease, .. } => lease.said.access_token.is_none(),
    })
}

impl Side {
    fn compared(self, id_token: bool, now: &Now) -> Compared {
        match self {
            Self::Token { label, outcome, claims, .. } => Compared { label, outcome, claims },
            Self::Earlier { whose, lease } => {
                let KeptLease { at, said } = *lease;
                let when = now.moment(unix(at));
                match (said.id_token, said.access_token) {
                    (_, Some(claims)) if !id_token => {
                        Compared { label: format!("{whose}, access token of {when}"), outcome: None, claims }
                    }
                    (id_token, _) => Compared {
                        label: format!("{whose}, ID token of {when}"),
                        // Nothing of an ID token is kept that was not verified when it came.
                        outcome: Some(TokenOutcome::Valid),
                        claims: id_token.unwrap_or_default(),
                    },
                }
            }
        }
    }
}

fn unreadable() -> Failure {
    let why = "a token that can't be read can't be compared";
    Failure::lasting(ErrorCode::InputInvalid, "inspect", why).detail("a token whose claims can't be read")
}

pub(super) fn difference(difference: Difference) -> ComparedClaim {
    let json = |values: Vec<Value>| values.iter().map(Value::to_string).collect();
    let is_set = is_set(&difference);
    let Difference { name, before, after, added, removed, per_token } = difference;
    ComparedClaim {
        group: group(&name),
        before: before.map(|value| value.to_string()),
        after: after.map(|value| value.to_string()),
        added: if is_set { json(added) } else { Vec::new() },
        removed: if is_set { json(removed) } else { Vec::new() },
        per_token,
        name,
    }
}

/// Lists, and the words of a scope.
fn is_set(difference: &Difference) -> bool {
    let list = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_array);
    list(&difference.before) || list(&difference.after) || matches!(difference.name.as_str(), "scope" | "scp")
}

/// The group of a claim, or of the one that it is a member of.
fn group(name: &str) -> ClaimGroup {
    let (whole, first) = (claims::place(name).0, name.split('.').next().unwrap_or_default());
    if whole == ClaimGroup::Technical { claims::place(first).0 } else { whole }
}
