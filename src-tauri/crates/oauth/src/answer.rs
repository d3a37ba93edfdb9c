//! What an endpoint answered, apart from success: status, error code, words, `Retry-After`.

use std::time::{Duration, SystemTime};

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::http::Reply;
use crate::words::inert_without;

/// Longest wait that a provider can ask of us.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Who answered, and with which status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Host, with the port where one is written.
    pub host: String,
    /// HTTP status code.
    pub status: u16,
}

/// An error response (RFC 6749 section 5.2), as far as the body is one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// `error`, inert.
    pub(crate) error: Option<String>,
    /// `error_description`, inert.
    pub(crate) words: Option<String>,
}

impl ErrorBody {
    /// Reads a body; one that is no JSON object says nothing.
    pub(crate) fn read(body: &[u8], secrets: &[&SecretString]) -> Self {
        serde_json::from_slice::<Map<String, Value>>(body)
            .map_or_else(|_| Self::default(), |body| Self::of(&body, secrets))
    }

    /// Reads an object that was parsed already.
    pub(crate) fn of(body: &Map<String, Value>, secrets: &[&SecretString]) -> Self {
        let text =
            |name| body.get(name).and_then(Value::as_str).and_then(|text| inert_without(text, secrets));
        Self { error: text("error"), words: text("error_description") }
    }
}

/// Every secret that a request of this client carried, so that no answer can repeat it into a log.
pub(crate) fn secrets_of<'a>(client: &'a crate::Client, sent: &[&'a SecretString]) -> Vec<&'a SecretString> {
    sent.iter().copied().chain(client.secret()).collect()
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), at most an hour.
///
/// A date is measured against the answer's own `Date`, so that a wrong clock on this side doesn't matter.
pub(crate) fn retry_after(reply: &Reply, now: SystemTime) -> Option<Duration> {
    let value = reply.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that don't fit are simply very long.
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let from = reply.header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    Some(until.duration_since(from).unwrap_or_default().min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::{ErrorBody, retry_after};
    use crate::http::Reply;

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let now: SystemTime = UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&Reply::made(429, headers, b""), now).map(|wait| wait.as_secs())
    }

    #[test]
    fn r46_retry_after_is_read_in_both_forms_and_capped() {
        assert_eq!(wait(&[("retry-after", "7")]), Some(7));
        assert_eq!(wait(&[("retry-after", "99999")]), Some(3600));
        assert_eq!(wait(&[("retry-after", "99999999999999999999999999")]), Some(3600));
        // 784111777 is Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
        assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]), Some(30));
        assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")]), Some(0));
        assert_eq!(wait(&[("retry-after", "Sat, 06 Nov 2094 08:00:00 GMT")]), Some(3600));
        let skewed =
            [("retry-after", "Fri, 10 Nov 2000 08:00:20 GMT"), ("date", "Fri, 10 Nov 2000 08:00:00 GMT")];
        assert_eq!(wait(&skewed), Some(20));
        for nonsense in ["", "-5", "1.5", "soon"] {
            assert_eq!(wait(&[("retry-after", nonsense)]), None, "{nonsense:?}");
        }
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn only_a_json_object_is_an_error_body() {
        for body in [
            &b""[..],
            b"<html>invalid_grant</html>",
            b"\"invalid_grant\"",
            b"[{\"error\":\"invalid_grant\"}]",
        ] {
            assert_eq!(ErrorBody::read(body, &[]), ErrorBody::default());
        }
        assert_eq!(ErrorBody::read(br#"{"error":7}"#, &[]), ErrorBody::default());
    }
}
