//! Public keys: a provider's, or those of a file.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::ObservationView;
use crate::view::{ErrorView, Unix};

/// A public key of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct KeyView {
    /// Its `kid`.
    pub kid: Option<String>,
    /// Its kind in words, such as *RSA* or *EC P-256*.
    pub kind: String,
    /// Its `alg`, if it names one.
    pub alg: Option<String>,
    /// Its `use`, if it names one.
    pub purpose: Option<String>,
    /// Its size in bits, where it has one.
    pub bits: Option<u32>,
    /// Its thumbprint (RFC 7638), SHA-256 in base64url.
    pub thumbprint: Option<String>,
    /// Why it verifies nothing; absent for a key that can be used.
    pub defect: Option<String>,
    /// It verified the token that is looked at.
    pub matched: bool,
    /// It was not there when the set was looked at before.
    pub new: bool,
}

/// A provider's published keys, or those of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct KeySetView {
    /// The provider they are of; absent for a file.
    pub provider: Option<String>,
    /// The file they are of.
    pub file: Option<String>,
    /// When they were fetched.
    pub fetched_at: Option<Unix>,
    /// The keys, in the set's order.
    pub keys: Vec<KeyView>,
    /// Keys that were there before and are gone, by `kid` or thumbprint.
    pub gone: Vec<String>,
    /// When the set was looked at before that, if it was.
    pub compared_with: Option<Unix>,
    /// What is wrong with the set or its keys (weak, twice, private parts): one sentence each.
    pub findings: Vec<ObservationView>,
    /// Why there are no keys: the provider can't be asked, or the whole set was refused.
    pub problem: Option<ErrorView>,
}
