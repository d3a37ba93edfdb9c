//! Whether a token is valid, rule by rule, and what it is checked as and with.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use crate::view::{TokenOutcome, Unix};

/// How one rule came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleResult {
    /// The rule was kept.
    Passed,
    /// The rule was broken.
    Failed,
    /// The rule does not apply, or could not be looked at.
    NotChecked,
}

/// The verdict on one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct VerdictView {
    /// The rule's name (`lanyard_jwt::Rule`), such as `access_token_hash`.
    pub rule: String,
    /// The rule's name in words, such as *Expiry*.
    pub title: String,
    /// How it came out.
    pub result: RuleResult,
    /// What the rule asks for.
    pub expected: String,
    /// What the token has, inert and cut.
    pub found: String,
    /// What that means, in one sentence.
    pub sentence: String,
    /// What to do; empty where nothing is to be done.
    pub next: String,
    /// The specification and section it stands in.
    pub source: String,
}

/// What a token is checked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub enum CheckProfile {
    /// An ID token (OIDC Core §2).
    #[serde(rename = "id-token")]
    IdToken,
    /// An access token in the profile of RFC 9068.
    #[serde(rename = "at+jwt")]
    AccessToken,
    /// A logout token (OIDC Back-Channel Logout §2.4).
    #[serde(rename = "logout")]
    LogoutToken,
    /// A plain `JWT`, as Keycloak and Entra issue access tokens.
    #[serde(rename = "jwt")]
    Jwt,
}

/// Where the keys come from that a token is checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyChoice {
    /// The provider whose issuer the token names, if there is one.
    Matching,
    /// This provider's.
    Provider {
        /// The provider's id.
        provider: String,
    },
    /// The key file that was opened for this token.
    File,
    /// None.
    Nothing,
}

/// What the person chose beside the token. Absent: what the engine proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct CheckChoices {
    /// What the token is checked as.
    pub profile: Option<CheckProfile>,
    /// Whose keys.
    pub keys: KeyChoice,
    /// The issuer that is expected; needed with a key file alone.
    pub issuer: Option<String>,
    /// The audience that is expected.
    pub audience: Option<String>,
    /// The nonce of the request.
    pub nonce: Option<String>,
    /// The moment at which it should be valid; absent: now.
    pub at: Option<Unix>,
}

/// The verification of a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct CheckView {
    /// The headline's word.
    pub outcome: TokenOutcome,
    /// What follows it, such as *it expired 3 minutes ago*; empty for a valid token.
    pub because: String,
    /// What the token is, in one or two sentences: for whom, from whom, by which key.
    pub about: String,
    /// What to do next; empty where nothing is to be done.
    pub next: String,
    /// What it was checked as.
    pub profile: CheckProfile,
    /// The provider whose keys were used, by id.
    pub provider: Option<String>,
    /// The issuer that was expected, if one was known.
    pub issuer: Option<String>,
    /// The audience that was expected, if one was known.
    pub audience: Option<String>,
    /// Audiences that can be chosen: the provider's resources, its client ID, what the token names.
    pub audiences: Vec<String>,
    /// The moment at which it was checked.
    pub at: Unix,
    /// One verdict per rule: broken ones first.
    pub verdicts: Vec<VerdictView>,
}

/// How good a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
}

/// Something worth knowing that is no error: a long life, no audience, personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ObservationView {
    /// A name for programs, such as `long_life`.
    pub kind: String,
    /// How much it matters.
    pub weight: Weight,
    /// What was noticed, in one sentence.
    pub sentence: String,
    /// Names of the claims concerned.
    pub claims: Vec<String>,
}
