//! One call: a request, its answer, and when it is made again.
//!
//! While the window takes over from an agent, or back, nobody answers for a moment. A call that was not heard is
//! made again for up to five seconds; one that may have been heard only if hearing it twice does no harm.

use std::sync::atomic::Ordering;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use lanyard_core::view::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep, timeout};

use super::connect::{Connected, NoConnection, connect};
use super::{CallError, Client};
use crate::wire::Problem;

/// How long a hand-over may take.
const HAND_OVER: Duration = Duration::from_secs(5);
/// The first wait before a call is made again; each one after it is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(160);
/// How long an answer may take that the engine gives out of its memory or database.
const QUICK: Duration = Duration::from_secs(10);
/// How long it may take where a provider or the keychain is asked, which have time-outs of their own.
pub(super) const ASKING_OTHERS: Duration = Duration::from_mins(2);
/// An answer larger than this is none of Lanyard's, in bytes: a thousand accounts with large claims fit.
const LARGEST_ANSWER: usize = 64 << 20;

/// Whether a call that may have been heard is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Hearing it twice does no harm.
    Harmless,
    /// Only if it was certainly not heard.
    Unheard,
    /// Never: it ends the server itself.
    Never,
}

/// A request, and how it is made. Its body can hold a secret, so that it has no `Debug`.
pub(super) struct Call {
    method: Method,
    target: String,
    body: Bytes,
    repeat: Repeat,
    /// How long the answer may take; `None`: as long as a person takes, whom the engine gives a time.
    patience: Option<Duration>,
}

/// An answer with a status of success.
pub(super) struct Answer(Bytes);

/// Why one attempt got no answer.
enum Missed {
    /// Nobody is there.
    Absent,
    /// It certainly was not heard.
    Unheard,
    /// It may have been heard.
    Lost,
    /// The engine is handing over and did nothing.
    Closing(Box<Problem>),
    /// It was answered, or can't be.
    Final(CallError),
}

impl Call {
    /// A question that changes nothing.
    pub(super) fn get(target: String) -> Self {
        Self::new(Method::GET, target, Repeat::Harmless)
    }

    /// A call without a body.
    pub(super) fn new(method: Method, target: String, repeat: Repeat) -> Self {
        Self { method, target, body: Bytes::new(), repeat, patience: Some(QUICK) }
    }

    /// With a body.
    pub(super) fn body(self, body: &impl Serialize) -> Result<Self, CallError> {
        let body = serde_json::to_vec(body).map_err(|error| CallError::Protocol(error.to_string()))?;
        Ok(Self { body: body.into(), ..self })
    }

    /// With another patience.
    pub(super) fn patience(self, patience: Option<Duration>) -> Self {
        Self { patience, ..self }
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, CallError> {
        let mut request = Request::builder()
            .method(&self.method)
            .uri(&self.target)
            .header(HOST, "lanyard")
            .header(ACCEPT, "application/json, application/problem+json");
        if !self.body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(self.body.clone()));
        request.map_err(|error| CallError::Protocol(error.to_string()))
    }
}

impl Answer {
    /// What it says.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(&self.0).map_err(|error| CallError::Protocol(error.to_string()))
    }
}

impl Client {
    /// Makes a call, again across a hand-over.
    pub(super) async fn call(&self, call: &Call) -> Result<Answer, CallError> {
        let mut pause = FIRST_PAUSE;
        let mut deadline = Instant::now() + HAND_OVER;
        loop {
            let begun = Instant::now();
            let missed = match self.attempt(call).await {
                Ok(answer) => return Ok(answer),
                Err(missed) => missed,
            };
            // Somebody served this call for long before the hand-over began.
            if begun.elapsed() >= HAND_OVER {
                (pause, deadline) = (FIRST_PAUSE, Instant::now() + HAND_OVER);
            }
            if !self.again(call.repeat, &missed) || Instant::now() + pause > deadline {
                return Err(missed.into());
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn again(&self, repeat: Repeat, missed: &Missed) -> bool {
        let heard_before = self.met.load(Ordering::Relaxed);
        repeat != Repeat::Never
            && match missed {
                Missed::Absent => heard_before,
                Missed::Unheard | Missed::Closing(_) => true,
                Missed::Lost => repeat == Repeat::Harmless,
                Missed::Final(_) => false,
            }
    }

    async fn attempt(&self, call: &Call) -> Result<Answer, Missed> {
        let Connected { stream, pid } = connect(&self.places).await?;
        self.met.store(true, Ordering::Relaxed);
        let exchange = exchange(TokioIo::new(stream), call);
        let Some(after) = call.patience else { return exchange.await };
        let silent = |_| Missed::Final(CallError::Silent { pid, after });
        timeout(after, exchange).await.map_err(silent)?
    }
}

async fn exchange(stream: TokioIo<UnixStream>, call: &Call) -> Result<Answer, Missed> {
    let request = call.request().map_err(Missed::Final)?;
    let (sender, connection) = http1::handshake(stream).await.map_err(|_| Missed::Unheard)?;
    // The connection ends by itself once the sender is dropped and the answer is read.
    let (answer, _) = tokio::join!(send(sender, request), connection);
    answer
}

async fn send(mut sender: SendRequest<Full<Bytes>>, request: Request<Full<Bytes>>) -> Result<Answer, Missed> {
    let answer = sender.try_send_request(request).await.map_err(|mut error| {
        if error.take_message().is_some() {
            return Missed::Unheard;
        }
        match error.into_error() {
            garbage if garbage.is_parse() => Missed::Final(CallError::Protocol(garbage.to_string())),
            _ => Missed::Lost,
        }
    })?;
    let status = answer.status();
    let body = match Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            return Err(Missed::Final(CallError::Protocol("the answer is too large".to_owned())));
        }
        Err(_) => return Err(Missed::Lost),
    };
    if status.is_success() { Ok(Answer(body)) } else { Err(refusal(status, &body)) }
}

fn refusal(status: StatusCode, body: &[u8]) -> Missed {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) if problem.error.code == ErrorCode::Closing => Missed::Closing(Box::new(problem)),
        Ok(problem) => Missed::Final(CallError::Problem(Box::new(problem))),
        Err(_) => Missed::Final(CallError::Protocol(format!("HTTP {}", status.as_u16()))),
    }
}

impl From<NoConnection> for Missed {
    fn from(none: NoConnection) -> Self {
        match none {
            NoConnection::Absent => Self::Absent,
            NoConnection::Crowded => Self::Unheard,
            NoConnection::Final(error) => Self::Final(error),
        }
    }
}

impl From<Missed> for CallError {
    fn from(missed: Missed) -> Self {
        match missed {
            Missed::Absent => Self::NotRunning,
            Missed::Unheard => Self::Silent { pid: None, after: HAND_OVER },
            Missed::Lost => Self::Lost,
            Missed::Closing(problem) => Self::Problem(problem),
            Missed::Final(error) => error,
        }
    }
}
