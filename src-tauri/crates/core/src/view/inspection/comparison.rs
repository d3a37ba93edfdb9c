//! What differs between two tokens, and what an account's earlier ones said.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use crate::view::{ClaimChange, ClaimGroup, ClaimSources, TokenOutcome, Unix};

/// A claim of two tokens that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ComparedClaim {
    /// Its name, with dots for members of objects.
    pub name: String,
    /// Its group.
    pub group: ClaimGroup,
    /// Value in the first token, as JSON text.
    pub before: Option<String>,
    /// Value in the second token, as JSON text.
    pub after: Option<String>,
    /// What came in, of a list, a scope or a role set: as JSON texts.
    pub added: Vec<String>,
    /// What went.
    pub removed: Vec<String>,
    /// It differs in every token by its nature (times, ids).
    pub per_token: bool,
}

/// What a token is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CompareWith {
    /// Another token that is looked at, by id.
    Inspection {
        /// Its id.
        id: String,
    },
    /// Claims of an account's earlier or current lease, by the number of [`EarlierLease`].
    Earlier {
        /// The account's id.
        account: String,
        /// The entry's number.
        entry: u32,
    },
}

/// The differences between two tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ComparisonView {
    /// The first token in a few words, such as *Pasted token, issued 13:58*.
    pub before: String,
    /// The second one.
    pub after: String,
    /// Their headlines: nothing is compared without saying what was verified.
    pub outcomes: [Option<TokenOutcome>; 2],
    /// Claims that differ: added, removed, changed; those that differ by nature last.
    pub claims: Vec<ComparedClaim>,
    /// How many claims are the same.
    pub same: u32,
}

/// The verified claims of one of an account's last sign-ins and renewals, without any token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct EarlierLease {
    /// Its number, from the newest, which is 0.
    pub entry: u32,
    /// When it was given.
    pub at: Unix,
    /// Which sources it has.
    pub sources: ClaimSources,
    /// Scopes it was given.
    pub scopes: Vec<String>,
    /// What had changed in it.
    pub changes: Vec<ClaimChange>,
}
