//! A token that is looked at: what it says, and whether it is valid.
//!
//! Invariant 1: of a signature there are the first and last four characters, never more. Invariant 2: verdict and
//! claims travel together, so that no reader can show claims without saying whether they were verified.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{
    ClaimChange, ClaimGroup, ClaimSources, ErrorView, IntrospectionView, NamedJson, TokenOutcome, Unix,
};

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

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
}

/// What a report holds: the signature never, personal claims only when asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ReportChoices {
    /// How it is written.
    pub format: ReportFormat,
    /// Claims that are masked by default and shall be shown, by name.
    pub show: Vec<String>,
    /// Claims that are shown by default and shall be masked, by name.
    pub mask: Vec<String>,
}

/// A report that can be shared, as it will be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ReportView {
    /// The whole text.
    pub text: String,
    /// Claims that are masked in it, by name.
    pub masked: Vec<String>,
    /// Every claim that is shown in it, by name.
    pub shown: Vec<String>,
}
