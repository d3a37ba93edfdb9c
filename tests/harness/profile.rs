//! A profile of Lanyard in a folder of its own: `LANYARD_HOME`, with the policy that names its providers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::Result;

/// A provider, as `policy.toml` names it.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Stable id; also the first account's handle.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Resource indicators.
    pub resources: Vec<String>,
    /// The `prompt` parameter, where the provider wants one.
    pub prompt: Option<String>,
}

impl Provider {
    /// A provider with the scopes everybody has.
    pub fn new(id: &str, name: &str, issuer: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            issuer: issuer.to_owned(),
            client_id: "lanyard".to_owned(),
            scopes: ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec(),
            resources: Vec::new(),
            prompt: Some("consent".to_owned()),
        }
    }

    /// Also asks for an API's scopes, with its resource indicator (RFC 8707).
    #[must_use]
    pub fn with_api(mut self, resource: &str, scopes: &[&str]) -> Self {
        self.resources.push(resource.to_owned());
        self.scopes.extend(scopes.iter().map(|scope| (*scope).to_owned()));
        self
    }

    fn to_toml(&self) -> String {
        let list =
            |values: &[String]| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
        let mut text = String::from("[[provider]]\n");
        let mut line = |key: &str, value: String| {
            let _ = writeln!(text, "{key} = {value}");
        };
        line("id", quoted(&self.id));
        line("name", quoted(&self.name));
        line("issuer", quoted(&self.issuer));
        line("client_id", quoted(&self.client_id));
        line("scopes", format!("[{}]", list(&self.scopes)));
        line("resources", format!("[{}]", list(&self.resources)));
        if let Some(prompt) = &self.prompt {
            line("prompt", quoted(prompt));
        }
        text
    }
}

/// A profile folder.
#[derive(Debug, Clone)]
pub struct Profile {
    folder: PathBuf,
}

impl Profile {
    /// Makes the folder, readable by its owner alone.
    pub fn create(folder: impl Into<PathBuf>) -> Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let folder = folder.into();
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self { folder })
    }

    /// Writes the policy.
    pub fn set_policy(&self, providers: &[Provider]) -> Result {
        let text = providers.iter().map(Provider::to_toml).collect::<Vec<_>>().join("\n");
        self.set_policy_text(&text)
    }

    /// Writes a policy as it stands, broken or not.
    pub fn set_policy_text(&self, text: &str) -> Result {
        Ok(std::fs::write(self.folder.join("policy.toml"), text)?)
    }

    /// The folder: what goes into `LANYARD_HOME`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A TOML basic string; JSON's escapes are a subset of TOML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
