//! The result as JSON: a shape that stays as it is (the manual page names its members).
//!
//! Invariant: nothing of the signature is in it.

use lanyard_core::view::{
    CheckProfile, InspectionView, KeySetView, ObservationView, TokenForm, TokenOutcome, Unix, VerdictView,
    Wrapping,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::commands::claims::parsed;
use crate::words::inspect::outcome;

/// A token that was looked at.
#[derive(Serialize)]
pub(super) struct Inspected<'a> {
    outcome: TokenOutcome,
    /// The outcome's words.
    headline: &'static str,
    because: &'a str,
    about: &'a str,
    next: &'a str,
    form: TokenForm,
    wrapping: Option<Wrapping>,
    /// Other tokens in the same text.
    others: u32,
    bytes: u32,
    profile: CheckProfile,
    /// Nobody named the profile.
    profile_proposed: bool,
    issuer: Option<&'a str>,
    audience: Option<&'a str>,
    /// The moment of the check, in Unix seconds.
    at: Unix,
    verdicts: &'a [VerdictView],
    header: Map<String, Value>,
    claims: Map<String, Value>,
    observations: &'a [ObservationView],
    /// The `kid` of the key that verified the signature.
    key_id: Option<&'a str>,
    keys: &'a KeySetView,
}

impl<'a> Inspected<'a> {
    pub(super) fn of(inspection: &'a InspectionView, profile_proposed: bool) -> Self {
        let InspectionView {
            form, wrapping, others, bytes, header, claims, check, observations, keys, ..
        } = inspection;
        let matched = keys.keys.iter().find(|key| key.matched);
        Self {
            outcome: check.outcome,
            headline: outcome(check.outcome).0,
            because: &check.because,
            about: &check.about,
            next: &check.next,
            form: *form,
            wrapping: *wrapping,
            others: *others,
            bytes: *bytes,
            profile: check.profile,
            profile_proposed,
            issuer: check.issuer.as_deref(),
            audience: check.audience.as_deref(),
            at: check.at,
            verdicts: &check.verdicts,
            header: parsed(header.iter().map(|member| (&member.name, &member.json))),
            claims: parsed(claims.iter().map(|claim| (&claim.name, &claim.json))),
            observations,
            key_id: matched.and_then(|key| key.kid.as_deref()),
            keys,
        }
    }
}
