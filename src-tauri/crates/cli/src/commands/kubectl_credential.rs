//! `lanyard kubectl-credential`: client-go's credential plugin (kubernetes.io, *client.authentication.k8s.io*).

use jiff::Timestamp;
use lanyard_agent::wire::TokenReply;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::given::token;
use crate::args::KubectlCredentialArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::inert;
use crate::terminal::{Terminal, variable};

/// Tells which version the caller speaks.
const INFO: &str = "KUBERNETES_EXEC_INFO";
/// The version that is spoken when the caller names none.
const VERSION: &str = "client.authentication.k8s.io/v1";
/// The same fields under an older name.
const OLDER_VERSION: &str = "client.authentication.k8s.io/v1beta1";

/// What the caller says of itself; of it only the version matters.
#[derive(Deserialize)]
struct Info {
    #[serde(rename = "apiVersion")]
    version: String,
}

#[derive(Serialize)]
struct ExecCredential<'a> {
    kind: &'static str,
    #[serde(rename = "apiVersion")]
    version: &'static str,
    status: Status<'a>,
}

#[derive(Serialize)]
struct Status<'a> {
    #[serde(rename = "expirationTimestamp")]
    expires: Option<String>,
    token: &'a str,
}

pub(super) async fn run(args: &KubectlCredentialArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let version = version(variable(INFO).as_ref().and_then(|info| info.to_str()))?;
    let given = token(terminal, &args.handle, args.ask.body()).await?;
    terminal.output.json(&credential(&given, version))?;
    Ok(Exit::Done)
}

fn credential<'a>(given: &'a TokenReply, version: &'static str) -> ExecCredential<'a> {
    let status = Status { expires: rfc_3339(given.expires_at), token: given.access_token.expose_secret() };
    ExecCredential { kind: "ExecCredential", version, status }
}

fn version(info: Option<&str>) -> Result<&'static str, Failure> {
    let Some(info) = info.filter(|info| !info.is_empty()) else { return Ok(VERSION) };
    let info: Info = serde_json::from_str(info)
        .map_err(|_| Failure::usage(format!("{INFO} can't be understood: it is no ExecCredential.")))?;
    [VERSION, OLDER_VERSION].into_iter().find(|known| *known == info.version).ok_or_else(|| {
        let asked = inert(&info.version).into_owned();
        Failure::usage(format!("{asked} isn't spoken here. Set apiVersion to {VERSION} in the kubeconfig."))
    })
}

/// Whole seconds, rounded down, so that nobody uses the token for too long.
#[expect(clippy::cast_possible_truncation, reason = "a float is cut to the range of the integer")]
fn rfc_3339(at: f64) -> Option<String> {
    Timestamp::from_second(at.floor() as i64).ok().map(|at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_with_these_fields_are_spoken() {
        assert_eq!(version(None).unwrap(), VERSION);
        assert_eq!(version(Some("")).unwrap(), VERSION);
        let info =
            |version: &str| format!(r#"{{"apiVersion":"{version}","kind":"ExecCredential","spec":{{}}}}"#);
        assert_eq!(version(Some(&info(VERSION))).unwrap(), VERSION);
        assert_eq!(version(Some(&info(OLDER_VERSION))).unwrap(), OLDER_VERSION);
        for bad in ["{}", "x", &info("client.authentication.k8s.io/v2"), &info("\u{1b}[2J")] {
            assert_eq!(version(Some(bad)).unwrap_err().exit(), Exit::Usage, "{bad}");
        }
    }

    #[test]
    fn times_are_rfc_3339_and_rounded_down() {
        assert_eq!(rfc_3339(1_746_532_800.9).as_deref(), Some("2025-05-06T12:00:00Z"));
        assert_eq!(rfc_3339(1e300), None);
    }
}
