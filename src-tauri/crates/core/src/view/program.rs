//! Programs: who asks for tokens, what a person allowed them, and what is being asked right now.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::Unix;

/// A program as the kernel shows it. Nothing of it was told by the program itself, except where a field says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ProgramView {
    /// Its name: the executable's, or for a session the shell's.
    pub name: String,
    /// The executable's path.
    pub path: String,
    /// What kind of program it is, which decides how long a grant may last.
    pub kind: ProgramKind,
    /// Who can change the executable.
    pub keeper: Keeper,
    /// Who started it, nearest first: names of its parents.
    pub parents: Vec<String>,
    /// The terminal of its session (`pts/3`), if there is one.
    pub terminal: Option<String>,
    /// The folder it works in, if that can be read.
    pub folder: Option<String>,
}

/// What kind of program asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProgramKind {
    /// A program of its own.
    Ordinary,
    /// A program that runs others' text: what it is doing is in the script.
    Interpreter {
        /// The script as its command line names it, which the program could have changed; `None`: none.
        script: Option<String>,
    },
    /// A shell, which stands for its whole POSIX session.
    Session,
}

/// Who can change an executable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keeper {
    /// Only root can: it and every folder above it belong to root and nobody else may write them.
    System,
    /// The person (or another account) can.
    Person,
}

/// How long a grant lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// For this one answer; of a call, for that call.
    Once,
    /// Until the program ends; for a shell, until its session ends; of calls, until Lanyard quits.
    WhileItRuns,
    /// Until the person revokes it. Never for sessions and interpreters; of calls, only where the provider's settings
    /// list the address, until they don't; of a provider's new address, until the provider moves again.
    UntilRevoked,
}

/// Where a grant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantOrigin {
    /// A click in the window.
    Window,
    /// `lanyard grants allow`, with the passphrase of the file vault.
    Passphrase,
    /// The session linked the account itself, with `lanyard login`.
    Login,
    /// The administrator's policy; it can't be revoked here.
    Policy,
}

/// A person's consent that one program may get tokens of one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct GrantView {
    /// Its id.
    pub id: String,
    /// The program.
    pub program: ProgramView,
    /// The account's id.
    pub account: String,
    /// The account's handle.
    pub handle: String,
    /// The account's title.
    pub title: String,
    /// Scopes that were asked for; empty: the account's own.
    pub asked_scopes: Vec<String>,
    /// Scopes of the token that was given last; empty until one was.
    pub given_scopes: Vec<String>,
    /// The one resource it is for; `None`: the account's own.
    pub resource: Option<String>,
    /// How long it lasts.
    pub lasting: Lasting,
    /// Where it comes from.
    pub origin: GrantOrigin,
    /// When it was made.
    pub made_at: Unix,
    /// When a token was given by it last.
    pub used_at: Option<Unix>,
    /// How many tokens were given by it since the engine started.
    pub uses: u32,
}

/// A program that was denied three times and may not ask any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SilencedView {
    /// The id by which the person lets it ask again.
    pub id: String,
    /// The program.
    pub program: ProgramView,
    /// Since when.
    pub since: Unix,
}

/// Something waits for the person's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub about: QuestionAbout,
    /// The account's id.
    pub account: String,
    /// The account's handle.
    pub handle: String,
    /// The account's title.
    pub title: String,
    /// The provider's name.
    pub provider_name: String,
    /// Which answers can be offered; `UntilRevoked` is missing for sessions and interpreters.
    pub offers: Vec<Lasting>,
    /// No answer by then means no.
    pub until: Unix,
}

/// What the person is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionAbout {
    /// A program asks for access tokens of the account.
    Tokens {
        /// Who asks.
        program: ProgramView,
        /// Scopes the tokens would have.
        scopes: Vec<String>,
        /// The one resource they would be for, if it is narrowed to one.
        resource: Option<String>,
        /// When it was allowed before, if the program was changed since.
        changed_since: Option<Unix>,
    },
    /// A call of the Requests page would take an access token to an address that is none of the account's own.
    Sending {
        /// The address's origin (RFC 6454).
        origin: String,
        /// The provider's settings list it among the resources, but did not when the account was linked.
        listed: bool,
        /// When the token that would go expires, if that is sure.
        token_until: Option<Unix>,
    },
    /// The provider wants the account's refresh token at another host than before.
    NewAddress {
        /// The host that was known, with its port where that isn't the scheme's own; where only the scheme differs,
        /// the whole origin (RFC 6454).
        from: String,
        /// The host that it wants it at now, written likewise.
        to: String,
        /// The client secret would go there, too.
        client_secret: bool,
    },
}

/// The person's answer to a question. Only the consent window can give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Allow {
        /// For how long.
        lasting: Lasting,
    },
    /// No; three of these silence a program.
    Deny,
    /// Esc, or the window was closed: no, and it does not count.
    Dismiss,
}

/// Everything about programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct Programs {
    /// Who may get which tokens, the latest used first.
    pub grants: Vec<GrantView>,
    /// Who may not ask any more.
    pub silenced: Vec<SilencedView>,
    /// What waits for an answer, the oldest first.
    pub questions: Vec<QuestionView>,
}

/// The state of the activity log's hash chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChainView {
    /// No entry yet.
    Empty,
    /// Every entry follows from the one before it.
    Unbroken {
        /// When its first entry was written.
        since: Unix,
        /// How many entries it has.
        entries: f64,
        /// SHA-256 of its last entry, in hex: kept elsewhere, it later proves that nothing was cut off.
        head: String,
    },
    /// An entry was changed, removed or put in.
    Broken {
        /// When the last entry that still follows was written; `None`: none does.
        after: Option<Unix>,
        /// That entry's row number.
        after_seq: Option<f64>,
    },
}
