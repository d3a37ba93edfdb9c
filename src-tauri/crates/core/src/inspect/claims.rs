//! What a token says, in display order, and what is worth knowing about it.

use lanyard_jwt::Decoded;
use serde_json::{Map, Value};

use super::found::Found;
use crate::account::claims;
use crate::view::{InspectedClaim, NamedJson, ObservationView, Weight};

/// Claims by group and then by name, as an account's are.
pub(super) fn in_order(claims: &Map<String, Value>) -> Vec<InspectedClaim> {
    let mut rows: Vec<_> = claims
        .iter()
        .map(|(name, value)| {
            let place = claims::place(name);
            (place, InspectedClaim { name: name.clone(), group: place.0, json: value.to_string() })
        })
        .collect();
    rows.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.name.cmp(&y.name)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Members of a header or of an answer, by name.
pub(super) fn named_json(members: &Map<String, Value>) -> Vec<NamedJson> {
    members.iter().map(|(name, value)| NamedJson { name: name.clone(), json: value.to_string() }).collect()
}

/// What is worth knowing and no error.
pub(super) fn observations(found: &Found, decoded: Option<&Decoded>, now: i64) -> Vec<ObservationView> {
    let of_text = (found.refresh_tokens > 0).then(|| ObservationView {
        kind: "refresh_token".to_owned(),
        weight: Weight::Warning,
        sentence:
            "A refresh token stood in the same text. It was not read; whoever has that text can get new \
                   tokens with it, so end that sign-in."
                .to_owned(),
        claims: Vec::new(),
    });
    let of_token = decoded.map(|decoded| lanyard_jwt::observe(decoded, now)).unwrap_or_default();
    let of_token = of_token.into_iter().map(|observation| ObservationView {
        kind: observation.name().to_owned(),
        weight: weight(observation.weight()),
        sentence: observation.sentence(),
        claims: observation.claims,
    });
    of_text.into_iter().chain(of_token).collect()
}

/// How much a finding matters.
pub(super) fn weight(weight: lanyard_jwt::Weight) -> Weight {
    match weight {
        lanyard_jwt::Weight::Note => Weight::Note,
        lanyard_jwt::Weight::Warning => Weight::Warning,
    }
}
