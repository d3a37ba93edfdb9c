//! Who gets the token, over a process table made up for the test.

mod nobody;
mod program;
mod session;
mod table;

use lanyard_core::program::Caller;

use super::PeerError;
use table::{ADA, LANYARD, NOW, Table, file};

fn path_of(caller: &Caller) -> &str {
    caller.program.path.to_str().unwrap()
}

fn unknown(result: Result<Caller, PeerError>) -> &'static str {
    match result {
        Err(PeerError::Unknown(why)) => why,
        other => panic!("{other:?}"),
    }
}
