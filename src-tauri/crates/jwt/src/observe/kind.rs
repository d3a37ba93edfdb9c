//! The observations, each with its name, its weight and its sentence.

use crate::sentence::moment;
use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
}

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObservationKind {
    /// It is not signed: `alg` is `none`, or there is no signature.
    Unsigned,
    /// It is signed with a secret (HS256 and its like): whoever can check it can also make one.
    SymmetricSignature,
    /// It calls itself a refresh token (`typ`, as Keycloak writes it).
    RefreshToken,
    /// Another token stands inside it.
    NestedToken,
    /// A claim's name tells of a secret.
    SecretInside,
    /// Characters that can't be seen, or that turn the direction of text.
    HiddenCharacters,
    /// A time in milliseconds where seconds are asked for.
    Milliseconds,
    /// No `exp`.
    NoExpiry,
    /// No `aud`.
    NoAudience,
    /// It lives longer than an hour.
    LongLife,
    /// It was issued more than a day ago.
    Old,
    /// Nothing tells whether it is an ID token or an access token.
    AmbiguousKind,
    /// It tells something about a person.
    PersonalData,
    /// It is too large for the header limit of many servers.
    Large,
}

/// One thing that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What.
    pub kind: ObservationKind,
    /// Names of the claims concerned, with dots for members of objects; inert, and at most 50.
    pub claims: Vec<String>,
    /// Seconds or bytes, where weight or sentence depend on them.
    pub(super) measure: u64,
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

impl Observation {
    /// A name for programs, such as `long_life`.
    pub const fn name(&self) -> &'static str {
        match self.kind {
            ObservationKind::Unsigned => "unsigned",
            ObservationKind::SymmetricSignature => "symmetric_signature",
            ObservationKind::RefreshToken => "refresh_token",
            ObservationKind::NestedToken => "nested_token",
            ObservationKind::SecretInside => "secret_inside",
            ObservationKind::HiddenCharacters => "hidden_characters",
            ObservationKind::Milliseconds => "milliseconds",
            ObservationKind::NoExpiry => "no_expiry",
            ObservationKind::NoAudience => "no_audience",
            ObservationKind::LongLife => "long_life",
            ObservationKind::Old => "old",
            ObservationKind::AmbiguousKind => "ambiguous_kind",
            ObservationKind::PersonalData => "personal_data",
            ObservationKind::Large => "large",
        }
    }

    /// How much it matters.
    pub const fn weight(&self) -> Weight {
        match self.kind {
            ObservationKind::Unsigned
            | ObservationKind::SymmetricSignature
            | ObservationKind::RefreshToken
            | ObservationKind::NestedToken
            | ObservationKind::SecretInside
            | ObservationKind::HiddenCharacters
            | ObservationKind::Milliseconds
            | ObservationKind::NoExpiry
            | ObservationKind::NoAudience => Weight::Warning,
            ObservationKind::LongLife if self.measure > DAY => Weight::Warning,
            ObservationKind::LongLife
            | ObservationKind::Old
            | ObservationKind::AmbiguousKind
            | ObservationKind::PersonalData
            | ObservationKind::Large => Weight::Note,
        }
    }

    /// What was noticed, in one sentence.
    pub fn sentence(&self) -> String {
        match self.kind {
            ObservationKind::Unsigned => "It is not signed: anybody could have written it.".to_owned(),
            ObservationKind::SymmetricSignature => {
                "It is signed with a shared secret: whoever can check it can also make one.".to_owned()
            }
            ObservationKind::RefreshToken => {
                "It calls itself a refresh token: it belongs to the application it was given to and to nobody else."
                    .to_owned()
            }
            ObservationKind::NestedToken => {
                "Another token stands inside it: whoever reads this one can use that one too.".to_owned()
            }
            ObservationKind::SecretInside => {
                "It seems to hold a secret, and its claims can be read by whoever has the token.".to_owned()
            }
            ObservationKind::HiddenCharacters => {
                "It has characters that can't be seen or that turn text around: two values that look the same may differ."
                    .to_owned()
            }
            ObservationKind::Milliseconds => {
                "A time seems to be in milliseconds; it is read as seconds, so it lies thousands of years ahead.".to_owned()
            }
            ObservationKind::NoExpiry => "It has no expiry: once given out, it works for ever.".to_owned(),
            ObservationKind::NoAudience => "It names no audience: any service may take it as meant for itself.".to_owned(),
            ObservationKind::LongLife => {
                format!("It lives {}: whoever gets hold of it can use it that long.", moment::length(self.measure))
            }
            ObservationKind::Old => format!("It was issued {} ago.", moment::length(self.measure)),
            ObservationKind::AmbiguousKind => {
                "Nothing in it tells whether it is an ID token or an access token: one may be taken for the other."
                    .to_owned()
            }
            ObservationKind::PersonalData => {
                "It tells something about a person, to everyone through whose hands it goes.".to_owned()
            }
            ObservationKind::Large => format!(
                "It has {} KB: many servers refuse a request whose headers are that large.",
                self.measure / 1_024
            ),
        }
    }
}
