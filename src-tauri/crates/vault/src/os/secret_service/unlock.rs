//! The person's *Unlock*: the service's own prompt, on a thread of its own, with a deadline.
//!
//! Closing the connection takes the prompt back: a prompt belongs to the caller that asked for it.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::bus::{self, DefaultCollection, SERVICE, SERVICE_INTERFACE, SERVICE_PATH};
use crate::error::VaultError;

const PROMPT_INTERFACE: &str = "org.freedesktop.Secret.Prompt";

/// Asks the service, and waits until the person has answered or the deadline has passed.
pub(super) fn within(deadline: Duration) -> Result<(), VaultError> {
    let connection = bus::connect(deadline)?;
    let (answer, answered) = mpsc::sync_channel(1);
    let asking = connection.clone();
    let thread = thread::Builder::new().name("keychain-unlock".to_owned());
    let spawned = thread.spawn(move || {
        let outcome = ask(&asking).unwrap_or_else(|error| Err(bus::explain(&error)));
        // The receiver is gone once the deadline has passed.
        let _ = answer.send(outcome);
    });
    spawned.map_err(VaultError::failed)?;
    let outcome = answered.recv_timeout(deadline).unwrap_or(Err(VaultError::Locked));
    if let Err(error) = connection.close() {
        tracing::debug!(%error, "the unlock connection was closed already");
    }
    outcome
}

/// The outer error is the bus's, the inner one the answer.
fn ask(connection: &Connection) -> zbus::Result<Result<(), VaultError>> {
    let prompt = match bus::look(connection)?.collection {
        DefaultCollection::Unlocked => return Ok(Ok(())),
        DefaultCollection::Locked(path) => request_unlocking(connection, path)?,
        DefaultCollection::Missing => request_creation(connection)?,
    };
    // "/" means that no prompt is needed.
    if prompt.as_str() != "/" && show(connection, &prompt)? == Answer::Dismissed {
        return Ok(Err(VaultError::Denied));
    }
    match bus::look(connection)?.collection {
        DefaultCollection::Unlocked => Ok(Ok(())),
        DefaultCollection::Locked(_) | DefaultCollection::Missing => Ok(Err(VaultError::Locked)),
    }
}

fn request_unlocking(connection: &Connection, collection: OwnedObjectPath) -> zbus::Result<OwnedObjectPath> {
    let reply = bus::call(connection, SERVICE_PATH, SERVICE_INTERFACE, "Unlock", &vec![collection])?;
    let (_unlocked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = reply.body().deserialize()?;
    Ok(prompt)
}

fn request_creation(connection: &Connection) -> zbus::Result<OwnedObjectPath> {
    let label = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from("Default keyring"))]);
    let reply =
        bus::call(connection, SERVICE_PATH, SERVICE_INTERFACE, "CreateCollection", &(label, "default"))?;
    let (_collection, prompt): (OwnedObjectPath, OwnedObjectPath) = reply.body().deserialize()?;
    Ok(prompt)
}

#[derive(PartialEq, Eq)]
enum Answer {
    Completed,
    Dismissed,
}

/// Shows a prompt and waits for the person.
fn show(connection: &Connection, prompt: &OwnedObjectPath) -> zbus::Result<Answer> {
    let completed = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(SERVICE)?
        .path(prompt.as_ref())?
        .interface(PROMPT_INTERFACE)?
        .member("Completed")?
        .build();
    let mut signals = MessageIterator::for_match_rule(completed, connection, Some(1))?;
    let no_window = "";
    bus::call(connection, prompt.as_str(), PROMPT_INTERFACE, "Prompt", &no_window)?;
    // No signal will come once the connection has ended; nobody waits for the answer then.
    let Some(signal) = signals.next() else { return Ok(Answer::Dismissed) };
    let (dismissed, _result): (bool, OwnedValue) = signal?.body().deserialize()?;
    Ok(if dismissed { Answer::Dismissed } else { Answer::Completed })
}
