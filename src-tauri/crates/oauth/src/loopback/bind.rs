//! Binding the listener and waiting on it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use super::BrowserReply;
use super::callback::{Callback, CallbackError};
use super::connections::{Limits, first_taken};
use super::judge::{Awaited, Place, judge_parameters, judge_request};
use crate::{Metadata, PendingAuthorization};

/// How often a free port is looked for that both addresses of `localhost` have.
const ATTEMPTS: usize = 8;

/// Where the listener is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopbackConfig {
    /// Path of the redirect URI, beginning with a slash.
    pub path: String,
    /// A port that the provider fixes; otherwise any.
    pub port: Option<u16>,
    /// Host of the redirect URI.
    pub host: LoopbackHost,
}

impl Default for LoopbackConfig {
    fn default() -> Self {
        Self { path: "/callback".to_owned(), port: None, host: LoopbackHost::Ip }
    }
}

/// Host of the redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackHost {
    /// `127.0.0.1`, or `[::1]` where there is no IPv4.
    Ip,
    /// `localhost`, NOT RECOMMENDED (RFC 8252 section 8.3): only for providers that know nothing else.
    Localhost,
}

/// Why there is no listener.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The port that the provider fixes is taken: another program must end first.
    #[error("port {port} is taken")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The path does not begin with a slash, or has a query or a fragment.
    #[error("{0:?} is no path of a redirect URI")]
    Path(String),
    /// No loopback address can be bound.
    #[error("no loopback address can be bound: {0}")]
    Io(#[from] io::Error),
}

/// A listener for one sign-in.
#[derive(Debug)]
pub struct Loopback {
    /// Empty once the response came.
    listeners: Vec<TcpListener>,
    place: Place,
    redirect_uri: String,
    pub(crate) limits: Limits,
}

impl Loopback {
    /// Binds the listener; its redirect URI is known afterwards.
    pub async fn bind(config: &LoopbackConfig) -> Result<Self, BindError> {
        let path = &config.path;
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'\\'));
        if !path.starts_with('/') || !plain {
            return Err(BindError::Path(path.clone()));
        }
        let (listeners, host) = match config.host {
            LoopbackHost::Ip => bind_ip(config.port).await?,
            LoopbackHost::Localhost => (bind_localhost(config.port).await?, "localhost".to_owned()),
        };
        let port = listeners
            .first()
            .map_or(Ok(0), |listener| listener.local_addr().map(|address| address.port()))?;
        let authority = format!("{host}:{port}");
        let redirect_uri = format!("http://{authority}{path}");
        let place = Place { authority, path: path.clone() };
        Ok(Self { listeners, place, redirect_uri, limits: Limits::default() })
    }

    /// The redirect URI of this sign-in.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the response to `pending`, then closes the listener. Dropping the wait leaves it open.
    pub async fn receive(
        &mut self,
        pending: &PendingAuthorization,
        metadata: &Metadata,
    ) -> Result<Callback, CallbackError> {
        if self.listeners.is_empty() {
            return Err(CallbackError::Closed);
        }
        let (place, awaited) = (self.place.clone(), Awaited::to(pending, metadata));
        let taken = first_taken(&self.listeners, self.limits, move |request| {
            judge_request(request, &place)?;
            judge_parameters(&request.query, &awaited)
        });
        let (ending, stream) = taken.await;
        self.listeners.clear();
        let browser = BrowserReply::new(stream);
        // Only a code keeps the browser waiting: what becomes of it isn't known yet.
        match ending {
            Ok(code) => Ok(Callback { code, browser }),
            Err(error) => {
                let (headline, text) = last_words(&error);
                browser.failed(headline, text).await;
                Err(error)
            }
        }
    }
}

/// What the browser shows when a response has ended the sign-in.
fn last_words(error: &CallbackError) -> (&'static str, &str) {
    match error {
        CallbackError::Declined { error, description } => {
            ("The sign-in was declined", description.as_deref().unwrap_or(error))
        }
        CallbackError::MixedUp { .. } => (
            "This sign-in was stopped",
            "The answer came from another provider than the one that was asked. Nothing was stored.",
        ),
        CallbackError::Closed => ("This sign-in is over", "Go back to Lanyard to see why."),
    }
}

/// Binds one IP literal: IPv4 first, IPv6 where there is no IPv4.
pub(super) async fn bind_ip(port: Option<u16>) -> Result<(Vec<TcpListener>, String), BindError> {
    bind_either(IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST), port).await
}

/// Binds the first address, else the second; a port that is taken is not looked for at the other.
async fn bind_either(
    first: IpAddr,
    second: IpAddr,
    port: Option<u16>,
) -> Result<(Vec<TcpListener>, String), BindError> {
    let listener = match bind(first, port).await {
        Err(BindError::Io(_)) => bind(second, port).await?,
        bound => bound?,
    };
    let host = match listener.local_addr()?.ip() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    Ok((vec![listener], host))
}

/// Binds every address that `localhost` has here, at one port: a browser may ask either first.
async fn bind_localhost(port: Option<u16>) -> Result<Vec<TcpListener>, BindError> {
    for _ in 0..ATTEMPTS {
        let (mut listeners, _) = bind_ip(port).await?;
        let Some(SocketAddr::V4(bound)) = listeners.first().map(TcpListener::local_addr).transpose()? else {
            return Ok(listeners);
        };
        match bind(IpAddr::V6(Ipv6Addr::LOCALHOST), Some(bound.port())).await {
            Ok(listener) => listeners.push(listener),
            // There is no IPv6 here.
            Err(BindError::Io(_)) => {}
            // Somebody else has that port at the other address; a browser could go there.
            Err(error @ (BindError::PortTaken { .. } | BindError::Path(_))) if port.is_some() => {
                return Err(error);
            }
            Err(BindError::PortTaken { .. } | BindError::Path(_)) => continue,
        }
        return Ok(listeners);
    }
    Err(io::Error::from(io::ErrorKind::AddrInUse).into())
}

/// On Unix tokio sets SO_REUSEADDR, so that a fixed port binds again after a sign-in, and never SO_REUSEPORT: no
/// second listener can share the port.
async fn bind(address: IpAddr, port: Option<u16>) -> Result<TcpListener, BindError> {
    TcpListener::bind((address, port.unwrap_or(0))).await.map_err(|error| match (error.kind(), port) {
        (io::ErrorKind::AddrInUse, Some(port)) => BindError::PortTaken { port },
        _ => BindError::Io(error),
    })
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    use super::{BindError, bind_either};

    /// An address of the documentation range, which no machine has.
    const NOBODYS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    #[tokio::test]
    async fn r12_without_ipv4_the_other_address_is_used() {
        let (listeners, host) = bind_either(NOBODYS, IpAddr::V4(Ipv4Addr::LOCALHOST), None).await.unwrap();
        assert_eq!((listeners.len(), host.as_str()), (1, "127.0.0.1"));
        assert!(matches!(bind_either(NOBODYS, NOBODYS, None).await, Err(BindError::Io(_))));
    }

    #[tokio::test]
    async fn r12_an_ipv6_literal_stands_in_brackets() {
        // A machine without IPv6 can't show it; there the binding itself fails.
        match bind_either(IpAddr::V6(Ipv6Addr::LOCALHOST), NOBODYS, None).await {
            Ok((_, host)) => assert_eq!(host, "[::1]"),
            Err(error) => assert!(matches!(error, BindError::Io(_)), "{error:?}"),
        }
    }
}
