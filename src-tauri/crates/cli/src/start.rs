//! An agent for whoever finds none.
//!
//! Invariant 1: what is started is this very program, in a session of its own, with nothing of the terminal and
//! no secret in its arguments or environment: the environment is made anew from a list. Invariant 2: of many
//! commands at once one starts an agent; the others wait for it. Invariant 3: whoever starts one polls nothing: it
//! reports once, on a pipe.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use lanyard_agent::client::{CallError, Client};
use lanyard_agent::host::vault::PASSPHRASE_FD;
use lanyard_core::Home;
use lanyard_core::view::ErrorCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;
use tokio::time::timeout;

use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::front::this_program;
use crate::passphrase;
use crate::terminal::variable;

/// How long an agent may take until it reports: it waits 5 s for an engine that is just ending, then names it.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long another engine may take until it answers, once its lock was seen to be taken.
const SOON: Duration = Duration::from_secs(1);
/// Bytes of a report.
const LARGEST_REPORT: u64 = 64 * 1024;

/// What an agent reports to whoever started it, once.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Report {
    /// It answers on its socket.
    Answering,
    /// It could not start.
    Failed(Failure),
}

impl Report {
    /// Tells whoever started this agent. Nobody may be listening any more.
    pub(crate) fn send(&self, to: &mut dyn Write) {
        if let Ok(mut line) = serde_json::to_vec(self) {
            line.push(b'\n');
            let _ = to.write_all(&line).and_then(|()| to.flush());
        }
    }
}

/// Starts an agent for this profile and waits until it answers.
///
/// # Errors
/// Why none could be started, in the person's words.
pub(crate) async fn agent(home: &Home, client: &Client) -> Result<(), Failure> {
    home.prepare().map_err(|error| {
        let folder = home.root().display().to_string();
        failed(format!("The folder {} can't be used: {}.", crate::output::inert(&folder), Kind(&error)))
    })?;
    let passphrase = passphrase::for_agent(home)?;
    let _turn = turn(home).await?;
    match client.status().await {
        Err(CallError::NotRunning) => {}
        Ok(_) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let report = spawn(passphrase.as_ref()).map_err(|error| not_started(&Kind(&error).to_string()))?;
    match timeout(PATIENCE, received(report)).await {
        Ok(Ok(Some(Report::Answering))) => Ok(()),
        // Somebody else became the engine in between, and will answer in a moment.
        Ok(Ok(Some(Report::Failed(failure)))) if failure.code() == Some(ErrorCode::AnotherEngine) => {
            client.answering(SOON).await.map(drop).map_err(|_| failure)
        }
        Ok(Ok(Some(Report::Failed(failure)))) => Err(failure),
        Ok(Ok(None)) => Err(not_started(&format!("it ended at once; {} says more", log(home)))),
        Ok(Err(error)) => Err(not_started(&Kind(&error).to_string())),
        Err(_) => Err(not_started(&format!("it doesn't answer after 8 s; {} says more", log(home)))),
    }
}

/// One command at a time starts an agent. The lock ends with its file.
async fn turn(home: &Home) -> Result<File, Failure> {
    let path = home.root().join("start.lock");
    let locked = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).append(true).mode(0o600).open(path)?;
        file.lock()?;
        Ok(file)
    });
    match timeout(PATIENCE, locked).await {
        Ok(Ok(result)) => result.map_err(|error: io::Error| not_started(&Kind(&error).to_string())),
        Ok(Err(_)) | Err(_) => Err(not_started("another command has been starting it for 8 s")),
    }
}

/// Starts it, and gives the pipe on which it reports.
fn spawn(passphrase: Option<&SecretString>) -> io::Result<OwnedFd> {
    let mut command = Command::new(this_program()?);
    command
        .arg0("lanyard")
        .args(["agent", "--detach"])
        .current_dir("/")
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    command.env_clear().envs(std::env::vars_os().filter(|(name, _)| is_passed_on(name)));
    // It works in another folder, where a relative path would lead elsewhere.
    if let Some(path) = variable("LANYARD_HOME").filter(|path| !path.is_empty()) {
        command.env("LANYARD_HOME", std::path::absolute(path)?);
    }
    match passphrase {
        Some(_) => command.stdin(Stdio::piped()).env(PASSPHRASE_FD, "0"),
        None => command.stdin(Stdio::null()),
    };
    let mut child = command.spawn()?;
    if let (Some(passphrase), Some(mut stdin)) = (passphrase, child.stdin.take()) {
        // A pipe holds more than the longest passphrase, so this waits for nobody.
        stdin.write_all(passphrase.expose_secret().as_bytes())?;
    }
    child.stdout.take().map(OwnedFd::from).ok_or_else(|| io::ErrorKind::BrokenPipe.into())
}

async fn received(report: OwnedFd) -> io::Result<Option<Report>> {
    let mut bytes = Vec::new();
    pipe::Receiver::from_owned_fd(report)?.take(LARGEST_REPORT).read_to_end(&mut bytes).await?;
    Ok(serde_json::from_slice(&bytes).ok())
}

/// What an agent needs of the environment: the person, the profile, the keychain, the browser, the network. Not
/// what a shell or `lanyard exec` put there for its children.
fn is_passed_on(name: &OsString) -> bool {
    const NAMES: &str = "HOME USER LOGNAME PATH LANG LANGUAGE TZ TMPDIR DESKTOP_SESSION BROWSER DISPLAY \
                         WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS SSL_CERT_FILE SSL_CERT_DIR \
                         LANYARD_HOME LANYARD_VAULT LANYARD_LOG HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY \
                         http_proxy https_proxy all_proxy no_proxy";
    const STARTS: [&str; 4] = ["XDG_", "LC_", "KDE_", "GNOME_"];
    let Some(name) = name.to_str() else { return false };
    NAMES.split_whitespace().any(|known| known == name) || STARTS.iter().any(|start| name.starts_with(start))
}

fn log(home: &Home) -> String {
    crate::output::inert(&home.log().display().to_string()).into_owned()
}

fn not_started(why: &str) -> Failure {
    failed(format!("Lanyard's agent could not be started: {why}."))
}

fn failed(message: String) -> Failure {
    Failure::told(Exit::Failed, message).next("lanyard doctor")
}
