//! A token that is looked at: where it came from, what it is and what it says.
//!
//! Invariant 1: of a signature there are the first and last four characters, never more.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{CheckView, KeySetView, ObservationView};
use crate::view::{ClaimGroup, IntrospectionView, NamedJson};

/// Where a token that is looked at came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TokenSource {
    /// Pasted: the clipboard.
    Clipboard,
    /// Typed by hand.
    Typed,
    /// A file that was opened or dropped.
    File {
        /// Its name, without folders.
        name: String,
    },
    /// The access token of an account.
    Account {
        /// The account's id.
        account: String,
        /// The lease's key; absent: the main one.
        lease: Option<String>,
    },
    /// A made-up token to try the page with.
    Sample,
}

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// A signed JWT.
    Signed,
    /// An encrypted one (JWE): its header can be read, and nothing else.
    Encrypted,
    /// No JWT: only whoever issued it can read it.
    Opaque,
    /// Three parts between dots that are no strict JWT (`problem` says why).
    Malformed,
    /// More than 2 MiB: its size is all that is said.
    TooLarge,
}

/// What stood around a token and was taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wrapping {
    /// `Bearer ` or `DPoP ` in front of it.
    Scheme,
    /// A whole `Authorization:` line.
    AuthorizationHeader,
    /// A `Cookie:` or `Set-Cookie:` line.
    Cookie,
    /// The query or fragment of a URL.
    Url,
    /// A member of a JSON text.
    Json,
    /// Quotes, white space or line breaks.
    Spacing,
    /// Other text, such as a log line or a command.
    Text,
}

/// A token as it is drawn: its parts in base64url, cut in the middle where they are long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct TokenPreview {
    /// The first part.
    pub header: String,
    /// The second part.
    pub payload: String,
    /// First four characters of the signature; empty when it has fewer than twelve.
    pub signature_start: String,
    /// Last four characters of the signature.
    pub signature_end: String,
    /// Length of the signature in bytes.
    pub signature_bytes: u32,
}

/// A claim of the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct InspectedClaim {
    /// Its name.
    pub name: String,
    /// Its group.
    pub group: ClaimGroup,
    /// Its value as JSON text.
    pub json: String,
}

/// A token that is looked at. The token itself stays with the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct InspectionView {
    /// Names it in a command.
    pub id: String,
    /// Where it came from.
    pub source: TokenSource,
    /// What was taken off around it.
    pub wrapping: Option<Wrapping>,
    /// How many other tokens stood in the same text and are not shown.
    pub others: u32,
    /// Length of the token in bytes.
    pub bytes: u32,
    /// What it is.
    pub form: TokenForm,
    /// Why it can't be read, in one sentence.
    pub problem: Option<String>,
    /// How it is drawn; absent for what is no JWT.
    pub preview: Option<TokenPreview>,
    /// The members of its header.
    pub header: Vec<NamedJson>,
    /// Its claims, by group and then by name.
    pub claims: Vec<InspectedClaim>,
    /// Its verification.
    pub check: CheckView,
    /// What is worth knowing and no error.
    pub observations: Vec<ObservationView>,
    /// The keys it was checked with.
    pub keys: KeySetView,
    /// Accounts whose provider can be asked about it (RFC 7662), by id.
    pub can_introspect: Vec<String>,
    /// What a provider said about it, once asked.
    pub introspection: Option<IntrospectionView>,
}
