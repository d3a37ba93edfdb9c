//! A page that hands a sign-out over to the browser: a form that posts itself to the provider.
//!
//! 1. It is at a path nobody can guess, is served to one navigation of this user's, and then the listener is closed:
//!    whoever reads the address later (in a process list, in the history) finds nobody.
//! 2. The ID token is in the form's body alone. The page is not stored, tells no referrer, can't be framed, and its
//!    policy lets it post to the provider's origin only.
//! 3. Without scripts it is a page with one button.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::Url;

use super::bind::{BindError, bind_ip};
use super::connections::{Limits, first_taken};
use super::judge::{Ignored, Place, judge_request};
use super::peer::{self, Peer};
use super::request::Request;
use super::{answer, page};
use crate::random::unguessable;

/// A page that waits for the one navigation that it is for.
pub struct LogoutPage {
    listeners: Vec<TcpListener>,
    place: Place,
    response: SecretString,
}

impl LogoutPage {
    /// Binds the page that posts `fields` to `endpoint`.
    pub(crate) async fn bind<'a>(
        endpoint: &Url,
        fields: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, BindError> {
        let (listeners, host) = bind_ip(None).await?;
        let port = listeners
            .first()
            .map_or(Ok(0), |listener| listener.local_addr().map(|address| address.port()))?;
        let path = format!("/{}", unguessable().expose_secret());
        let place = Place { authority: format!("{host}:{port}"), path };
        Ok(Self { listeners, place, response: page::form(endpoint, fields) })
    }

    /// The address for the browser. It is good for one visit; who makes it first gets the page.
    pub fn address(&self) -> SecretString {
        format!("http://{}{}", self.place.authority, self.place.path).into()
    }

    /// Serves the page once, or gives up after `patience`; tells whether it was served. Then the port is closed.
    pub async fn serve(self, patience: Duration) -> bool {
        let Ok(mut browser) = timeout(patience, self.navigation()).await else { return false };
        drop(self.listeners);
        answer::send(&mut browser, self.response.expose_secret()).await;
        true
    }

    /// The navigation that the page is for.
    async fn navigation(&self) -> TcpStream {
        loop {
            let place = self.place.clone();
            let judge = move |request: &Request| judge_request(request, &place);
            let ((), stream) = first_taken(&self.listeners, Limits::default(), judge).await;
            match peer::of(&stream).await {
                Peer::Ours | Peer::Unknown => return stream,
                Peer::SomebodyElses => {
                    tracing::warn!("another user's process asked for the page of a sign-out");
                    answer::send_and_drain(stream, &answer::to_ignored(Ignored::NotANavigation)).await;
                }
            }
        }
    }
}

impl fmt::Debug for LogoutPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LogoutPage").finish_non_exhaustive()
    }
}
