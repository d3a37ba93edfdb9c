//! Why a command did not do what was asked: the sentence, the next command to run, the exit code.
//!
//! Invariant 1: the sentence is the window's wherever an engine's error is behind it. Invariant 2: nothing here
//! holds a secret. Invariant 3: every text of others in a sentence is inert.

use std::fmt::Display;
use std::io;

use lanyard_agent::client::CallError;
use lanyard_core::view::{ErrorCode, ErrorView, Unix};
use lanyard_core::words::{self, NextStep};
use lanyard_core::{Engine, Home};
use lanyard_vault::VaultKind;
use serde::{Deserialize, Serialize};

use crate::args::Subject;
use crate::exit::{Exit, is_impossible_scope};
use crate::output::{Output, inert};
use crate::time;

/// What a person is told last. With `--json` it is printed as JSON; an agent that could not start reports it so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The engine's error, if one is behind it.
    error: Option<Box<ErrorView>>,
    /// What happened and what it means.
    message: String,
    /// The next command to run.
    next: Option<String>,
    /// The exit code.
    exit: Exit,
}

impl Failure {
    /// Something that is told in a sentence of its own.
    pub(crate) fn told(exit: Exit, message: impl Into<String>) -> Self {
        Self { error: None, message: message.into(), next: None, exit }
    }

    /// What was typed can't be used.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::told(Exit::Usage, message)
    }

    /// With the next command to run.
    pub(crate) fn next(self, command: impl Into<String>) -> Self {
        Self { next: Some(command.into()), ..self }
    }

    /// With another exit code than its error's own.
    pub(crate) fn ending(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// Which of several things it is about, as a sentence begins.
    pub(crate) fn about(self, what: &str) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }

    /// The engine's code, if an engine's error is behind it.
    pub(crate) fn code(&self) -> Option<ErrorCode> {
        self.error.as_ref().map(|error| error.code)
    }

    /// Until when something is waited for, if the engine says so.
    pub(crate) fn until(&self) -> Option<Unix> {
        self.error.as_ref().and_then(|error| error.facts.until)
    }

    /// What happened.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Tells it beside the result, and says how the command ends. Where standard error can't be written either,
    /// the exit code is all there is.
    pub(crate) fn tell(
        mut self,
        subject: Subject<'_>,
        home: &Home,
        output: &mut Output<'_>,
        json: bool,
    ) -> Exit {
        self.name(subject, home);
        let told = if json { output.json_note(&self) } else { self.tell_person(output) };
        drop(told);
        self.exit
    }

    fn tell_person(&self, output: &mut Output<'_>) -> io::Result<()> {
        let reference = self.error.as_ref().and_then(|error| error.reference.as_deref());
        let reference = reference.map(|reference| format!(" ({})", inert(reference))).unwrap_or_default();
        output.note(format_args!("{}{reference}", self.message))?;
        self.next.as_ref().map_or(Ok(()), |next| output.note(format_args!("Run: {next}")))
    }

    /// Says what a general error means for this subject, and what helps.
    fn name(&mut self, subject: Subject<'_>, home: &Home) {
        let Some(error) = &self.error else { return };
        if error.code == ErrorCode::NotFound
            && let Some(message) = missing(subject)
        {
            self.message = message;
        }
        let help = help(error, subject, home);
        if let Some(words) = help.words {
            self.message = format!("{} {words}", self.message);
        }
        self.next = self.next.take().or(help.command);
    }
}

/// What helps, beside what the error's own sentence says.
#[derive(Default)]
struct Help {
    words: Option<&'static str>,
    command: Option<String>,
}

/// An argument as a shell reads it back.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", inert(argument).replace('\'', r"'\''"))
}

fn missing(subject: Subject<'_>) -> Option<String> {
    let (kind, name) = match subject {
        Subject::Account(name) => ("account", name),
        Subject::SignIn(name) | Subject::Provider(name) => ("provider", name),
        Subject::Grant(name) => ("grant", name),
        Subject::Nobody => return None,
    };
    Some(format!("There is no {kind} {}.", quoted(name)))
}

fn help(error: &ErrorView, subject: Subject<'_>, home: &Home) -> Help {
    let handle = match subject {
        Subject::Account(name) => quoted(name),
        Subject::SignIn(_) | Subject::Provider(_) | Subject::Grant(_) | Subject::Nobody => {
            "HANDLE".to_owned()
        }
    };
    match (error.code, error.facts.detail.as_deref()) {
        (ErrorCode::NotGranted, Some("nobody_to_ask")) => {
            if let Ok(Some(VaultKind::PassphraseFile)) = Engine::secrets_in(home) {
                let command = Some(format!("lanyard grants allow {handle} PROGRAM-PATH"));
                return Help { command, words: None };
            }
            let words = Some("Open Lanyard's window, which asks you, or let your IT's policy allow it.");
            Help { words, command: None }
        }
        (ErrorCode::Silenced, _) => Help { words: Some("Open Programs in Lanyard's window."), command: None },
        (ErrorCode::ProviderSetup, _) if is_impossible_scope(error) => Help {
            words: Some("A new sign-in can ask for more scopes."),
            command: Some(format!("lanyard login {handle} --scope SCOPE")),
        },
        // The sentence says how Lanyard is to be started.
        (ErrorCode::OtherVault, _) => Help::default(),
        (ErrorCode::VaultClosed, _) => Help { words: None, command: Some("lanyard doctor".to_owned()) },
        (_, _) => Help { words: None, command: next_command(error, subject) },
    }
}

fn next_command(error: &ErrorView, subject: Subject<'_>) -> Option<String> {
    let at = |command: &str, name: &str| Some(format!("lanyard {command} {}", quoted(name)));
    match (words::next_step(error), subject) {
        (NextStep::SignIn, Subject::Account(name))
        | (NextStep::SignIn | NextStep::Retry, Subject::SignIn(name)) => at("login", name),
        (NextStep::Retry, Subject::Account(name)) if words::renews(error) => at("renew", name),
        (NextStep::EditProvider, Subject::SignIn(name) | Subject::Provider(name)) => {
            at("provider show", name)
        }
        (NextStep::SignIn | NextStep::Retry, _) => None,
        (NextStep::EditProvider, _) => Some("lanyard provider list".to_owned()),
        (NextStep::Support, _) => Some("lanyard activity --problems".to_owned()),
        (NextStep::NetworkPage | NextStep::Unlock | NextStep::KeychainHelp | NextStep::TimeSettings, _) => {
            Some("lanyard doctor".to_owned())
        }
        (NextStep::Quit, _) => Some("lanyard agent --status".to_owned()),
        (NextStep::Dismiss, subject) => look(error.code, subject),
    }
}

/// Where to look when there is nothing to do but to read the sentence.
fn look(code: ErrorCode, subject: Subject<'_>) -> Option<String> {
    let command = match (code, subject) {
        (ErrorCode::NotFound, Subject::SignIn(_) | Subject::Provider(_)) => "lanyard provider list",
        (ErrorCode::NotFound, Subject::Grant(_)) | (ErrorCode::NotGranted | ErrorCode::ConsentPending, _) => {
            "lanyard grants list"
        }
        (ErrorCode::NotFound | ErrorCode::HandleTaken, _) => "lanyard accounts",
        (ErrorCode::ProgramUnknown, _) => "lanyard doctor",
        (ErrorCode::TokenTooShort, Subject::Account(name)) => {
            return Some(format!("lanyard show {}", quoted(name)));
        }
        (
            ErrorCode::TokenTooShort
            | ErrorCode::Refused
            | ErrorCode::Unreachable
            | ErrorCode::CaptivePortal
            | ErrorCode::TlsUntrusted
            | ErrorCode::IssuerMismatch
            | ErrorCode::MetadataInvalid
            | ErrorCode::NoPkce
            | ErrorCode::NotSupported
            | ErrorCode::ClientUnknown
            | ErrorCode::Declined
            | ErrorCode::MixedUp
            | ErrorCode::IdTokenRejected
            | ErrorCode::TokenReplyInvalid
            | ErrorCode::SignInTimedOut
            | ErrorCode::NoBrowser
            | ErrorCode::PortTaken
            | ErrorCode::ProviderBusy
            | ErrorCode::ProviderSetup
            | ErrorCode::NoRefreshToken
            | ErrorCode::RenewalCut
            | ErrorCode::KeychainLocked
            | ErrorCode::KeychainAbsent
            | ErrorCode::KeychainDenied
            | ErrorCode::KeychainTooLarge
            | ErrorCode::KeychainDamaged
            | ErrorCode::NotSaved
            | ErrorCode::DiskFull
            | ErrorCode::ClockOff
            | ErrorCode::NewerState
            | ErrorCode::PolicyBroken
            | ErrorCode::PolicyDenied
            | ErrorCode::FileInvalid
            | ErrorCode::InputInvalid
            | ErrorCode::AnotherEngine
            | ErrorCode::Closing
            | ErrorCode::Silenced
            | ErrorCode::PassphraseWrong
            | ErrorCode::VaultClosed
            | ErrorCode::OtherVault
            | ErrorCode::NoToken
            | ErrorCode::ForeignOrigin
            | ErrorCode::EndpointMoved
            | ErrorCode::FileNotWritten
            | ErrorCode::Internal,
            _,
        ) => return None,
    };
    Some(command.to_owned())
}

impl From<ErrorView> for Failure {
    fn from(error: ErrorView) -> Self {
        let now = time::here();
        let message = words::sentence(&error, &words::Context { now: &now, lease: None });
        Self { message, next: None, exit: Exit::of_error(&error), error: Some(Box::new(error)) }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let message = inert(&error.to_string()).into_owned();
        match error {
            CallError::Problem(problem) => problem.error.into(),
            CallError::Foreign { .. } | CallError::Silent { .. } | CallError::Protocol(_) => {
                Self::told(Exit::Failed, message).next("lanyard doctor")
            }
            CallError::NotRunning
            | CallError::TooLong { .. }
            | CallError::Lost
            | CallError::OtherVersion { .. } => Self::told(Exit::Failed, message),
        }
    }
}

/// The result could not be written: a full disk behind `>`, mostly. A closed pipe never comes here.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::told(Exit::Failed, format!("The output could not be written: {}.", Kind(&error)))
    }
}

/// What an operating system's error says, without its number.
pub(crate) struct Kind<'a>(pub(crate) &'a io::Error);

impl Display for Kind<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split(" (os error").next().unwrap_or_default())
    }
}
