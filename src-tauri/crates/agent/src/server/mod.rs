//! The door: HTTP/1.1 and JSON on a Unix socket, for every program of this user.
//!
//! | module | what it owns |
//! |---|---|
//! | [`serving`] | accepting, noticing that the socket was moved away, ending |
//! | [`connection`] | one connection: who is there, its requests, its end |
//! | [`seats`] | how many connections there may be, and who makes way |
//! | [`gate`] | what is refused before a route sees it |
//! | [`input`] | bodies, queries and paths, within limits |
//! | [`problem`] | errors as RFC 9457 problem details |
//! | [`routes`] | one function per route: parse, one verb of the engine, map the error |
//! | [`openapi`] | the document that says all this, made from the routes |
//!
//! Invariants:
//!
//! 1. A caller is known by the kernel, once per connection, before its first request is read.
//! 2. Nothing here makes or widens a grant, and nothing replies with a refresh token (CHECKLIST B11): the routes
//!    have no words for either.
//! 3. Every client error is a problem with a 4xx status; a request that is no HTTP is answered by hyper with a bare
//!    400 or 431. No request makes a panic or a 500 (B6).
//! 4. No client keeps others out: not by silence, nor by a body that never comes, nor by many connections (B7, B8).
//! 5. A browser is no client: what carries `Origin` is refused, and no CORS header is ever sent.

mod connection;
mod gate;
mod input;
mod openapi;
mod problem;
mod routes;
mod seats;
mod serving;

use std::path::PathBuf;

pub use serving::{Serving, serve};

use crate::wire::HostKind;

/// What the door tells and judges by.
#[derive(Debug, Clone)]
pub struct Door {
    /// Who opens it.
    pub host: HostKind,
    /// Version of this program.
    pub version: &'static str,
    /// Whether somebody can be asked for consent here.
    pub asks: bool,
    /// This program's path, as the kernel gives it; `lanyard` and `lanyard-desktop` lie beside it.
    pub executable: PathBuf,
    /// Where the operating system keeps this user's sockets ([`crate::socket::runtime_folder`]).
    pub runtime: Option<PathBuf>,
}

/// Why a host is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The window's program takes over.
    HandOver,
    /// `lanyard agent --stop`.
    Stop,
}
