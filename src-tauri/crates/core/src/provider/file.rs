//! Provider files (`.lanyard-provider`): what an IT department hands out to fill the form.
//!
//! Invariant 1: a file only fills the form; it never signs in, stores or fetches anything. Invariant 2: it
//! can't carry a secret, and a member it doesn't know is an error rather than a surprise.

use serde::Deserialize;

use super::policy::position;
use super::{ProviderSettings, Redirect, RequestSettings, check, host_of, slug};
use crate::view::{Authentication, ProviderFile, ProviderOrigin};

/// The largest file that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// Why a provider file can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("provider file, line {line}, column {column}: {what}")]
pub(crate) struct ProviderFileError {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    name: Option<String>,
    issuer: String,
    client_id: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
}

/// Reads a file's text (TOML).
pub(crate) fn read(text: &str) -> Result<ProviderFile, ProviderFileError> {
    let refuse = |line, column, what: &str| ProviderFileError { line, column, what: what.to_owned() };
    if text.len() > LARGEST {
        return Err(refuse(0, 0, "is larger than 64 KiB"));
    }
    let document: Document = toml::from_str(text).map_err(|error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        refuse(line, column, error.message())
    })?;
    let settings = document.settings();
    if let Err(error) = check(&settings) {
        let line = text.lines().position(|line| line.trim_start().starts_with(error.field));
        let line = line.and_then(|line| u32::try_from(line + 1).ok()).unwrap_or(0);
        return Err(refuse(line, 1, &error.to_string()));
    }
    Ok(ProviderFile {
        name: settings.name,
        issuer: settings.issuer,
        client_id: settings.client_id,
        scopes: settings.scopes,
        resources: settings.resources,
    })
}

impl Document {
    fn settings(self) -> ProviderSettings {
        let name = self.name.unwrap_or_else(|| host_of(&self.issuer));
        ProviderSettings {
            id: slug(&name),
            name,
            issuer: self.issuer,
            client_id: self.client_id,
            authentication: Authentication::None,
            scopes: self.scopes,
            resources: self.resources,
            request: RequestSettings::default(),
            redirect: Redirect::default(),
            endpoints: Vec::new(),
            token_profile: None,
            extra_ca_file: None,
            origin: ProviderOrigin::File,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_file_fills_the_form() {
        let file = read("issuer = \"https://id.acme.example\"\nclient_id = \"lanyard\"").unwrap();
        assert_eq!(file.name, "id.acme.example");
        assert_eq!(file.client_id, "lanyard");
    }

    #[test]
    fn hostile_files_are_refused() {
        let good = "issuer = \"https://id.acme.example\"\nclient_id = \"x\"\n";
        for (text, what) in [
            (String::new(), "issuer"),
            (format!("{good}client_secret = \"s\""), "client_secret"),
            (format!("{good}extra_ca_file = \"/etc/ca.pem\""), "extra_ca_file"),
            (good.replace("https:", "file:"), "issuer"),
            (good.replace("https://id.acme.example", "https://id.acme.example/?x=1"), "issuer"),
            (format!("{good}name = \"\u{202e}gnp.exe\""), "name"),
            ("x".repeat(70_000), "64 KiB"),
            ("\u{0}\u{1}binary".to_owned(), ""),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.what.contains(what), "{text:.60}: {error}");
        }
    }

    #[test]
    fn the_error_names_the_place() {
        let error = read("issuer = \"https://a.example\"\nclient_id = 3").unwrap_err();
        assert_eq!((error.line, error.column), (2, 13));
    }
}
