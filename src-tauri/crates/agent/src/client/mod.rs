//! The agent's client: what `lanyard` and the desktop program say over the socket.
//!
//! | module | what it owns |
//! |---|---|
//! | [`verbs`] | one method for each route |
//! | [`at_hand`] | a token that is there already, the shortest way |
//! | [`call`] | one call: its patience, and when it is made again across a hand-over |
//! | [`connect`] | from path to connection: whose folder, whose socket, whose server |
//! | [`error`] | why a call got no answer, in the person's words |
//! | [`version`] | an agent of another version |
//!
//! Invariant 1: nothing is written to a socket before folder, socket and server are known to be this user's
//! (CHECKLIST B3, B5). Invariant 2: a call is made again only if the first one was not heard, or if hearing it
//! twice does no harm. Invariant 3: dropping a call closes its connection, which ends what waits for it.
//! A call is one connection: nothing is kept that could have gone stale.

mod at_hand;
mod call;
mod connect;
mod error;
#[cfg(test)]
mod tests;
mod verbs;
mod version;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use lanyard_core::Home;

use crate::socket;

pub use error::{CallError, Distrust};

/// A client of whoever is the engine of one profile. Cheap to make: nothing is opened before the first call.
#[derive(Debug)]
pub struct Client {
    /// Where the engine may have bound its socket, the likeliest place first.
    places: Vec<PathBuf>,
    /// Somebody has answered this client: one that is gone now may be handing over.
    met: AtomicBool,
}

impl Client {
    /// A client of this profile's engine.
    ///
    /// # Errors
    /// [`CallError::TooLong`]: no socket can lie in that profile's folder.
    pub fn new(home: &Home) -> Result<Self, CallError> {
        let runtime = socket::runtime_folder(|name| std::env::var_os(name));
        let places = socket::places(home, runtime.as_deref());
        if places.is_empty() {
            socket::path(home, runtime.as_deref())?;
        }
        Ok(Self { places, met: AtomicBool::new(false) })
    }
}
