//! A provider that is good until it is told otherwise: what a real one will not do.
//!
//! It signs people in without a page, issues codes, tokens and UserInfo as the specifications say, and every
//! answer can be bent, once or for good. Each hostile test is then one small difference from the good case.
//! Invariant 1: what is not bent is right. Invariant 2: every request is remembered, so that *nothing was
//! sent* can be asserted. It speaks HTTP by hand, since a broken answer is what it is for.

mod answers;
mod http;
mod keys;
mod provider;
mod tokens;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Result;

pub use http::{Reply, Request};
pub use keys::{Alg, SigningKey};
pub use tokens::{Forgery, IdToken};

/// An endpoint of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// The metadata document.
    Metadata,
    /// The key set.
    Jwks,
    /// The authorization endpoint.
    Authorization,
    /// The token endpoint.
    Token,
    /// UserInfo.
    UserInfo,
    /// Revocation (RFC 7009).
    Revocation,
    /// Introspection (RFC 7662).
    Introspection,
    /// RP-initiated logout.
    EndSession,
    /// Anything else: nothing good ever asks for it.
    Elsewhere,
}

type Bend<T> = Box<dyn Fn(&mut T) + Send + Sync>;

/// What differs from a good provider.
#[derive(Default)]
struct Bends {
    metadata: Vec<Bend<Map<String, Value>>>,
    jwks: Vec<Bend<Vec<Value>>>,
    callback: Vec<Bend<Vec<(String, String)>>>,
    token: Vec<Bend<Map<String, Value>>>,
    id_token: Vec<Bend<IdToken>>,
    userinfo: Vec<Bend<Map<String, Value>>>,
    replies: Vec<(Endpoint, VecDeque<Reply>)>,
    always: Vec<(Endpoint, Reply)>,
}

struct Shared {
    issuer: String,
    address: String,
    provider: Mutex<provider::Provider>,
    bends: Mutex<Bends>,
    requests: Mutex<Vec<(Endpoint, Request)>>,
}

/// A running evil provider.
pub struct Evil {
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Evil {
    /// Starts it on a loopback port; its issuer is `http://127.0.0.1:PORT`.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        Self::serve(listener, &issuer)
    }

    /// The same behind somebody who passes on what comes to `issuer`.
    pub async fn start_behind(issuer: &str) -> Result<Self> {
        Self::serve(TcpListener::bind("127.0.0.1:0").await?, issuer)
    }

    fn serve(listener: TcpListener, issuer: &str) -> Result<Self> {
        let address = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            provider: Mutex::new(provider::Provider::new(issuer)?),
            issuer: issuer.to_owned(),
            address,
            bends: Mutex::default(),
            requests: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(http::serve(stream, Arc::clone(&serving)));
            }
        });
        Ok(Self { shared, server })
    }

    /// Its issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Where it listens, which is its issuer's origin unless somebody stands before it.
    pub fn address(&self) -> &str {
        &self.shared.address
    }

    /// Whether it has issued an access token and not ended it.
    pub fn takes(&self, access_token: &str) -> bool {
        locked(&self.shared.provider).grant_of_access_token(access_token).is_some()
    }

    /// The person who is signed in from now on: the subject of what is issued next.
    pub fn person(&self, sub: &str) -> &Self {
        sub.clone_into(&mut locked(&self.shared.provider).sub);
        self
    }

    /// Changes the metadata document.
    pub fn metadata(&self, bend: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).metadata.push(Box::new(bend));
        self
    }

    /// Changes the published keys.
    pub fn jwks(&self, bend: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).jwks.push(Box::new(bend));
        self
    }

    /// Changes the parameters with which the browser is sent back.
    pub fn callback(&self, bend: impl Fn(&mut Vec<(String, String)>) + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).callback.push(Box::new(bend));
        self
    }

    /// Changes what the token endpoint answers in a good case.
    pub fn token(&self, bend: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).token.push(Box::new(bend));
        self
    }

    /// Changes ID tokens before (and after) they are signed.
    pub fn id_token(&self, bend: impl Fn(&mut IdToken) -> &mut IdToken + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).id_token.push(Box::new(move |token| {
            bend(token);
        }));
        self
    }

    /// Changes the UserInfo response.
    pub fn userinfo(&self, bend: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) -> &Self {
        locked(&self.shared.bends).userinfo.push(Box::new(bend));
        self
    }

    /// Answers the next request at `endpoint` like this, once, before the provider even looks at it; several
    /// are used in turn.
    pub fn once(&self, endpoint: Endpoint, reply: Reply) -> &Self {
        let mut bends = locked(&self.shared.bends);
        match bends.replies.iter_mut().find(|(at, _)| *at == endpoint) {
            Some((_, queue)) => queue.push_back(reply),
            None => bends.replies.push((endpoint, VecDeque::from([reply]))),
        }
        drop(bends);
        self
    }

    /// Answers every request at `endpoint` like this.
    pub fn always(&self, endpoint: Endpoint, reply: Reply) -> &Self {
        locked(&self.shared.bends).always.push((endpoint, reply));
        self
    }

    /// Is good again; keys, codes and tokens stay as they are.
    pub fn behave(&self) -> &Self {
        *locked(&self.shared.bends) = Bends::default();
        self
    }

    /// Signs with a new key from now on and publishes it beside the old one.
    pub fn rotate_keys(&self) -> Result<&Self> {
        locked(&self.shared.provider).rotate_keys()?;
        Ok(self)
    }

    /// Refresh tokens stay valid when they are used.
    pub fn without_rotation(&self) -> &Self {
        locked(&self.shared.provider).rotation = false;
        self
    }

    /// Refresh tokens rotate, and the one before is still taken.
    pub fn with_grace(&self) -> &Self {
        locked(&self.shared.provider).grace = true;
        self
    }

    /// Ends every sign-in: refresh tokens are refused from now on.
    pub fn end_sessions(&self) -> &Self {
        locked(&self.shared.provider).end_sessions();
        self
    }

    /// Lifetime of access tokens issued from now on, in seconds.
    pub fn lifetime(&self, seconds: u64) -> &Self {
        locked(&self.shared.provider).lifetime = seconds;
        self
    }

    /// The refresh token that is good now, if there is one.
    pub fn live_refresh_token(&self) -> Option<String> {
        locked(&self.shared.provider).live_refresh_token()
    }

    /// Every secret issued so far, by kind.
    pub fn issued(&self) -> Vec<(&'static str, String)> {
        locked(&self.shared.provider).issued.clone()
    }

    /// Requests at an endpoint, oldest first.
    pub fn requests(&self, endpoint: Endpoint) -> Vec<Request> {
        let requests = locked(&self.shared.requests);
        requests.iter().filter(|(at, _)| *at == endpoint).map(|(_, request)| request.clone()).collect()
    }

    /// How many requests came to an endpoint.
    pub fn count(&self, endpoint: Endpoint) -> usize {
        self.requests(endpoint).len()
    }
}

impl Drop for Evil {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    /// Remembers a request and answers it.
    fn answer(&self, request: &Request) -> Reply {
        let endpoint = provider::endpoint(&request.path);
        locked(&self.requests).push((endpoint, request.clone()));
        if let Some(reply) = locked(&self.bends).scripted(endpoint) {
            return reply;
        }
        let mut provider = locked(&self.provider);
        answers::answer(endpoint, request, &mut provider, &locked(&self.bends))
    }
}

impl Bends {
    fn scripted(&mut self, endpoint: Endpoint) -> Option<Reply> {
        let once = self.replies.iter_mut().find(|(at, _)| *at == endpoint);
        let always = self.always.iter().rev().find(|(at, _)| *at == endpoint);
        once.and_then(|(_, queue)| queue.pop_front()).or_else(|| always.map(|(_, reply)| reply.clone()))
    }
}

fn bent<T>(bends: &[Bend<T>], mut value: T) -> T {
    for bend in bends {
        bend(&mut value);
    }
    value
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
