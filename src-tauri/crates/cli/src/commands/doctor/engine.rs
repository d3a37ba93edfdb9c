//! The agent, the keychain, the policy, the accounts.

use lanyard_agent::host::vault;
use lanyard_agent::wire::{HostKind, Status};
use lanyard_core::view::{ErrorCode, Overview, VaultState};
use lanyard_core::words::{self, Context, plain};
use lanyard_vault::VaultKind;

use super::Check;
use crate::commands::agent::host;
use crate::failure::{Failure, quoted};
use crate::output::inert;
use crate::terminal::{Terminal, variable};
use crate::time;

/// What the engine says of itself, and everything there is, if it answers.
pub(super) async fn checks(terminal: &Terminal<'_>) -> (Vec<Check>, Option<Overview>) {
    let status = terminal.ask(async |client| client.status().await).await;
    let overview = match &status {
        Ok(_) => terminal.ask(async |client| client.overview().await).await.ok(),
        Err(_) => None,
    };
    match status {
        Ok(status) => {
            let mut checks = vec![version(&status), consent(&status), keychain(&status)];
            if let Some(overview) = &overview {
                checks.push(policy(overview, terminal));
                checks.extend(problem(overview));
                checks.extend(accounts(overview));
            }
            (checks, overview)
        }
        Err(failure) => (vec![nobody(&failure)], overview),
    }
}

fn nobody(failure: &Failure) -> Check {
    Check::problem("Agent", failure.message(), "Run: lanyard agent, and see what it says.")
}

fn version(status: &Status) -> Check {
    const OURS: &str = env!("CARGO_PKG_VERSION");
    let running = format!("{} {}, process {}", host(status.host), inert(&status.version), status.pid);
    if status.version == OURS {
        return Check::ok("Agent", running);
    }
    let restart = match status.host {
        HostKind::Agent => "Run: lanyard agent --stop",
        HostKind::Window => "Quit Lanyard from its menu and start it again.",
    };
    Check::problem("Agent", format!("{running}; this command is {OURS}"), restart)
}

fn consent(status: &Status) -> Check {
    if status.asks {
        Check::ok("Consent", "asked in the window")
    } else {
        Check::note(
            "Consent",
            "nobody can be asked here: programs are allowed by policy or lanyard grants allow",
        )
    }
}

fn keychain(status: &Status) -> Check {
    let (name, file) = match vault::named(variable) {
        Ok(VaultKind::PassphraseFile) => ("Passphrase vault", true),
        Ok(VaultKind::Keychain) | Err(_) => ("Keychain", false),
    };
    match status.vault {
        VaultState::Ready => Check::ok(name, "ready"),
        VaultState::Unknown => Check::note(name, "not asked yet"),
        VaultState::Locked if file => {
            let open = match status.host {
                HostKind::Agent => "Run: lanyard agent --stop, then any command asks for the passphrase.",
                HostKind::Window => {
                    "Quit Lanyard's window: any command asks then; or start it with LANYARD_PASSPHRASE_FILE."
                }
            };
            Check::problem(name, "locked: renewals wait", open)
        }
        VaultState::Locked => {
            Check::problem(name, "locked: renewals wait", "Unlock it in your desktop or in Lanyard's window.")
        }
        VaultState::Absent => Check::problem(
            name,
            "no keychain runs on this computer",
            "Start one (such as gnome-keyring), or keep refresh tokens under a passphrase: LANYARD_VAULT=file",
        ),
    }
}

fn policy(overview: &Overview, terminal: &Terminal<'_>) -> Check {
    let path = inert(&terminal.home.policy().to_string_lossy()).into_owned();
    match &overview.problem {
        Some(error) if error.code == ErrorCode::PolicyBroken => {
            Check::problem("Policy", sentence(error), format!("Ask your IT to mend {path}."))
        }
        Some(_) | None if terminal.home.policy().exists() => Check::ok("Policy", path),
        Some(_) | None => Check::ok("Policy", format!("none ({path})")),
    }
}

/// A problem of the whole program that no other line tells.
fn problem(overview: &Overview) -> Option<Check> {
    let error = overview.problem.as_ref().filter(|error| error.code != ErrorCode::PolicyBroken)?;
    Some(Check::problem("Lanyard", sentence(error), "Run: lanyard activity --problems"))
}

fn accounts(overview: &Overview) -> Vec<Check> {
    let now = time::here();
    let check = |account: &lanyard_core::view::AccountSummary| {
        let provider = overview.providers.iter().find(|provider| provider.id == account.provider);
        let provider = provider.map_or("the provider", |provider| &provider.name);
        let words = words::status(account, provider, &now);
        let name = format!("Account {}", plain(&account.handle));
        let detail = format!("{}: {}", words.word, words.line);
        match words::status_of(account, now.unix()) {
            words::Status::NeedsSignIn | words::Status::Approval => {
                Check::problem(name, detail, format!("Run: lanyard login {}", quoted(&account.handle)))
            }
            words::Status::Setup | words::Status::NotAvailable | words::Status::KeychainLocked => {
                Check::problem(name, detail, format!("Run: lanyard renew {}", quoted(&account.handle)))
            }
            words::Status::Retrying | words::Status::SigningIn | words::Status::SignedOut => {
                Check::note(name, detail)
            }
            words::Status::Active | words::Status::Renewing => Check::ok(name, detail),
        }
    };
    overview.accounts.iter().map(check).collect()
}

fn sentence(error: &lanyard_core::view::ErrorView) -> String {
    words::sentence(error, &Context { now: &time::here(), lease: None })
}
