//! A whole answer, read up to a limit.

use std::time::UNIX_EPOCH;

use url::Url;

use super::TransportError;
use crate::Answer;

/// An answer whose body came whole.
pub(crate) struct Reply {
    pub(crate) host: String,
    pub(crate) status: u16,
    headers: http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Reads a response's body to its end, at most `limit` bytes.
pub(super) async fn read(
    mut response: reqwest::Response,
    host: &str,
    limit: usize,
    failed: impl Fn(&reqwest::Error) -> TransportError,
) -> Result<Reply, TransportError> {
    let too_large = || TransportError::TooLarge { host: host.to_owned(), limit };
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply {
        host: host.to_owned(),
        status: response.status().as_u16(),
        headers: std::mem::take(response.headers_mut()),
        body,
    })
}

impl Reply {
    /// Who answered, and with which status.
    pub(crate) fn answer(&self) -> Answer {
        Answer { host: self.host.clone(), status: self.status }
    }

    /// Every header.
    pub(crate) fn headers(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// A header, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Its `Date` in Unix seconds.
    pub(crate) fn date(&self) -> Option<i64> {
        let date = httpdate::parse_http_date(self.header("date")?).ok()?;
        i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
    }

    /// Where it redirects to, if it does.
    pub(crate) fn redirect(&self, asked: &Url) -> Option<Url> {
        if !is_redirect(self.status) {
            return None;
        }
        asked.join(self.header("location")?).ok()
    }

    /// A web page where data belongs: a captive portal, a proxy's login, a maintenance page.
    pub(crate) fn is_html(&self) -> bool {
        let declared = self
            .header("content-type")
            .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"));
        declared || is_markup(&self.body)
    }
}

/// Whether a status sends on to the address in `Location` (RFC 9110 section 15.4).
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The reason phrase that HTTP gives a status (RFC 9110 section 15); empty for one that it doesn't know.
pub fn reason_phrase(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}

/// Whether a body begins like markup.
pub(crate) fn is_markup(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

#[cfg(test)]
impl Reply {
    /// An answer made by hand.
    pub(crate) fn made(status: u16, headers: &[(&'static str, &'static str)], body: &[u8]) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)))
            .collect();
        Self { host: "id.acme.example".to_owned(), status, headers, body: body.to_vec() }
    }
}
