//! Programs: who asks for tokens, what the person allowed them, and what is being asked right now. A call of the
//! Requests page that would take a token to a foreign address, and a provider's new address that an account's tokens
//! would go to, wait in the same line, for the same window.
//!
//! | module | what it owns |
//! |---|---|
//! | `identity` | who asks, and when two that ask are the same |
//! | `executable` | a program's file: its hash, and who can change it |
//! | `limits` | scopes and resource, and what lies within them |
//! | `grant` | a person's consent, and how long it lasts |
//! | `policy` | the administrator's rules |
//! | `decide` | whether a program gets a token |
//! | `question` | what waits for the person's answer |
//! | `silence` | denials, and who may not ask any more |
//! | `register` | all of that in memory |
//! | `consent` | asking the person |
//! | `sending` | asking whether a token may go to a foreign address |
//! | `new_address` | asking whether tokens may go to a provider's new address |
//! | `answer` | what becomes of the person's answer |
//! | `hand_out` | the token, from the ask to the reply |
//! | `uses` | when grants were used |
//! | `overview` | how people see it |
//! | `terminal` | a grant made with a passphrase, beside the engine |
//!
//! This is consent and record. It is no wall against hostile code of the same user, who can read an unlocked
//! keychain, and can run or steer a program that was allowed something.

mod answer;
mod consent;
mod decide;
mod executable;
mod grant;
mod hand_out;
mod identity;
mod limits;
mod new_address;
mod overview;
mod policy;
mod question;
mod register;
mod sending;
mod silence;
mod terminal;
#[cfg(test)]
mod tests;
mod token;
mod uses;

pub use consent::Consent;
pub use executable::{keeper, sha256};
pub use identity::{Caller, ProcessId, Program, SessionId};
pub use terminal::{TerminalGrant, allow_from_terminal};
pub use token::{GivenToken, TokenAsk};

pub(crate) use grant::{Executable, Grant, Holder};
pub(crate) use identity::Identity;
pub(crate) use limits::Limits;
pub(crate) use new_address::NewAddress;
pub(crate) use policy::{ProgramPolicy, ProgramTable, ProgramsTable};
pub(crate) use question::PATIENCE as QUESTION_WAITS;
pub(crate) use register::{Register, Use};
pub(crate) use sending::Sending;
pub(crate) use silence::Silenced;
