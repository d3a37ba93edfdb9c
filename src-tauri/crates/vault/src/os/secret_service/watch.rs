//! Lock, unlock, appear and vanish: told by signals, each followed by one look.
//!
//! A service that vanishes is not looked at: a look would have D-Bus start it again. Looks have a connection
//! of their own, since unread signals would hold up their answers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use zbus::MatchRule;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::names::MemberName;
use zbus::zvariant::Value;

use super::bus::{self, ANSWER_WITHIN, Bus, COLLECTION_INTERFACE, SERVICE, SERVICE_INTERFACE, SERVICE_PATH};
use crate::vault::{LockState, WatchGuard};

/// Closing the connection ends the thread that reads from it.
struct Listening {
    connection: Connection,
    dropped: Arc<AtomicBool>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.dropped.store(true, Ordering::Release);
        if let Err(error) = self.connection.clone().close() {
            tracing::debug!(%error, "the watch had ended already");
        }
    }
}

/// Starts a watch; `None` without a session bus.
pub(super) fn start(changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
    let connection = bus::connect(ANSWER_WITHIN).ok()?;
    let signals = subscribe(&connection)
        .inspect_err(|error| tracing::debug!(%error, "the session bus does not let us watch the keychain"))
        .ok()?;
    let looking = Bus::default();
    // Read after subscribing and before returning: a change at any time is then a signal, not a gap.
    let mut told = looking.lock_state();
    let dropped = Arc::new(AtomicBool::new(false));
    let listening = Listening { connection, dropped: Arc::clone(&dropped) };
    let thread = thread::Builder::new().name("keychain-watch".to_owned());
    let spawned = thread.spawn(move || {
        let mut tell = |now| {
            if now != told && !dropped.load(Ordering::Acquire) {
                told = now;
                changed(now);
            }
        };
        for message in signals.map_while(Result::ok) {
            match Hint::from(&message) {
                Hint::Vanished => tell(LockState::Absent),
                Hint::MayHaveChanged => tell(looking.lock_state()),
                Hint::Nothing => {}
            }
        }
        // The session bus has ended, and the service with it.
        tell(LockState::Absent);
    });
    spawned.ok().map(|_| WatchGuard::holding(listening))
}

fn subscribe(connection: &Connection) -> zbus::Result<MessageIterator> {
    let signals = MessageIterator::from(connection);
    let bus = DBusProxy::new(connection)?;
    let service = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.DBus")?
        .interface("org.freedesktop.DBus")?
        .member("NameOwnerChanged")?
        .add_arg(SERVICE)?
        .build();
    bus.add_match_rule(service)?;
    let properties = MatchRule::builder()
        .msg_type(Type::Signal)
        .path_namespace(SERVICE_PATH)?
        .interface("org.freedesktop.DBus.Properties")?
        .member("PropertiesChanged")?
        .add_arg(COLLECTION_INTERFACE)?
        .build();
    bus.add_match_rule(properties)?;
    let collections =
        MatchRule::builder().msg_type(Type::Signal).path(SERVICE_PATH)?.interface(SERVICE_INTERFACE)?.build();
    bus.add_match_rule(collections)?;
    Ok(signals)
}

/// What a message says about the lock state.
enum Hint {
    Vanished,
    MayHaveChanged,
    Nothing,
}

impl Hint {
    fn from(message: &Message) -> Self {
        let (header, body) = (message.header(), message.body());
        match header.member().map(MemberName::as_str) {
            Some("NameOwnerChanged") => match body.deserialize::<(&str, &str, &str)>() {
                Ok((_name, _old, "")) => Self::Vanished,
                Ok(_) | Err(_) => Self::MayHaveChanged,
            },
            // Every write of an item changes properties too; only the lock is of interest.
            Some("PropertiesChanged") => match body.deserialize::<PropertiesChanged<'_>>() {
                Ok((_interface, changed, gone))
                    if !changed.contains_key("Locked") && !gone.contains(&"Locked") =>
                {
                    Self::Nothing
                }
                Ok(_) | Err(_) => Self::MayHaveChanged,
            },
            Some("CollectionCreated" | "CollectionChanged" | "CollectionDeleted") => Self::MayHaveChanged,
            Some(_) | None => Self::Nothing,
        }
    }
}

/// The interface, its changed properties, and those that became invalid.
type PropertiesChanged<'m> = (&'m str, HashMap<&'m str, Value<'m>>, Vec<&'m str>);
