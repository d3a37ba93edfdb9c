//! The session bus, and the look at the service that precedes every operation and never prompts.

use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::message::Message;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue};

use crate::error::VaultError;
use crate::vault::LockState;

/// The bus name of whichever program keeps the secrets.
pub(super) const SERVICE: &str = "org.freedesktop.secrets";
/// The object that programs start from.
pub(super) const SERVICE_PATH: &str = "/org/freedesktop/secrets";
/// The interface of [`SERVICE_PATH`].
pub(super) const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
/// The interface of a collection, for instance the login keyring.
pub(super) const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
/// How long a question that needs no person may take. Starting the service on demand is included.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The connection for looking: opened on first use, replaced when it broke.
#[derive(Default)]
pub(super) struct Bus {
    connection: Mutex<Option<Connection>>,
}

/// What one look found.
pub(super) struct Seen {
    /// Which run of which service on which bus answered: a session opened with another one is void.
    pub(super) service: ServiceRun,
    pub(super) collection: DefaultCollection,
}

/// One run of a Secret Service program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServiceRun {
    bus_guid: String,
    unique_name: String,
}

/// The collection that new items go to.
pub(super) enum DefaultCollection {
    Unlocked,
    Locked(OwnedObjectPath),
    /// The keychain was never set up; only the person's *Unlock* creates it.
    Missing,
}

impl Bus {
    /// Looks at the service, which D-Bus starts if it knows how.
    pub(super) fn look(&self) -> Result<(Connection, Seen), VaultError> {
        let connection = self.connection()?;
        match look(&connection) {
            Ok(seen) => Ok((connection, seen)),
            Err(error) if is_broken(&error) => {
                self.forget();
                let connection = self.connection()?;
                let seen = look(&connection).map_err(|error| explain(&error))?;
                Ok((connection, seen))
            }
            Err(error) => Err(explain(&error)),
        }
    }

    /// The lock state that a look amounts to. A service that refuses or does not answer is as good as none.
    pub(super) fn lock_state(&self) -> LockState {
        match self.look().map(|(_, seen)| seen.collection) {
            Ok(DefaultCollection::Unlocked) => LockState::Ready,
            Ok(DefaultCollection::Locked(_) | DefaultCollection::Missing) | Err(VaultError::Locked) => {
                LockState::Locked
            }
            Err(error) => {
                tracing::debug!(%error, "no keychain");
                LockState::Absent
            }
        }
    }

    fn connection(&self) -> Result<Connection, VaultError> {
        let mut kept = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = &*kept {
            return Ok(connection.clone());
        }
        let opened = connect(ANSWER_WITHIN)?;
        *kept = Some(opened.clone());
        Ok(opened)
    }

    fn forget(&self) {
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// A new connection to the session bus, whose calls fail when their answer takes longer than this.
pub(super) fn connect(answer_within: Duration) -> Result<Connection, VaultError> {
    let builder = Builder::session().map_err(|_| VaultError::Absent)?;
    builder.method_timeout(answer_within).build().map_err(|error| {
        tracing::debug!(%error, "no session bus");
        VaultError::Absent
    })
}

/// Two round trips: the default collection, and whether it is locked.
pub(super) fn look(connection: &Connection) -> zbus::Result<Seen> {
    let reply = call(connection, SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", &"default")?;
    let unique_name = reply.header().sender().map(ToString::to_string).unwrap_or_default();
    let service = ServiceRun { bus_guid: connection.server_guid().to_string(), unique_name };
    let path: OwnedObjectPath = reply.body().deserialize()?;
    let collection = match path.as_str() {
        "/" => DefaultCollection::Missing,
        _ if is_locked(connection, &path)? => DefaultCollection::Locked(path),
        _ => DefaultCollection::Unlocked,
    };
    Ok(Seen { service, collection })
}

fn is_locked(connection: &Connection, collection: &OwnedObjectPath) -> zbus::Result<bool> {
    let property = (COLLECTION_INTERFACE, "Locked");
    let reply = call(connection, collection.as_str(), "org.freedesktop.DBus.Properties", "Get", &property)?;
    Ok(reply.body().deserialize::<OwnedValue>()?.try_into()?)
}

/// One call to the service.
pub(super) fn call<B>(
    at: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    body: &B,
) -> zbus::Result<Message>
where
    B: Serialize + DynamicType,
{
    at.call_method(Some(SERVICE), path, Some(interface), method, body)
}

/// A D-Bus error in the terms of the vault, by its name and never by its text.
pub(super) fn explain(error: &zbus::Error) -> VaultError {
    if is_late(error) {
        return VaultError::failed("no answer in time");
    }
    let zbus::Error::MethodError(name, _, _) = error else { return VaultError::failed(error) };
    match name.as_str() {
        "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
            VaultError::Absent
        }
        name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => VaultError::Absent,
        "org.freedesktop.DBus.Error.AccessDenied" => VaultError::Denied,
        "org.freedesktop.Secret.Error.IsLocked" => VaultError::Locked,
        _ => VaultError::failed(error),
    }
}

fn is_late(error: &zbus::Error) -> bool {
    matches!(error, zbus::Error::InputOutput(io) if io.kind() == ErrorKind::TimedOut)
}

/// Whether the connection itself ended, so that a new one may do better.
fn is_broken(error: &zbus::Error) -> bool {
    matches!(error, zbus::Error::InputOutput(_)) && !is_late(error)
}
