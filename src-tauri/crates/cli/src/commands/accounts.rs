//! `lanyard accounts`.

use lanyard_core::view::{AccountSummary, Overview};
use lanyard_core::words::{self, Status};

use crate::args::JsonArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone};
use crate::terminal::Terminal;
use crate::time;

pub(super) async fn run(args: JsonArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let overview = terminal.ask(async |client| client.overview().await).await?;
    if args.json {
        terminal.output.json(&overview.accounts)?;
    } else if overview.accounts.is_empty() {
        terminal.output.line("No account is signed in here.")?;
        terminal.output.note(format_args!("Run: {}", first_step(&overview)))?;
    } else {
        terminal.output.table(&table(&overview))?;
    }
    if let Some(problem) = overview.problem.filter(|_| !args.json) {
        let now = time::here();
        terminal.output.note(words::sentence(&problem, &words::Context { now: &now, lease: None }))?;
    }
    Ok(Exit::Done)
}

/// The tone of a status, which its word says too.
pub(super) fn tone(status: Status) -> Tone {
    match status {
        Status::Active => Tone::Good,
        Status::Renewing | Status::SigningIn | Status::SignedOut => Tone::Quiet,
        Status::Retrying | Status::NotAvailable | Status::KeychainLocked => Tone::Warn,
        Status::NeedsSignIn | Status::Setup | Status::Approval => Tone::Bad,
    }
}

fn table(overview: &Overview) -> Table {
    let now = time::here();
    let mut table = Table::headed(["ACCOUNT", "WHO", "PROVIDER", "STATE", "TOKEN"]);
    for account in &overview.accounts {
        let provider = overview.providers.iter().find(|provider| provider.id == account.provider);
        let provider = provider.map_or(account.provider.as_str(), |provider| &provider.name);
        let status = words::status_of(account, now.unix());
        let words = words::status(account, provider, &now);
        table.row([
            Cell::from(&account.handle),
            Cell::from(&account.title),
            Cell::from(provider),
            Cell::toned(tone(status), words.word),
            Cell::from(time_left(account, now.unix())),
        ]);
    }
    table
}

/// How long the main token still serves.
fn time_left(account: &AccountSummary, now: f64) -> String {
    match account.lease {
        Some(lease) if lease.expires_at > now => words::short_length(lease.expires_at - now),
        Some(_) | None => "–".to_owned(),
    }
}

fn first_step(overview: &Overview) -> String {
    match overview.providers.first() {
        Some(provider) => format!("lanyard login {}", crate::failure::quoted(&provider.name)),
        None => "lanyard provider add NAME --issuer URL --client-id ID".to_owned(),
    }
}
