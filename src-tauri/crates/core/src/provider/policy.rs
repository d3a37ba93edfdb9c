//! The administrator's policy: providers that are locked, which grants may be used, which programs may get tokens
//! (`crate::program` has those rules), and where the console may be used.
//!
//! Invariant 1: a policy that can't be read in full allows nothing (fails closed), and the reason names line
//! and column. Invariant 2: no file at all is no policy.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use lanyard_oauth::Issuer;
use serde::Deserialize;

use super::{ProviderSettings, Redirect, RequestSettings, check, slug};
use crate::failure::Failure;
use crate::program::{ProgramPolicy, ProgramTable, ProgramsTable};
use crate::view::{Authentication, Endpoint, ErrorCode, ProviderOrigin, TokenProfile};

/// The largest policy that is read.
const LARGEST: u64 = 1024 * 1024;

/// What the administrator decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) providers: Vec<ProviderSettings>,
    pub(crate) programs: ProgramPolicy,
    console: ConsoleTable,
    allow: Option<Vec<Grant>>,
    deny: Vec<Grant>,
}

/// Grants that Lanyard can use (RFC 6749 §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grant {
    /// Authorization code with PKCE.
    AuthorizationCode,
    /// Refresh token.
    RefreshToken,
}

/// Why the policy can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}, column {column}: {what}")]
pub(crate) struct PolicyError {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) what: String,
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        let failure = Self::lasting(ErrorCode::PolicyBroken, "policy", error.to_string());
        failure.place(error.line, error.column).detail(error.what)
    }
}

impl Policy {
    /// Reads the policy file; a missing one is an empty policy.
    pub(crate) fn read(path: &Path) -> Result<Self, PolicyError> {
        let unreadable = |error: &io::Error| PolicyError { line: 0, column: 0, what: error.to_string() };
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.len() > LARGEST => {
                return Err(PolicyError { line: 0, column: 0, what: "is larger than 1 MiB".to_owned() });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(&error)),
        }
        Self::parse(&std::fs::read_to_string(path).map_err(|error| unreadable(&error))?)
    }

    /// Reads a policy's text.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let document: Document = toml::from_str(text).map_err(|error| at(text, &error))?;
        let mut providers: Vec<ProviderSettings> = Vec::new();
        for table in document.provider {
            let start = table.span().start;
            let settings = table.into_inner().settings();
            let refuse = |what: String| Err(place(text, start, what));
            if let Err(error) = check(&settings) {
                return refuse(error.to_string());
            }
            if providers.iter().any(|other| other.id == settings.id) {
                return refuse(format!("a second provider has the id {:?}", settings.id));
            }
            providers.push(settings);
        }
        let mut rules = Vec::new();
        for table in document.program {
            let start = table.span().start;
            rules.push(table.into_inner().rule().map_err(|what| place(text, start, what))?);
        }
        for issuer in document.console.providers.iter().flatten() {
            if let Err(error) = Issuer::parse(issuer.get_ref()) {
                return Err(place(text, issuer.span().start, format!("issuer: {error}")));
            }
        }
        Ok(Self {
            providers,
            programs: document.programs.with(rules),
            console: document.console,
            allow: document.grants.allow,
            deny: document.grants.deny,
        })
    }

    /// Whether a grant may be used; what is denied is denied even if it is allowed too.
    pub(crate) fn allows(&self, grant: Grant) -> bool {
        !self.deny.contains(&grant) && self.allow.as_ref().is_none_or(|allow| allow.contains(&grant))
    }

    /// Whether the console of the provider with this issuer may be used; switched off it is off everywhere.
    pub(crate) fn allows_console(&self, issuer: &str) -> bool {
        let ConsoleTable { allow, providers } = &self.console;
        let listed = |list: &Vec<toml::Spanned<String>>| list.iter().any(|listed| listed.get_ref() == issuer);
        *allow && providers.as_ref().is_none_or(listed)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    provider: Vec<toml::Spanned<ProviderTable>>,
    #[serde(default)]
    grants: GrantsTable,
    #[serde(default)]
    console: ConsoleTable,
    #[serde(default)]
    programs: ProgramsTable,
    #[serde(default)]
    program: Vec<toml::Spanned<ProgramTable>>,
}

/// Where the console may be used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ConsoleTable {
    allow: bool,
    /// Issuers; none: every provider.
    providers: Option<Vec<toml::Spanned<String>>>,
}

impl Default for ConsoleTable {
    fn default() -> Self {
        Self { allow: true, providers: None }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantsTable {
    allow: Option<Vec<Grant>>,
    #[serde(default)]
    deny: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderTable {
    id: Option<String>,
    name: String,
    issuer: String,
    client_id: String,
    #[serde(default)]
    auth: Authentication,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
    prompt: Option<String>,
    login_hint: Option<String>,
    max_age: Option<u64>,
    acr_values: Option<String>,
    claims: Option<String>,
    redirect_path: Option<String>,
    redirect_port: Option<u16>,
    #[serde(default)]
    redirect_localhost: bool,
    /// For a provider without discovery.
    #[serde(default)]
    endpoints: BTreeMap<String, String>,
    token_profile: Option<TokenProfile>,
    extra_ca_file: Option<std::path::PathBuf>,
}

impl ProviderTable {
    fn settings(self) -> ProviderSettings {
        ProviderSettings {
            id: slug(self.id.as_deref().unwrap_or(&self.name)),
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            authentication: self.auth,
            scopes: self.scopes,
            resources: self.resources,
            request: RequestSettings {
                prompt: self.prompt,
                login_hint: self.login_hint,
                max_age: self.max_age,
                acr_values: self.acr_values,
                claims: self.claims,
            },
            redirect: Redirect {
                path: self.redirect_path.unwrap_or_else(|| Redirect::default().path),
                port: self.redirect_port,
                localhost: self.redirect_localhost,
            },
            endpoints: self.endpoints.into_iter().map(|(name, url)| Endpoint { name, url }).collect(),
            token_profile: self.token_profile,
            extra_ca_file: self.extra_ca_file,
            origin: ProviderOrigin::Policy,
        }
    }
}

fn at(text: &str, error: &toml::de::Error) -> PolicyError {
    let start = error.span().map_or(0, |span| span.start);
    place(text, start, error.message().to_owned())
}

/// Line and column (in characters, from 1) of a byte offset.
pub(super) fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

fn place(text: &str, offset: usize, what: String) -> PolicyError {
    let (line, column) = position(text, offset);
    PolicyError { line, column, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[provider]]
id = "acme"
name = "Acme ID"
issuer = "https://id.acme.example"
client_id = "lanyard"
scopes = ["openid", "orders:read"]
prompt = "consent"

[grants]
deny = ["refresh_token"]
"#;

    #[test]
    fn reads_providers_and_grants() {
        let policy = Policy::parse(GOOD).unwrap();
        assert_eq!(policy.providers.len(), 1);
        assert_eq!(policy.providers[0].origin, ProviderOrigin::Policy);
        assert_eq!(policy.providers[0].request.prompt.as_deref(), Some("consent"));
        assert!(policy.allows(Grant::AuthorizationCode));
        assert!(!policy.allows(Grant::RefreshToken));
    }

    #[test]
    fn reads_given_endpoints_and_a_token_profile() {
        let given = GOOD.replace(
            "prompt = \"consent\"",
            r#"token_profile = "at+jwt"
[provider.endpoints]
authorization = "https://id.acme.example/authorize"
token = "https://id.acme.example/token"
jwks = "https://id.acme.example/jwks""#,
        );
        let policy = Policy::parse(&given).unwrap();
        assert_eq!(policy.providers[0].endpoints.len(), 3);
        assert_eq!(policy.providers[0].token_profile, Some(TokenProfile::AccessToken));
        let error =
            Policy::parse(&given.replace("https://id.acme.example/token", "http://a/token")).unwrap_err();
        assert!(error.what.starts_with("endpoints"), "{error}");
        assert!(Policy::parse(&given.replace("at+jwt", "whatever")).is_err());
    }

    #[test]
    fn an_allow_list_denies_the_rest() {
        let policy = Policy::parse("[grants]\nallow = [\"refresh_token\"]").unwrap();
        assert!(!policy.allows(Grant::AuthorizationCode));
        assert!(policy.allows(Grant::RefreshToken));
    }

    #[test]
    fn the_console_is_off_where_the_policy_does_not_have_it() {
        const ACME: &str = "https://id.acme.example";
        for (text, allowed) in [
            ("", true),
            ("[console]", true),
            ("[console]\nallow = false", false),
            ("[console]\nallow = false\nproviders = [\"https://id.acme.example\"]", false),
            ("[console]\nproviders = [\"https://id.acme.example\"]", true),
            ("[console]\nproviders = [\"https://id.acme.example/\"]", false),
            ("[console]\nproviders = []", false),
        ] {
            assert_eq!(Policy::parse(text).unwrap().allows_console(ACME), allowed, "{text}");
        }
    }

    #[test]
    fn fails_closed_with_line_and_column() {
        let cases = [
            ("[[provider]]\nname = \"A\"\nissuer = \"https://a\"\nclient_id = 7", 4, 13),
            ("[[provider]]\nnombre = \"A\"", 2, 1),
            ("\n[grants]\ndeny = [\"password\"]", 3, 9),
            ("[[provider]]\nname = \"A", 2, 10),
            ("[surprise]\n", 1, 2),
            ("[console]\nallow = \"no\"", 2, 9),
            ("[console]\nallowed = false", 2, 1),
            ("[console]\nproviders = [\"https://id.acme.example\", \"id.acme.example\"]", 2, 41),
        ];
        for (text, line, column) in cases {
            let error = Policy::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_provider_that_breaks_a_rule_breaks_the_policy() {
        let error = Policy::parse(&GOOD.replace("https://id", "http://id")).unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.what.starts_with("issuer"), "{error}");
    }

    #[test]
    fn two_providers_of_one_id_break_the_policy() {
        let doubled = format!("{}{}", GOOD.replace("[grants]\ndeny = [\"refresh_token\"]", ""), GOOD);
        assert!(Policy::parse(&doubled).unwrap_err().what.contains("acme"));
    }

    #[test]
    fn no_file_is_no_policy_and_a_folder_is_a_broken_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Policy::read(&folder.path().join("none")), Ok(Policy::default()));
        assert!(Policy::read(folder.path()).is_err());
    }
}
