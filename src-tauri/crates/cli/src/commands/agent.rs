//! `lanyard agent`: the engine without a window, whether one runs, and its end.
//!
//! Invariant 1: whatever ends it ends it in order: no refresh is cut off. Invariant 2: its memory is its own before
//! the first secret is read. Invariant 3: one that was started by another command reports once, then belongs to
//! nobody's terminal.

use std::io;
use std::time::Duration;

use lanyard_agent::client::{CallError, Client};
use lanyard_agent::host::{self, Host};
use lanyard_agent::process::{harden, log};
use lanyard_agent::socket;
use lanyard_agent::wire::{HostKind, Status};
use lanyard_core::view::VaultState;
use rustix::process::{Pid, setsid, test_kill_process};
use tokio::time::{Instant, sleep};

use crate::args::AgentArgs;
use crate::compose;
use crate::descriptors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Table, inert};
use crate::signals::{self, Request};
use crate::start::Report;
use crate::terminal::{Terminal, variable};

/// How long an agent may take to end what is in flight.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Is the agent until somebody ends it.
pub(super) fn serve(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    if args.detach {
        // Fails only where this process leads a session already, which is as good.
        let _ = setsid();
        descriptors::close_inherited();
    }
    harden::no_core_file();
    log::start(&terminal.home, env!("CARGO_PKG_VERSION"), !args.detach);
    harden::no_debugger();
    match begun(args, terminal) {
        Ok(ended) => Ok(ended),
        Err(failure) if args.detach => {
            tracing::error!(message = failure.message(), "the agent could not start");
            let exit = failure.exit();
            Report::Failed(failure).send(&mut io::stdout());
            Ok(exit)
        }
        Err(failure) => Err(failure),
    }
}

fn begun(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let parts = compose::engine_parts(terminal.home.clone())?;
    let runtime = super::agents_runtime()?;
    runtime.block_on(async {
        // Heard from before the door opens: a signal in between ends it in order too.
        let request = signals::requests()?;
        let host = host::open(parts, HostKind::Agent).await?;
        host.engine().start();
        opened(args, terminal)?;
        let ended = until_ended(&host, request).await;
        tracing::info!(why = ended, "the agent ends");
        host.close().await;
        Ok(Exit::Done)
    })
}

/// Tells whoever waits for it that it answers.
fn opened(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if args.detach {
        Report::Answering.send(&mut io::stdout());
        return let_go().map_err(Failure::from);
    }
    let runtime = socket::runtime_folder(variable);
    let path = socket::path(&terminal.home, runtime.as_deref()).map_err(CallError::from)?;
    terminal.output.line(format_args!("Lanyard's agent listens at {}", inert(&path.to_string_lossy())))?;
    Ok(terminal.output.flush()?)
}

/// Ends the pipes to whoever started it.
fn let_go() -> io::Result<()> {
    let nothing = std::fs::File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    Ok(())
}

/// Waits for whatever ends it, and names it.
async fn until_ended(host: &Host, request: impl Future<Output = Request>) -> String {
    tokio::select! {
        request = request => request.to_string(),
        ending = host.ended() => match ending {
            host::Ending::HandOver => "hand-over".to_owned(),
            host::Ending::Stop => "stop".to_owned(),
        },
    }
}

pub(super) async fn status(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let status = match terminal.client()?.status().await {
        Ok(status) => status,
        Err(CallError::NotRunning) => return nobody(args, terminal),
        Err(error) => return Err(error.into()),
    };
    if args.json.json {
        terminal.output.json(&status)?;
    } else {
        terminal.output.table(&facts(&status))?;
    }
    Ok(Exit::Done)
}

/// `null` for programs: there is no status.
fn nobody(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    if args.json.json {
        terminal.output.json(&None::<Status>)?;
    } else {
        terminal.output.line("Lanyard isn't running. It starts by itself when a command needs it.")?;
    }
    Ok(Exit::Failed)
}

fn facts(status: &Status) -> Table {
    let mut table = Table::default();
    table.fact("Running", format!("{} {}, process {}", host(status.host), status.version, status.pid));
    table.fact_if("Profile", status.profile.as_ref());
    table.fact("Keychain", vault(status.vault));
    table.fact("Accounts", status.accounts.to_string());
    table.fact(
        "Consent",
        if status.asks {
            "asked in the window"
        } else {
            "by policy or lanyard grants allow; nobody can be asked"
        },
    );
    table
}

/// Who answers.
pub(super) fn host(kind: HostKind) -> &'static str {
    match kind {
        HostKind::Window => "Lanyard's window",
        HostKind::Agent => "Lanyard's agent",
    }
}

/// The keychain's state.
pub(super) fn vault(state: VaultState) -> &'static str {
    match state {
        VaultState::Unknown => "not asked yet",
        VaultState::Ready => "ready",
        VaultState::Locked => "locked",
        VaultState::Absent => "absent",
    }
}

pub(super) async fn stop(args: &AgentArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let status = match terminal.client()?.status().await {
        Ok(status) => status,
        Err(CallError::NotRunning) => {
            nobody(args, terminal)?;
            return Ok(Exit::Done);
        }
        Err(error) => return Err(error.into()),
    };
    if status.host == HostKind::Window {
        return Err(Failure::told(
            Exit::Failed,
            "Lanyard's window is the engine. Quit it from its own menu.",
        ));
    }
    terminal.client()?.stop().await?;
    if !is_gone(status.pid, &terminal.home).await {
        let message = format!("The agent was told to end and hasn't yet (process {}).", status.pid);
        return Err(Failure::told(Exit::Failed, message).next("lanyard agent --status"));
    }
    if args.json.json {
        terminal.output.json(&status)?;
    } else {
        terminal.output.line("The agent ended. It starts again by itself when a command needs it.")?;
    }
    Ok(Exit::Done)
}

/// Waits until the process is gone, or at least answers no more: what it held is free then.
async fn is_gone(pid: u32, home: &lanyard_core::Home) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while runs(pid) && Instant::now() < deadline {
        sleep(LOOK).await;
    }
    if !runs(pid) {
        return true;
    }
    // Seen from another container its number means nothing here.
    match Client::new(home) {
        Ok(client) => matches!(client.status().await, Err(CallError::NotRunning)),
        Err(_) => false,
    }
}

/// Whether a process runs. One that has ended and that nobody has asked about (a zombie, proc(5)) does not.
fn runs(pid: u32) -> bool {
    let process = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    process.is_some_and(|process| test_kill_process(process).is_ok()) && !matches!(state, Some("Z" | "X"))
}
