//! Who is signed in at a provider, and ending that: the administrator's side.
//!
//! [`detect`] tells from a provider's metadata whether there is an admin API that is known here, and its [`Kind`]
//! opens it as a [`SessionAdmin`]. Pages of sessions go into a [`Roster`], which joins and filters them; [`Counts`] and
//! [`csv`] sum them up; [`end_all_of`] ends a list of them.
//!
//! 1. What a provider can't do is said ([`Can`], [`AdminError::NotOffered`]) and never imitated.
//! 2. No token is in this crate: requests go out by the caller's [`AdminHttp`], to the admin API's address and below.
//! 3. Whatever a provider answers, a walk ends, memory is bounded, and what was odd is told ([`Oddity`]).
//! 4. An act whose answer was lost is neither done nor refused, and is asked for again.
//! 5. Names, words and addresses are inert text; ids travel byte for byte and only as one path segment.
//!
//! It keeps nothing, reads no clock, and proves nothing: that a session is dead shows in a refused refresh.

mod admin;
mod ask;
mod bulk;
mod capability;
mod csv;
mod cursor;
mod demo;
mod detect;
mod filter;
mod http;
mod keycloak;
mod outcome;
mod page;
mod read;
mod roster;
mod search;
mod session;
mod text;

#[cfg(test)]
mod tests;

pub use admin::SessionAdmin;
pub use bulk::{Item, ItemResult, Limits, Sleep, Step, Stopped, Summary, Target, end_all_of};
pub use capability::{Can, Capability};
pub use csv::{csv, csv_line, csv_of_users};
pub use cursor::{Cursor, MOST_SESSIONS, Reach};
pub use demo::Demo;
pub use detect::{Kind, detect};
pub use filter::Filter;
pub use http::{AdminHttp, AdminHttpError};
pub use keycloak::Keycloak;
pub use outcome::{Access, AdminError, Allowed, EndResult, NotBefore, Push};
pub use page::{Oddity, Page, UserPage};
pub use roster::{Counts, PersonCount, Roster};
pub use session::{Session, SessionKind, SessionRef, Unix, User};
