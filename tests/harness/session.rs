//! A session bus of its own and, on it, the real Secret Service: gnome-keyring.
//!
//! Invariant 1: the bus starts no service by itself, so *no keychain* is a state a test can choose.
//! Invariant 2: what is read here is what any program of that session could read; secrets stay where they are.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use zbus::Connection;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::desk::Desk;
use crate::process::Process;

const SERVICE: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PASSWORD: &str = "the-keychain's-own";

/// The bus and, unless it was ended, the keychain.
#[derive(Debug)]
pub struct Session {
    address: String,
    env: Vec<(String, String)>,
    logs: PathBuf,
    keychain: Option<Process>,
    _bus: Process,
}

/// An item of the keychain, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its path on the bus.
    pub path: OwnedObjectPath,
    /// Its label.
    pub label: String,
    /// Its attributes, as `name=value`, sorted.
    pub attributes: Vec<String>,
}

impl Session {
    /// Starts the bus.
    pub async fn start(desk: &Desk) -> Result<Self> {
        let socket = desk.folder().join("run/bus");
        let config = desk.folder().join("bus.conf");
        let address = format!("unix:path={}", socket.display());
        std::fs::write(&config, bus_config(&address))?;
        let arg = format!("--config-file={}", config.display());
        let mut env = desk.folders_env();
        let logs = desk.logs();
        let mut bus =
            Process::start("bus", "dbus-daemon", [&arg, "--nofork", "--print-address=1"], &env, &logs)?;
        bus.line("its address", |line| line.starts_with("unix:").then_some(())).await?;
        env.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), address.clone()));
        Ok(Self { address, env, logs, keychain: None, _bus: bus })
    }

    /// What goes into `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts the keychain, unlocked, and waits until it answers.
    pub async fn start_keychain(&mut self) -> Result {
        let args = ["--foreground", "--unlock", "--components=secrets"];
        let mut password = tempfile::tempfile()?;
        password.write_all(PASSWORD.as_bytes())?;
        password.rewind()?;
        let daemon = "gnome-keyring-daemon";
        let input: Option<File> = Some(password);
        self.keychain =
            Some(Process::start_with_input("keychain", daemon, args, &self.env, &self.logs, input)?);
        eventually("the keychain answers and is unlocked", SOON, async || {
            Ok(self.is_locked().await.is_ok_and(|locked| !locked).then_some(()))
        })
        .await
    }

    /// Ends the keychain: from now on there is none on this session.
    pub fn end_keychain(&mut self) {
        self.keychain = None;
    }

    /// Locks the keychain.
    pub async fn lock(&self) -> Result {
        let collection = ObjectPath::try_from(COLLECTION)?;
        self.connect()
            .await?
            .call_method(Some(SERVICE), SERVICE_PATH, Some(SERVICE_INTERFACE), "Lock", &(vec![collection],))
            .await?;
        ensure!(self.is_locked().await?, "the keychain did not lock");
        Ok(())
    }

    /// Unlocks the keychain with its password, without a prompt.
    pub async fn unlock(&self) -> Result {
        const INTERNAL: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        let connection = self.connect().await?;
        let opened = connection
            .call_method(
                Some(SERVICE),
                SERVICE_PATH,
                Some(SERVICE_INTERFACE),
                "OpenSession",
                &("plain", Value::from("")),
            )
            .await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = opened.body().deserialize()?;
        let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes().to_vec(), "text/plain");
        connection
            .call_method(
                Some(SERVICE),
                SERVICE_PATH,
                Some(INTERNAL),
                "UnlockWithMasterPassword",
                &(ObjectPath::try_from(COLLECTION)?, secret),
            )
            .await?;
        ensure!(!self.is_locked().await?, "the keychain did not unlock");
        Ok(())
    }

    /// Whether the keychain is locked; an error means that there is none.
    pub async fn is_locked(&self) -> Result<bool> {
        let connection = self.connect().await?;
        property(&connection, COLLECTION, COLLECTION_INTERFACE, "Locked").await?.try_into().context("Locked")
    }

    /// Every item there is.
    pub async fn items(&self) -> Result<Vec<Item>> {
        let connection = self.connect().await?;
        let paths: Vec<OwnedObjectPath> =
            property(&connection, COLLECTION, COLLECTION_INTERFACE, "Items").await?.try_into()?;
        let mut items = Vec::new();
        for path in paths {
            let label: String = property(&connection, &path, ITEM_INTERFACE, "Label").await?.try_into()?;
            let attributes: std::collections::HashMap<String, String> =
                property(&connection, &path, ITEM_INTERFACE, "Attributes").await?.try_into()?;
            let mut attributes: Vec<_> =
                attributes.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            attributes.sort();
            items.push(Item { path, label, attributes });
        }
        Ok(items)
    }

    /// Deletes an item, as a person could by hand.
    pub async fn delete(&self, item: &Item) -> Result {
        let connection = self.connect().await?;
        connection.call_method(Some(SERVICE), &item.path, Some(ITEM_INTERFACE), "Delete", &()).await?;
        Ok(())
    }

    async fn connect(&self) -> Result<Connection> {
        Ok(zbus::connection::Builder::address(self.address.as_str())?.build().await?)
    }
}

async fn property(connection: &Connection, path: &str, interface: &str, name: &str) -> Result<OwnedValue> {
    let reply = connection
        .call_method(Some(SERVICE), path, Some("org.freedesktop.DBus.Properties"), "Get", &(interface, name))
        .await?;
    Ok(reply.body().deserialize::<OwnedValue>()?)
}

fn bus_config(address: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    )
}
