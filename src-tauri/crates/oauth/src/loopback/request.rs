//! The head of an HTTP/1.1 request, read strictly (RFC 9112 sections 2 to 5).
//!
//! Only what a browser's navigation looks like gets through: anything ambiguous (a body, a folded line, a header
//! twice) is refused, since two readings of one request are how checks are passed by.

use tokio::io::{AsyncRead, AsyncReadExt as _};
use zeroize::Zeroizing;

/// Largest head, in bytes.
pub(super) const LARGEST_HEAD: usize = 8 * 1024;

/// A request without a body.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// Everything behind the question mark; holds the code.
    pub(super) query: Zeroizing<String>,
    headers: Vec<(String, String)>,
}

/// Why there is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadRequest {
    /// The connection ended first.
    Gone,
    /// The head is larger than 8 KB.
    TooLarge,
    /// It is no request that is understood here.
    Malformed,
}

/// Reads a head up to its empty line.
pub(super) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Result<Request, BadRequest> {
    let mut head = Zeroizing::new(Vec::with_capacity(LARGEST_HEAD));
    let mut chunk = Zeroizing::new([0_u8; 2048]);
    loop {
        let read = stream.read(chunk.as_mut()).await.map_err(|_| BadRequest::Gone)?;
        let Some(part) = chunk.get(..read).filter(|part| !part.is_empty()) else {
            return Err(BadRequest::Gone);
        };
        // The end can lie across two reads.
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(part);
        let end = head.windows(4).skip(from).position(|window| window == b"\r\n\r\n").map(|at| from + at);
        if end.unwrap_or(head.len()) > LARGEST_HEAD {
            return Err(BadRequest::TooLarge);
        }
        if let Some(end) = end {
            let text = head.get(..end).and_then(|head| std::str::from_utf8(head).ok());
            return text.and_then(parse).ok_or(BadRequest::Malformed);
        }
    }
}

impl Request {
    /// A header that is there once; the parser refused the ones that matter if they came twice.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a head without its empty line.
fn parse(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut start = lines.next()?.split(' ');
    let (method, target, version) = (start.next()?, start.next()?, start.next()?);
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if start.next().is_some()
        || !plain(method)
        || !plain(target)
        || version != "HTTP/1.1"
        || !target.starts_with('/')
    {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        let (name, value) = header(line)?;
        // A header of one value that comes twice can be read in two ways.
        if headers.iter().any(|(found, _)| *found == name) && !matches!(name.as_str(), "cookie" | "accept") {
            return None;
        }
        headers.push((name, value));
    }
    let empty = |(name, value): &(String, String)| match name.as_str() {
        "transfer-encoding" => false,
        "content-length" => value == "0",
        _ => true,
    };
    if !headers.iter().all(empty) {
        return None;
    }
    Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: Zeroizing::new(query.to_owned()),
        headers,
    })
}

/// A header line: its name in lower case and its value. No space before the colon, no folding, no control.
fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty()
        || !name.bytes().all(token)
        || value.chars().any(|part| part.is_control() && part != '\t')
    {
        return None;
    }
    Some((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{BadRequest, LARGEST_HEAD, read_head};

    async fn read(text: &str) -> Result<(String, String), BadRequest> {
        read_head(&mut text.as_bytes()).await.map(|request| (request.path.clone(), request.query.to_string()))
    }

    #[tokio::test]
    async fn l08_ambiguous_requests_are_malformed() {
        for head in [
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\n\r\n",
            "GET /\u{7f} HTTP/1.1\r\n\r\n",
            "GET /ä HTTP/1.1\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert_eq!(read(head).await, Err(BadRequest::Malformed), "{head:?}");
        }
    }

    #[tokio::test]
    async fn l08_a_request_line_of_a_megabyte_is_too_large() {
        let head = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(1_000_000));
        assert_eq!(read(&head).await, Err(BadRequest::TooLarge));
        let endless = "x".repeat(LARGEST_HEAD + 1);
        assert_eq!(read(&endless).await, Err(BadRequest::TooLarge));
    }

    #[tokio::test]
    async fn a_head_that_ends_early_is_gone() {
        assert_eq!(read("").await, Err(BadRequest::Gone));
        assert_eq!(read("GET / HTTP/1.1\r\n").await, Err(BadRequest::Gone));
    }

    #[tokio::test]
    async fn reads_path_and_query_apart() {
        let read = read("GET /callback?a=b?c HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(read, Ok(("/callback".to_owned(), "a=b?c".to_owned())));
    }
}
