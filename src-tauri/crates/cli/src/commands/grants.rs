//! `lanyard grants …`: who may get which tokens.

use std::path::Path;

use lanyard_agent::host::vault;
use lanyard_core::program::{TerminalGrant, allow_from_terminal};
use lanyard_core::view::{
    GrantView, Lasting, ProgramKind, ProgramView, Programs, QuestionAbout, QuestionView,
};
use lanyard_core::words::{Now, plain};
use lanyard_core::{Engine, Home};
use lanyard_vault::VaultKind;

use crate::args::{AllowArgs, JsonArgs, RevokeArgs};
use crate::exit::Exit;
use crate::failure::{Failure, Kind, quoted};
use crate::output::{Cell, Table};
use crate::passphrase;
use crate::terminal::{Terminal, variable};
use crate::time;

pub(super) async fn list(args: JsonArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let programs = terminal.ask(async |client| client.programs().await).await?;
    if args.json {
        terminal.output.json(&programs)?;
    } else if programs.grants.is_empty() {
        terminal
            .output
            .line("No program may get tokens yet. One that asks for the first time is shown to you.")?;
    } else {
        terminal.output.table(&table(&programs.grants))?;
    }
    if !args.json {
        beside(&programs, terminal)?;
    }
    Ok(Exit::Done)
}

/// Makes a grant beside the engine that may be running: the passphrase shows that it is the person.
pub(super) fn allow(args: &AllowArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let program = real_path(&args.program)?;
    by_passphrase(&terminal.home)?;
    let (_, proof) = vault::open(&terminal.home, &passphrase::read(&terminal.home)?)?;
    let grant = TerminalGrant {
        account: args.handle.clone(),
        kind: lanyard_agent::peer::kind_of(&program),
        program,
        scopes: args.scopes.clone(),
        resource: args.resource.clone(),
    };
    let made = allow_from_terminal(&terminal.home, &proof, grant)?;
    if args.json.json {
        terminal.output.json(&made)?;
    } else {
        terminal.output.line(format_args!(
            "{} may get tokens of {} until you revoke it.",
            plain(&made.program.name),
            plain(&made.handle)
        ))?;
        terminal.output.note(format_args!("To end it: lanyard grants revoke {}", quoted(&made.id)))?;
    }
    Ok(Exit::Done)
}

/// Whether the passphrase can show here that it is the person: where the secrets are in the passphrase vault, and
/// nowhere else. A vault that somebody made beside them shows nothing.
fn by_passphrase(home: &Home) -> Result<(), Failure> {
    let kept = Engine::secrets_in(home)?;
    match (kept, vault::named(variable)?) {
        (Some(VaultKind::PassphraseFile), _) => Ok(()),
        (Some(VaultKind::Keychain), VaultKind::PassphraseFile) => {
            Err(vault::other(VaultKind::Keychain).into())
        }
        (None, VaultKind::PassphraseFile) => {
            let message = "There is no account in this profile yet whose tokens a program could get.";
            Err(Failure::told(Exit::Failed, message).next("lanyard login PROVIDER"))
        }
        (Some(VaultKind::Keychain) | None, VaultKind::Keychain) => {
            let message = "Here programs are allowed in Lanyard's window: it asks when a program asks for the first \
                           time. The command line can allow one only with the passphrase vault (LANYARD_VAULT=file).";
            Err(Failure::told(Exit::NotGranted, message).next("lanyard grants list"))
        }
    }
}

pub(super) async fn revoke(args: &RevokeArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    terminal.ask(async |client| client.revoke_grant(&args.id).await).await?;
    if args.json.json {
        terminal.output.json(&serde_json::json!({ "revoked": args.id }))?;
    } else {
        terminal.output.line("The grant was revoked. Tokens given before work until they expire.")?;
    }
    Ok(Exit::Done)
}

/// The file that the kernel will name when the program asks.
fn real_path(path: &Path) -> Result<std::path::PathBuf, Failure> {
    let shown = quoted(&path.to_string_lossy());
    let real = std::fs::canonicalize(path)
        .map_err(|error| Failure::usage(format!("{shown} can't be looked at: {}.", Kind(&error))))?;
    if real.is_file() { Ok(real) } else { Err(Failure::usage(format!("{shown} is no program's file."))) }
}

fn table(grants: &[GrantView]) -> Table {
    let now = time::here();
    let mut table = Table::headed(["ID", "PROGRAM", "ACCOUNT", "MAY", "LAST USED", "UNTIL"]);
    for grant in grants {
        table.row([
            Cell::from(&grant.id),
            Cell::from(program(&grant.program)),
            Cell::from(&grant.handle),
            Cell::from(may(grant)),
            Cell::from(grant.used_at.map_or_else(|| "never".to_owned(), |at| now.moment(at))),
            Cell::from(until(grant)),
        ]);
    }
    table
}

/// Who waits for an answer, and who may not ask any more.
fn beside(programs: &Programs, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let now: Now = time::here();
    for question in &programs.questions {
        let (asks, until) = (asks(question), now.moment(question.until));
        terminal.output.line(format_args!("{asks}; answer in Lanyard's window until {until}."))?;
    }
    for silenced in &programs.silenced {
        let (who, since) = (program(&silenced.program), now.on_day(silenced.since));
        terminal.output.line(format_args!(
            "{who} may not ask any more: it was denied three times, the last time {since}."
        ))?;
    }
    Ok(())
}

/// Who asks for what.
fn asks(question: &QuestionView) -> String {
    let handle = plain(&question.handle);
    match &question.about {
        QuestionAbout::Tokens { program: asker, .. } => format!("{} asks for {handle}", program(asker)),
        QuestionAbout::Sending { origin, .. } => {
            format!("A call in Lanyard's window would send {handle}'s token to {}", plain(origin))
        }
        QuestionAbout::NewAddress { from, to, .. } => {
            let provider = plain(&question.provider_name);
            format!("{provider} now wants {handle}'s tokens at {} instead of {}", plain(to), plain(from))
        }
    }
}

/// A program as a person knows it.
fn program(program: &ProgramView) -> String {
    let name = plain(&program.name);
    match &program.kind {
        ProgramKind::Session => match &program.terminal {
            Some(terminal) => format!("everything in {} ({name})", terminal_name(terminal)),
            None => format!("a session of {name}"),
        },
        ProgramKind::Interpreter { script: Some(script) } => format!("{name}, running {}", plain(script)),
        ProgramKind::Interpreter { script: None } | ProgramKind::Ordinary => {
            if name == program.path {
                name
            } else {
                format!("{name} ({})", plain(&program.path))
            }
        }
    }
}

/// `pts/3` as the window says it.
fn terminal_name(terminal: &str) -> String {
    let number = terminal.strip_prefix("pts/").or_else(|| terminal.strip_prefix("tty"));
    number.map_or_else(|| plain(terminal), |number| format!("terminal {}", plain(number)))
}

fn may(grant: &GrantView) -> String {
    let scopes = match grant.asked_scopes.as_slice() {
        [] => "the account's own scopes".to_owned(),
        scopes => scopes.join(" "),
    };
    match &grant.resource {
        Some(resource) => format!("{scopes}, only at {resource}"),
        None => scopes,
    }
}

fn until(grant: &GrantView) -> &'static str {
    match (grant.lasting, &grant.program.kind) {
        (Lasting::Once, _) => "once",
        (Lasting::WhileItRuns, ProgramKind::Session) => "the session ends",
        (Lasting::WhileItRuns, ProgramKind::Interpreter { .. } | ProgramKind::Ordinary) => "it ends",
        (Lasting::UntilRevoked, _) => "revoked",
    }
}
