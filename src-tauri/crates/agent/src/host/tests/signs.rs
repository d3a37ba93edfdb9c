//! Sleep and network, told by stand-ins of logind and NetworkManager on a bus of the test's own.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use zbus::zvariant::Value;
use zbus::{Connection, connection};

use crate::host::surroundings::{Sign, Signals};

const DEADLINE: Duration = Duration::from_secs(30);
const CAME: Sign = Sign::Network { online: true };
const WENT: Sign = Sign::Network { online: false };

const LOGIN: [&str; 3] =
    ["org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"];
const NETWORK: [&str; 3] =
    ["org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager"];

/// Nothing runs on this bus but what a test starts.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:dir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A bus, which ends with the test.
struct Bus {
    daemon: Child,
    address: String,
    _folder: TempDir,
}

impl Bus {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        fs::write(&config, BUS_CONFIG.replace("FOLDER", &folder.path().display().to_string())).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon starts: install the package `dbus`, this test does not pass without it");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { daemon, address: address.trim().to_owned(), _folder: folder }
    }

    async fn connect(&self) -> Connection {
        connection::Builder::address(self.address.as_str()).unwrap().build().await.unwrap()
    }

    /// A stand-in of a service.
    async fn serve(&self, name: &str) -> Connection {
        connection::Builder::address(self.address.as_str())
            .unwrap()
            .name(name)
            .unwrap()
            .build()
            .await
            .unwrap()
    }

    async fn listen(&self) -> Ears {
        let signals = Signals::on(&self.connect().await).await.unwrap();
        let (told, signs) = unbounded_channel();
        let following = tokio::spawn(signals.follow(move |sign| {
            // The test may have heard enough.
            let _ = told.send(sign);
        }));
        Ears { signs, following }
    }

    /// Ends the bus.
    fn stop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Ears {
    signs: UnboundedReceiver<Sign>,
    following: JoinHandle<()>,
}

impl Ears {
    async fn heard(&mut self, count: usize) -> Vec<Sign> {
        let mut heard = Vec::new();
        for _ in 0..count {
            let sign = timeout(DEADLINE, self.signs.recv()).await;
            heard.push(sign.expect("a sign in time").expect("the bus is there"));
        }
        heard
    }

    /// What was heard besides, once the bus is gone.
    async fn rest(mut self, mut bus: Bus) -> Vec<Sign> {
        bus.stop();
        timeout(DEADLINE, self.following).await.expect("it ends with the bus").unwrap();
        std::iter::from_fn(|| self.signs.try_recv().ok()).collect()
    }
}

#[tokio::test]
async fn waking_is_told_and_falling_asleep_is_not() {
    let bus = Bus::start();
    let logind = bus.serve(LOGIN[0]).await;
    let mut ears = bus.listen().await;
    for begins in [true, false, true, true, false] {
        sleep_is(&logind, begins).await;
    }
    assert_eq!(ears.heard(2).await, [Sign::Woke, Sign::Woke]);
    assert_eq!(ears.rest(bus).await, []);
}

#[tokio::test]
async fn nobody_else_can_tell() {
    let bus = Bus::start();
    let (logind, stranger) = (bus.serve(LOGIN[0]).await, bus.connect().await);
    let mut ears = bus.listen().await;
    for _ in 0..3 {
        sleep_is(&stranger, false).await;
    }
    // The bus has passed on what came before this answer.
    stranger.request_name("org.example.Stranger").await.unwrap();
    sleep_is(&logind, false).await;
    assert_eq!(ears.heard(1).await, [Sign::Woke]);
    assert_eq!(ears.rest(bus).await, []);
}

#[tokio::test]
async fn the_network_is_there_from_a_default_route_on() {
    let bus = Bus::start();
    let manager = bus.serve(NETWORK[0]).await;
    let mut ears = bus.listen().await;
    for state in [20, 40, 50, 60, 70, 0] {
        network_is(&manager, state).await;
    }
    assert_eq!(ears.heard(6).await, [WENT, WENT, WENT, CAME, CAME, WENT]);
    assert_eq!(ears.rest(bus).await, []);
}

#[tokio::test]
async fn a_network_that_opens_up_is_told() {
    let bus = Bus::start();
    let manager = bus.serve(NETWORK[0]).await;
    let mut ears = bus.listen().await;
    connectivity_is(&manager, "org.freedesktop.NetworkManager.Device", 4).await;
    for connectivity in [0, 2, 3, 4, 1] {
        connectivity_is(&manager, NETWORK[2], connectivity).await;
    }
    assert_eq!(ears.heard(2).await, [CAME, WENT]);
    assert_eq!(ears.rest(bus).await, []);
}

#[tokio::test]
async fn a_service_that_starts_later_is_heard() {
    let bus = Bus::start();
    let mut ears = bus.listen().await;
    let logind = bus.serve(LOGIN[0]).await;
    sleep_is(&logind, false).await;
    assert_eq!(ears.heard(1).await, [Sign::Woke]);
    assert_eq!(ears.rest(bus).await, []);
}

async fn emit<B>(service: &Connection, [_, path, interface]: [&str; 3], signal: &str, body: &B)
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    service.emit_signal(None::<&str>, path, interface, signal, body).await.unwrap();
}

async fn sleep_is(service: &Connection, begins: bool) {
    emit(service, LOGIN, "PrepareForSleep", &(begins,)).await;
}

async fn network_is(service: &Connection, state: u32) {
    emit(service, NETWORK, "StateChanged", &(state,)).await;
}

async fn connectivity_is(service: &Connection, interface: &str, connectivity: u32) {
    let changed = HashMap::from([("Connectivity", Value::from(connectivity))]);
    let [name, path, _] = NETWORK;
    let body = (interface, changed, Vec::<&str>::new());
    emit(service, [name, path, "org.freedesktop.DBus.Properties"], "PropertiesChanged", &body).await;
}
