//! An agent of theirs: oidc-agent with accounts in encrypted files, whose password it keeps in memory, as it does by
//! default.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use anyhow::ensure;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::evil::Evil;
use harness::process::{Process, children};
use serde_json::json;

use super::aside;
use super::asked::Asked;
use super::person::{CLIENT, SCOPES, refresh_token};
use crate::typed::Typed;

/// Where Debian puts its programs.
const PROGRAMS: &str = "/usr/bin";
/// The variable that holds the password of its files.
const PASSWORD: &str = "OIDC_ENCRYPTION_PW";

/// An agent, and the environment of its commands.
pub(super) struct OidcAgent {
    process: Process,
    socket: PathBuf,
    env: Vec<(String, String)>,
}

impl OidcAgent {
    /// Starts one in a folder of this name, and waits until it listens.
    pub(super) async fn start(desk: &Desk, name: &str) -> Result<Self> {
        let folder = desk.folder().join(format!("oidc-{name}"));
        let kept = folder.join("accounts");
        std::fs::create_dir_all(&kept)?;
        let socket = folder.join("agent.sock");
        // One that ended without a word leaves its socket.
        drop(std::fs::remove_file(&socket));
        let mut env = desk.folders_env();
        env.push(("OIDC_CONFIG_DIR".to_owned(), kept.display().to_string()));
        env.push(("OIDC_SOCK".to_owned(), socket.display().to_string()));
        env.push((PASSWORD.to_owned(), "correct horse battery staple".to_owned()));
        let at = socket.display().to_string();
        let process = Process::start(
            "oidc-agent",
            PathBuf::from(PROGRAMS).join("oidc-agent"),
            ["--console", "--socket-path", &at],
            &env,
            &desk.logs(),
        )?;
        eventually("oidc-agent listens", SOON, async || Ok(UnixStream::connect(&socket).ok().map(drop)))
            .await?;
        Ok(Self { process, socket, env })
    }

    /// A command of it.
    pub(super) fn typed(&self, program: &str, args: &[&str]) -> Typed {
        Typed::new(PathBuf::from(PROGRAMS).join(program), args, &self.env)
    }

    /// The request for a token on the socket, in plain JSON: its own commands encrypt theirs, which takes longer.
    pub(super) fn asked(&self, account: &str) -> Asked {
        let request = json!({ "request": "access_token", "account": account, "min_valid_period": 0 });
        Asked { socket: self.socket.clone(), request: request.to_string() }
    }

    /// Makes an account with a file.
    pub(super) async fn link(&self, name: &str, evil: &Evil) -> Result {
        let token = refresh_token(evil).await?;
        let from_env = format!("--pw-env={PASSWORD}");
        let args = [
            "--manual",
            "--prompt=none",
            "--confirm-default",
            &from_env,
            "--iss",
            evil.issuer(),
            "--client-id",
            CLIENT,
            "--client-secret=",
            "--scope",
            SCOPES,
            "--rt",
            &token,
            name,
        ];
        let made = self.typed("oidc-gen", &args);
        aside(move || made.timed()).await.map(drop)
    }

    /// Loads an account from its file.
    pub(super) async fn load(&self, name: &str) -> Result {
        let loaded = self.typed("oidc-add", &[&format!("--pw-env={PASSWORD}"), name]);
        aside(move || loaded.timed()).await.map(drop)
    }

    /// Adds an account without a file, as its own commands do once they have read one. It fetches a token at once.
    pub(super) async fn add(&self, name: &str, issuer: &str, refresh_token: &str) -> Result {
        let config = json!({
            "name": name, "client_name": name, "issuer_url": format!("{issuer}/"), "client_id": CLIENT, "client_secret": "",
            "scope": SCOPES, "refresh_token": refresh_token, "cert_path": "/etc/ssl/certs/ca-certificates.crt",
        });
        let request = json!({ "request": "add", "config": config.to_string() });
        let asked = Asked { socket: self.socket.clone(), request: request.to_string() };
        let reply = aside(move || asked.answer()).await?;
        ensure!(reply.contains("\"success\""), "oidc-agent: {reply}");
        Ok(())
    }

    /// Its processes: one listens, the other one holds the accounts.
    pub(super) fn pids(&self) -> Vec<u32> {
        let listens = self.process.pid();
        children(listens).into_iter().chain([listens]).collect()
    }
}
