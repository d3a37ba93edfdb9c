//! What the operating system tells of sleep and network, over D-Bus.
//!
//! systemd-logind says when the machine wakes (`org.freedesktop.login1`, *PrepareForSleep*), NetworkManager when
//! the network comes and goes (`org.freedesktop.NetworkManager`, *StateChanged* and *Connectivity*). Both are
//! conveniences: the engine's own clock finds out late what they tell at once. Invariant 1: an absent bus or
//! service is no fault; a service that starts later is heard. Invariant 2: no service is started or asked for
//! anything by this.

use futures_util::StreamExt;
use zbus::fdo::{PropertiesChanged, PropertiesChangedStream, PropertiesProxy};
use zbus::proxy::{CacheProperties, SignalStream};
use zbus::{Connection, Message, Proxy};

/// What was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// The machine woke up.
    Woke,
    /// The network came, or went.
    Network {
        /// It came.
        online: bool,
    },
}

/// A service, its object and its interface.
struct Place(&'static str, &'static str, &'static str);

const LOGIN: Place =
    Place("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager");
const NETWORK: Place = Place(
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
);

/// `NM_STATE_CONNECTED_SITE`: a default route, whether or not the internet answers. Below it there is none.
const CONNECTED_SITE: u32 = 60;
/// `NM_CONNECTIVITY_NONE`.
const CONNECTIVITY_NONE: u32 = 1;
/// `NM_CONNECTIVITY_FULL`: also when a network that wanted its own sign-in lets everybody through.
const CONNECTIVITY_FULL: u32 = 4;

/// Passes on what the system bus tells, until it is gone.
pub(super) async fn watch(told: impl Fn(Sign)) {
    let listening = async { Signals::on(&Connection::system().await?).await };
    match listening.await {
        Ok(signals) => signals.follow(told).await,
        Err(error) => tracing::info!(%error, "no system bus: sleep and network are not told"),
    }
}

/// What is listened to.
pub(super) struct Signals {
    sleep: SignalStream<'static>,
    network: SignalStream<'static>,
    properties: PropertiesChangedStream,
}

impl Signals {
    /// Listens on this bus; everything that is sent from now on is heard.
    pub(super) async fn on(bus: &Connection) -> zbus::Result<Self> {
        let Place(service, path, _) = NETWORK;
        let properties = PropertiesProxy::builder(bus).destination(service)?.path(path)?;
        let properties = properties.cache_properties(CacheProperties::No).build().await?;
        Ok(Self {
            sleep: silent_proxy(bus, LOGIN).await?.receive_signal("PrepareForSleep").await?,
            network: silent_proxy(bus, NETWORK).await?.receive_signal("StateChanged").await?,
            properties: properties.receive_properties_changed().await?,
        })
    }

    /// Passes on what is heard, until the bus is gone.
    pub(super) async fn follow(mut self, told: impl Fn(Sign)) {
        loop {
            let sign = tokio::select! {
                Some(signal) = self.sleep.next() => woke(&signal),
                Some(signal) = self.network.next() => state(&signal),
                Some(change) = self.properties.next() => connectivity(&change),
                else => return tracing::info!("the system bus is gone"),
            };
            if let Some(sign) = sign {
                told(sign);
            }
        }
    }
}

fn woke(signal: &Message) -> Option<Sign> {
    let goes_to_sleep: bool = signal.body().deserialize().ok()?;
    (!goes_to_sleep).then_some(Sign::Woke)
}

fn state(signal: &Message) -> Option<Sign> {
    let state: u32 = signal.body().deserialize().ok()?;
    Some(Sign::Network { online: state >= CONNECTED_SITE })
}

fn connectivity(change: &PropertiesChanged) -> Option<Sign> {
    let change = change.args().ok()?;
    let Place(_, _, interface) = NETWORK;
    if change.interface_name != interface {
        return None;
    }
    match u32::try_from(change.changed_properties.get("Connectivity")?).ok()? {
        CONNECTIVITY_FULL => Some(Sign::Network { online: true }),
        CONNECTIVITY_NONE => Some(Sign::Network { online: false }),
        _ => None,
    }
}

/// A proxy that only listens, and only to the service itself: the bus lets everybody send signals.
async fn silent_proxy(
    bus: &Connection,
    Place(service, path, interface): Place,
) -> zbus::Result<Proxy<'static>> {
    let proxy = zbus::proxy::Builder::new(bus).destination(service)?.path(path)?.interface(interface)?;
    proxy.cache_properties(CacheProperties::No).build().await
}
