//! What goes over the wire in one exchange, redacted as it passes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lanyard_oauth::{AnswerSeen, EndpointName, Record, RequestSeen};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::redact::{Redactor, Rules, Scrubber, cut};
use crate::clock::Clock;
use crate::engine::lock;
use crate::view::{ErrorView, RedactedMessage};

/// Messages of one exchange that are kept; an honest one has far fewer.
const MOST: usize = 12;
/// Longest body that is kept, in bytes, and how much of one is looked at for it.
const LONGEST_BODY: usize = 8 * 1024;
const LOOKED_AT: usize = 32 * 1024;

/// Parameters of a token request that prove something; whatever is answered may repeat them.
const PROOFS: [&str; 8] = [
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "password",
    "refresh_token",
    "token",
];

/// Parameters of an authorization request that its response and tokens must repeat.
const OWN_SECRETS: [&str; 2] = ["nonce", "state"];

/// Records one exchange. Clones of an `Arc` of it go along with the requests.
pub(crate) struct Recorder {
    clock: Arc<dyn Clock>,
    /// Wall clock, Unix seconds.
    pub(crate) began_at: i64,
    /// By the clock that counts suspend.
    began: Duration,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Every secret that was sent so far: no later answer, here or elsewhere, is told with it.
    secrets: Scrubber,
    messages: Vec<Recorded>,
    /// What the person's browser was asked, and what it brought.
    browser: Option<InBrowser>,
}

/// A request and its answer, as far as it came.
#[derive(Clone)]
pub(crate) struct Recorded {
    pub(crate) endpoint: EndpointName,
    pub(crate) message: RedactedMessage,
    /// Wall clock, Unix seconds, of the request.
    pub(crate) at: i64,
    /// HTTP status code, if an answer came.
    pub(crate) status: Option<u16>,
    /// From the request to the answer.
    pub(crate) took: Option<Duration>,
    /// By the clock that counts suspend.
    asked: Duration,
}

/// The part of a sign-in that takes place in the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InBrowser {
    /// The authorization request, redacted.
    pub(crate) request: String,
    /// Wall clock, Unix seconds.
    pub(crate) at: i64,
    pub(crate) scopes: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) redirect_uri: String,
    /// When the response came, and how long the person took.
    pub(crate) came_back: Option<(i64, Duration)>,
}

impl Recorder {
    /// Begins now.
    pub(crate) fn begin(clock: Arc<dyn Clock>) -> Arc<Self> {
        let (began_at, began) = (clock.unix(), clock.boot());
        Arc::new(Self { clock, began_at, began, seen: Mutex::default() })
    }

    /// Nothing is told with this secret from now on.
    pub(crate) fn knows(&self, secret: &SecretString) {
        lock(&self.seen).secrets.add(secret.expose_secret());
    }

    /// How long it has been going on.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.boot().saturating_sub(self.began)
    }

    /// The browser is asked.
    pub(crate) fn asks_browser(
        &self,
        url: &SecretString,
        redirect_uri: &str,
        scopes: &[String],
        resources: &[String],
    ) {
        // It was built as an address.
        let Ok(url) = Url::parse(url.expose_secret()) else { return };
        let mut seen = lock(&self.seen);
        for (_, secret) in url.query_pairs().filter(|(name, _)| OWN_SECRETS.contains(&&**name)) {
            seen.secrets.add(&secret);
        }
        let request = format!("GET {}", Redactor::new(Rules::Protocol, &seen.secrets).address(&url));
        seen.browser = Some(InBrowser {
            request,
            at: self.clock.unix(),
            scopes: scopes.to_vec(),
            resources: resources.to_vec(),
            redirect_uri: redirect_uri.to_owned(),
            came_back: None,
        });
    }

    /// The browser brought a response.
    pub(crate) fn browser_came_back(&self) {
        let now = self.clock.unix();
        if let Some(browser) = &mut lock(&self.seen).browser {
            let took = u64::try_from(now - browser.at).unwrap_or_default();
            browser.came_back = Some((now, Duration::from_secs(took)));
        }
    }

    /// What the browser was asked, if it was.
    pub(crate) fn browser(&self) -> Option<InBrowser> {
        lock(&self.seen).browser.clone()
    }

    /// The last message to this endpoint.
    pub(crate) fn last(&self, endpoint: EndpointName) -> Option<Recorded> {
        lock(&self.seen).messages.iter().rev().find(|message| message.endpoint == endpoint).cloned()
    }

    /// Redacts with what is known by now.
    pub(crate) fn redacting<T>(&self, work: impl FnOnce(Redactor<'_>) -> T) -> T {
        work(Redactor::new(Rules::Api, &lock(&self.seen).secrets))
    }

    /// An error whose words repeat no part of a secret.
    pub(crate) fn without_secrets(&self, error: &ErrorView) -> ErrorView {
        let mut error = error.clone();
        self.redacting(|redactor| {
            error.message = redactor.clean(&error.message);
            let facts = &mut error.facts;
            for text in [&mut facts.oauth_error, &mut facts.words, &mut facts.detail].into_iter().flatten() {
                *text = redactor.clean(text);
            }
        });
        error
    }
}

impl Record for Recorder {
    fn asked(&self, request: &RequestSeen<'_>) {
        let mut seen = lock(&self.seen);
        if seen.messages.len() >= MOST {
            return;
        }
        add_secrets_of(request, &mut seen.secrets);
        let redactor = Redactor::new(rules(request.endpoint), &seen.secrets);
        let first = format!("{} {}", request.method, redactor.address(request.url));
        let request_body = body(redactor, media_type(request.headers()), request.body);
        let message = RedactedMessage {
            request: redactor.head(first, request.headers()),
            request_body,
            answer: String::new(),
            answer_body: String::new(),
        };
        seen.messages.push(Recorded {
            endpoint: request.endpoint,
            message,
            at: self.clock.unix(),
            status: None,
            took: None,
            asked: self.clock.boot(),
        });
    }

    fn answered(&self, answer: &AnswerSeen<'_>) {
        let seen = &mut *lock(&self.seen);
        // One more than are kept has no place.
        let Some(last) = seen.messages.last_mut().filter(|last| last.status.is_none()) else { return };
        let redactor = Redactor::new(rules(last.endpoint), &seen.secrets);
        last.took = Some(self.clock.boot().saturating_sub(last.asked));
        last.status = Some(answer.status);
        last.message.answer = redactor.head(status_line(answer.status), answer.headers());
        last.message.answer_body = body(redactor, media_type(answer.headers()), answer.body);
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Recorder")
    }
}

fn rules(endpoint: EndpointName) -> Rules {
    match endpoint {
        EndpointName::Token
        | EndpointName::Userinfo
        | EndpointName::Introspection
        | EndpointName::Revocation => Rules::Protocol,
        // Public documents, and what is no message of the protocols.
        EndpointName::Discovery | EndpointName::Jwks | EndpointName::Resource => Rules::Api,
    }
}

/// The beginning of a body.
fn body(redactor: Redactor<'_>, media_type: Option<&str>, body: &[u8]) -> String {
    let mut text = redactor.body(media_type, body.get(..LOOKED_AT).unwrap_or(body)).text;
    cut(&mut text, LONGEST_BODY);
    text
}

/// `200 OK`.
pub(super) fn status_line(status: u16) -> String {
    format!("{status} {}", reason(status)).trim_end().to_owned()
}

/// The reason phrase that HTTP gives a status (RFC 9110 section 15); the server's own says no more.
pub(super) fn reason(status: u16) -> &'static str {
    lanyard_oauth::reason_phrase(status)
}

/// The value of `Content-Type`.
pub(super) fn media_type<'a>(mut headers: impl Iterator<Item = (&'a str, &'a [u8])>) -> Option<&'a str> {
    headers.find(|(name, _)| *name == "content-type").and_then(|(_, value)| std::str::from_utf8(value).ok())
}

/// The secrets that a request carries: what proves something at the provider, and its credentials.
fn add_secrets_of(request: &RequestSeen<'_>, secrets: &mut Scrubber) {
    if rules(request.endpoint) == Rules::Protocol {
        for (_, proof) in form_urlencoded::parse(request.body).filter(|(name, _)| PROOFS.contains(&&**name)) {
            secrets.add(&proof);
        }
    }
    let credentials = request.headers().filter(|(name, _)| *name == "authorization");
    for value in credentials.filter_map(|(_, value)| std::str::from_utf8(value).ok()) {
        let secret = value.split_once(' ').map_or(value, |(_, secret)| secret);
        secrets.add(secret);
        secrets.add_basic(secret);
    }
}
