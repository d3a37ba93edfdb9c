//! The browser that brought the response and waits for its page.
//!
//! The page is sent when the outcome is known: a sign-in that fails after the redirect must not look like success.

use tokio::net::TcpStream;

use super::{answer, page};

/// A browser that waits for its page. Dropped, it says that the sign-in did not finish.
#[derive(Debug)]
pub struct BrowserReply {
    stream: Option<TcpStream>,
}

impl BrowserReply {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: Some(stream) }
    }

    /// No browser waits: the response was carried here by hand.
    pub(super) fn to_nobody() -> Self {
        Self { stream: None }
    }

    /// Says that the sign-in succeeded.
    pub async fn signed_in(self, provider_name: &str) {
        let headline = format!("You're signed in to {provider_name}.");
        self.say("200 OK", &headline, "You can close this tab.").await;
    }

    /// Says that it failed. Both texts are escaped; neither may hold a secret.
    pub async fn failed(self, headline: &str, text: &str) {
        self.say("200 OK", headline, text).await;
    }

    async fn say(mut self, status: &str, headline: &str, text: &str) {
        if let Some(mut stream) = self.stream.take() {
            answer::send(&mut stream, &page::response(status, headline, text)).await;
        }
    }
}

impl Drop for BrowserReply {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        let page = page::response("200 OK", "This sign-in did not finish", "Go back to Lanyard to see why.");
        // Nothing was written yet, so that the page fits into the socket's buffer; a browser that left loses nothing.
        if let Err(error) = stream.try_write(page.as_bytes()) {
            tracing::debug!(kind = ?error.kind(), "the browser had left");
        }
    }
}
