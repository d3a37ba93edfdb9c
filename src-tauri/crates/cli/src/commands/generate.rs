//! What a package is built with: completions and manual pages, made from the grammar itself.

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::{Exit, TABLE};
use crate::failure::{Failure, quoted};
use crate::terminal::Terminal;

pub(super) fn completions(args: &CompletionsArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "lanyard", &mut script);
    terminal.output.bytes(&script)?;
    Ok(Exit::Done)
}

pub(super) fn man(args: &ManArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let page = page(&args.command).ok_or_else(|| {
        let command = quoted(&args.command.join(" "));
        Failure::usage(format!("There is no command {command}.")).next("lanyard --help")
    })?;
    terminal.output.bytes(&page)?;
    Ok(Exit::Done)
}

/// The manual page of a command; none for a command that isn't there.
fn page(path: &[String]) -> Option<Vec<u8>> {
    let mut whole = Cli::command();
    whole.build();
    let mut command = &whole;
    for name in path {
        command = command.find_subcommand(name)?;
    }
    let title: Vec<_> = std::iter::once("lanyard").chain(path.iter().map(String::as_str)).collect();
    rendered(command, &title.join("-").to_uppercase(), path.is_empty()).ok()
}

fn rendered(command: &Command, title: &str, whole: bool) -> std::io::Result<Vec<u8>> {
    let man = Man::new(command.clone()).title(title).manual("Lanyard").date("");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(notes) = command.get_after_help() {
        notes_section(&notes.to_string()).to_writer(&mut page)?;
    }
    if whole {
        list_section(
            "EXIT STATUS",
            TABLE.map(|(exit, meaning, helps)| {
                let helps = if helps.is_empty() { String::new() } else { format!(". {helps}") };
                (exit.code().to_string(), format!("{meaning}{helps}"))
            }),
        )
        .to_writer(&mut page)?;
        list_section("JSON", JSON.map(owned)).to_writer(&mut page)?;
        list_section("ENVIRONMENT", ENVIRONMENT.map(owned)).to_writer(&mut page)?;
    }
    Ok(page)
}

/// Paragraphs are filled; what is indented is an example and stays as it is.
fn notes_section(notes: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["NOTES"]);
    let mut in_example = false;
    for line in notes.lines() {
        let example = line.starts_with(' ');
        if example != in_example {
            roff.control(if example { "nf" } else { "fi" }, []);
            in_example = example;
        }
        if line.is_empty() {
            roff.control("PP", [])
        } else {
            roff.text([roman(line)])
        };
    }
    if in_example {
        roff.control("fi", []);
    }
    roff
}

fn list_section(title: &str, items: impl IntoIterator<Item = (String, String)>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for (name, text) in items {
        roff.control("TP", []).text([bold(name)]).text([roman(text)]);
    }
    roff
}

fn owned((name, text): (&str, &str)) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

/// What `--json` prints. The names are those of the schemas in the agent's OpenAPI document.
const JSON: [(&str, &str); 17] = [
    ("provider add, provider show, provider remove", "ProviderView."),
    ("provider list", "An array of ProviderView."),
    ("login, renew", "AccountSummary. login --no-browser prints the address on a line before it."),
    ("accounts", "An array of AccountSummary."),
    ("show", "AccountDetail."),
    ("userinfo", "The claims, as the provider sent them."),
    ("introspect", "The claims, as the provider sent them, and active."),
    ("logout, remove", "SignOutReport."),
    ("token", "TokenReply: access_token, token_type, expires_at, scope, resource, account."),
    (
        "inspect",
        "An object: outcome (valid, not_valid or could_not_be_verified), headline, because, about, next, form, \
         wrapping, others, bytes, profile, profile_proposed, issuer, audience, at, verdicts (an array of VerdictView: \
         rule, title, result, expected, found, sentence, next, source), header, claims, observations, key_id, keys \
         (KeySetView). The signature is in none of them.",
    ),
    ("diff", "An object: verified (false), claims (an array of ComparedClaim), same."),
    ("keys", "KeySetView."),
    ("grants list, grants allow, grants revoke", "Programs; GrantView; an object with the revoked id."),
    ("activity, activity --verify", "An array of ActivityEntry; ChainView."),
    ("doctor", "An array of objects: name, state (ok, note or problem), detail, advice."),
    ("agent --status, agent --stop", "Status, or null where nothing runs."),
    ("errors", "On standard error, an object: error (ErrorView or null), message, next, exit."),
];

const ENVIRONMENT: [(&str, &str); 7] = [
    (
        "LANYARD_HOME",
        "A folder that holds a profile of its own: its state, its socket, and the name that its keychain items carry.",
    ),
    (
        "LANYARD_VAULT",
        "file keeps refresh tokens in a folder of encrypted files instead of the keychain, opened by a passphrase. \
         A profile that has accounts keeps to the one they are in.",
    ),
    ("LANYARD_PASSPHRASE_FD", "The number of an open file descriptor that this passphrase is read from."),
    (
        "LANYARD_PASSPHRASE_FILE",
        "A file that holds this passphrase and that only you can read. Without either it is asked for on the \
         terminal; the window can't ask for it.",
    ),
    ("LANYARD_LOG", "How much the agent writes to its log, such as debug."),
    ("LANYARD_TOKEN", "Set by lanyard exec for the command it runs."),
    ("NO_COLOR", "Set and not empty: no colours."),
];
