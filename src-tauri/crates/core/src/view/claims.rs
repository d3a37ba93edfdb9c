//! Claims of all sources, lined up by name.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

/// Where claims came from.
#[expect(clippy::struct_excessive_bools, reason = "one column each")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ClaimSources {
    /// The ID token, verified.
    pub id_token: bool,
    /// The access token, decoded for display only.
    pub access_token: bool,
    /// The UserInfo response, matched by `sub`.
    pub userinfo: bool,
    /// The introspection response, when the person asked for it.
    pub introspection: bool,
}

/// The five groups in which claims are shown, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimGroup {
    /// Who.
    Who,
    /// Roles and groups.
    Roles,
    /// When.
    When,
    /// For whom.
    ForWhom,
    /// Technical.
    Technical,
}

/// One claim, one value per source. Values are JSON text, so that the page shows exactly what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ClaimRow {
    /// The claim's name.
    pub name: String,
    /// Its group.
    pub group: ClaimGroup,
    /// From the ID token.
    pub id_token: Option<String>,
    /// From the access token.
    pub access_token: Option<String>,
    /// From UserInfo.
    pub userinfo: Option<String>,
    /// From introspection.
    pub introspection: Option<String>,
    /// The sources that have it don't agree (sets compare as sets; times of different tokens don't count).
    pub differs: bool,
}

/// A claim that changed at a renewal. Values are JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ClaimChange {
    /// The claim's name.
    pub name: String,
    /// Values that were added (of a list), or the new value.
    pub added: Vec<String>,
    /// Values that were removed (of a list), or the old value.
    pub removed: Vec<String>,
}

/// A name and a JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct NamedJson {
    /// Name.
    pub name: String,
    /// Value as JSON text.
    pub json: String,
}
