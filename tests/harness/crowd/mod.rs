//! A provider with very many sessions: the admin API of `tests/idp/ADMIN.md` over a list in memory, before the evil
//! provider, which signs people in.
//!
//! Invariant 1: a session's place in the list never changes, and a page begins where it is asked to among those that
//! live. Invariant 2: an ending counts when it was done, so that one that is done twice shows. Invariant 3: once it is
//! left alone ([`Crowd::is_left`]), nothing that a dead process has sent is still to be done, but for what is held.

mod admin;
mod hold;
mod roll;
mod traffic;

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use axum::{Extension, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::service_fn;

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::evil::Evil;
use hold::Holds;
use roll::Roll;
use traffic::Traffic;

pub use hold::{Act, Held, Moment};
pub use roll::Asked;

/// Larger than any form of a sign-in.
const LONGEST: usize = 64 * 1024;

/// A running provider.
pub struct Crowd {
    front: Arc<Front>,
    server: JoinHandle<()>,
}

struct Front {
    issuer: String,
    evil: Evil,
    behind: reqwest::Client,
    roll: Mutex<Roll>,
    holds: Holds,
    traffic: Traffic,
}

impl Crowd {
    /// With so many sessions, four of each person.
    pub async fn start(sessions: u32) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let evil = Evil::start_behind(&issuer).await?;
        let base = format!("{issuer}/admin");
        evil.metadata(move |metadata| {
            metadata.insert("lanyard_session_admin".to_owned(), json!(base));
        });
        let behind =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let roll = Mutex::new(Roll::of(sessions));
        let (holds, traffic) = (Holds::default(), Traffic::default());
        let front = Arc::new(Front { issuer, evil, behind, roll, holds, traffic: traffic.clone() });
        let routes =
            Router::new().nest("/admin", admin::routes()).fallback(sent_on).with_state(Arc::clone(&front));
        // A connection's routes are dropped with it, and it counts until then.
        let connected = service_fn(move |_: IncomingStream<'_, TcpListener>| {
            let routes = routes.clone().layer(Extension(traffic.begins()));
            std::future::ready(Ok::<_, Infallible>(routes))
        });
        let server = tokio::spawn(async move {
            // It ends with the test; an error would show as a refused connection there.
            let _ = axum::serve(listener, connected).await;
        });
        Ok(Self { front, server })
    }

    /// Its issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.front.issuer
    }

    /// Who signs people in behind it.
    pub fn evil(&self) -> &Evil {
        &self.front.evil
    }

    /// It offers these capabilities alone, by their names in the metadata; what else it is asked for is answered by 501.
    pub fn offer_only(&self, names: &'static [&'static str]) {
        self.front.roll().offered = Some(names);
        self.front.evil.metadata(move |metadata| {
            metadata.insert("lanyard_session_admin_can".to_owned(), json!(names));
        });
    }

    /// From here on each so-manieth ending is answered by 500, and nothing is done; 0 for none.
    pub fn fail_every(&self, so_manieth: u32) {
        self.front.roll().fail_every = so_manieth;
    }

    /// From here on each list and each ending takes so long, as it does where sessions are in a database.
    pub fn take_time(&self, each: Duration) {
        self.front.roll().each = each;
    }

    /// Holds the request of this number among its kind, from 1, since the provider started.
    pub fn hold(&self, act: Act, number: u32, moment: Moment) -> Held {
        self.front.holds.add(act, number, moment, self.front.traffic.clone())
    }

    /// Waits until nobody is connected and all that was sent is dealt with, but for what is held.
    pub async fn is_left(&self) -> Result {
        let quiet = async || Ok(self.front.traffic.is_quiet().then_some(()));
        eventually("the provider is left alone", SOON, quiet).await
    }

    /// Everybody is signed in again, and nothing was asked.
    pub fn restore(&self) {
        self.front.roll().restore();
    }

    /// How many sessions there are.
    pub fn living(&self) -> u32 {
        self.front.roll().living()
    }

    /// How often its admin API was asked for what.
    pub fn asked(&self) -> Asked {
        self.front.roll().asked
    }

    /// Whether somebody can't sign in any more.
    pub fn is_disabled(&self, user: &str) -> bool {
        self.front.roll().is_disabled(user)
    }

    /// How many endings were asked for of sessions that had been ended before.
    pub fn asked_twice(&self) -> u32 {
        self.front.roll().asked_twice
    }

    /// The ids of the first sessions that live, all of them online.
    pub fn ids(&self, many: usize) -> Vec<String> {
        self.front.roll().ids(many)
    }

    /// When the last byte of the first page of sessions was made.
    pub fn first_page_at(&self) -> Option<SystemTime> {
        self.front.roll().first_page_at
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Front {
    /// Takes the time that an answer takes.
    async fn think(&self) {
        let each = self.roll().each;
        if !each.is_zero() {
            tokio::time::sleep(each).await;
        }
    }

    fn roll(&self) -> MutexGuard<'_, Roll> {
        self.roll.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is no administration is the evil provider's.
async fn sent_on(State(front): State<Arc<Front>>, request: Request) -> Response {
    match forwarded(&front, request).await {
        Ok(answer) => answer,
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn forwarded(front: &Front, request: Request) -> Result<Response> {
    let (head, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, LONGEST).await?;
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let address = format!("{}{target}", front.evil.address());
    let mut headers = head.headers;
    headers.remove(header::HOST);
    let reply = front.behind.request(head.method, address).headers(headers).body(body).send().await?;
    let mut answer = Response::builder().status(reply.status());
    for (name, value) in reply.headers().iter().filter(|(name, _)| *name != header::CONNECTION) {
        answer = answer.header(name, value);
    }
    Ok(answer.body(reply.bytes().await?.into())?)
}
