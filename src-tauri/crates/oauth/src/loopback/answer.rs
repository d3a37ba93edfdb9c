//! What is said to requests that are not the response, and to those that end the wait.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::judge::Ignored;
use super::page;
use super::request::BadRequest;

/// How long the other side may take to read our answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Most bytes that are read and thrown away so that an answer is not lost with a reset connection.
const DRAINED: usize = 2 * 1024 * 1024;

/// The answer to a request that is not awaited.
pub(super) fn to_ignored(ignored: Ignored) -> String {
    match ignored {
        Ignored::WrongHost => bare("421 Misdirected Request", ""),
        Ignored::WrongMethod => bare("405 Method Not Allowed", "Allow: GET\r\n"),
        Ignored::WrongPath => bare("404 Not Found", ""),
        Ignored::NotANavigation => bare("403 Forbidden", ""),
        Ignored::Prefetch => bare("503 Service Unavailable", ""),
        Ignored::ForeignState | Ignored::Repeated | Ignored::Empty => page::response(
            "400 Bad Request",
            "This is not the answer Lanyard waits for",
            "Nothing was changed. Go on signing in, or start again from Lanyard.",
        ),
    }
}

/// The answer to what is no request; none if nobody is there to read it.
pub(super) fn to_bad(bad: BadRequest) -> Option<String> {
    match bad {
        BadRequest::Gone => None,
        BadRequest::TooLarge => Some(bare("431 Request Header Fields Too Large", "")),
        BadRequest::Malformed => Some(bare("400 Bad Request", "")),
    }
}

fn bare(status: &str, headers: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
}

/// Answers a request that was read to its end. Whether the browser still listens changes nothing for the sign-in.
pub(super) async fn send(stream: &mut TcpStream, answer: &str) {
    let said = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    if !matches!(timeout(PATIENCE, said).await, Ok(Ok(()))) {
        tracing::debug!("the browser did not take its answer");
    }
}

/// Answers what was not read to its end: closing at once would reset the connection, and the answer with it.
pub(super) async fn send_and_drain(mut stream: TcpStream, answer: &str) {
    send(&mut stream, answer).await;
    let drained = async {
        let mut sink = [0_u8; 4096];
        let mut drained = 0;
        while drained < DRAINED {
            match stream.read(&mut sink).await {
                Ok(0) | Err(_) => return,
                Ok(read) => drained += read,
            }
        }
    };
    if timeout(PATIENCE, drained).await.is_err() {
        tracing::debug!("a refused request went on and on");
    }
}
