//! A line to the evil provider that can be held, slowed, dropped and cut.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use harness::Result;
use harness::evil::Evil;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It passes.
    Open,
    /// It waits before the provider sees it.
    Held,
    /// It is dropped before the provider sees it: the network is gone.
    Gone,
}

/// The line. It stands in front of one endpoint.
pub(crate) struct Wire {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    provider: SocketAddr,
    way: watch::Sender<Way>,
    /// How many bytes of the next answers come through.
    cuts: Mutex<VecDeque<usize>>,
    delay: Mutex<Duration>,
    inside: AtomicUsize,
    most: AtomicUsize,
    longest: AtomicUsize,
}

impl Wire {
    /// Lays it in front of an endpoint, by the provider's own metadata.
    pub(crate) async fn before(evil: &Evil, member: &'static str) -> Result<Self> {
        let provider = evil.issuer().strip_prefix("http://").context("a loopback issuer")?.parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            provider,
            way: watch::Sender::new(Way::Open),
            cuts: Mutex::default(),
            delay: Mutex::default(),
            inside: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            longest: AtomicUsize::new(0),
        });
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = Arc::clone(&serving);
                tokio::spawn(async move { serving.pass(stream).await });
            }
        });
        evil.metadata(move |metadata| {
            let there = metadata[member].as_str().unwrap_or_default();
            let path = there.rsplit('/').next().unwrap_or_default();
            metadata[member] = format!("http://{address}/{path}").into();
        });
        Ok(Self { address, shared, server })
    }

    /// Host and port of the endpoint, as its metadata says now.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// Requests wait from now on.
    pub(crate) fn hold(&self) {
        self.shared.way.send_replace(Way::Held);
    }

    /// Requests find no network from now on.
    pub(crate) fn go_offline(&self) {
        self.shared.way.send_replace(Way::Gone);
    }

    /// Requests pass again, those that wait too.
    pub(crate) fn open(&self) {
        self.shared.way.send_replace(Way::Open);
    }

    /// The next answer that is not spoken for yet ends after so many bytes.
    pub(crate) fn cut_next(&self, bytes: usize) {
        locked(&self.shared.cuts).push_back(bytes);
    }

    /// Each request takes this long from now on, and the count of those at once begins anew.
    pub(crate) fn slow_down(&self, delay: Duration) {
        *locked(&self.shared.delay) = delay;
        self.shared.most.store(0, Ordering::SeqCst);
    }

    /// Requests on the line now.
    pub(crate) fn inside(&self) -> usize {
        self.shared.inside.load(Ordering::SeqCst)
    }

    /// Requests on the line at once, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }

    /// Bytes of the longest answer so far.
    pub(crate) fn longest_answer(&self) -> usize {
        self.shared.longest.load(Ordering::SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    /// Errors mean that one side went away, which is its right.
    async fn pass(&self, mut client: TcpStream) {
        let Some(request) = request(&mut client).await else { return };
        let now = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        if let Some(answer) = self.answer(&request).await {
            let _ = client.write_all(&answer).await;
            let _ = client.shutdown().await;
        }
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }

    async fn answer(&self, request: &[u8]) -> Option<Vec<u8>> {
        let way = *self.way.subscribe().wait_for(|way| *way != Way::Held).await.ok()?;
        if way == Way::Gone {
            return None;
        }
        let delay = *locked(&self.delay);
        tokio::time::sleep(delay).await;
        let mut provider = TcpStream::connect(self.provider).await.ok()?;
        provider.write_all(request).await.ok()?;
        let mut answer = Vec::new();
        provider.read_to_end(&mut answer).await.ok()?;
        self.longest.fetch_max(answer.len(), Ordering::SeqCst);
        if let Some(kept) = locked(&self.cuts).pop_front() {
            answer.truncate(kept);
        }
        Some(answer)
    }
}

async fn request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(Some(0), |value| value.trim().parse().ok())?;
            if bytes.len() >= head + 4 + length {
                return Some(bytes);
            }
        }
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
