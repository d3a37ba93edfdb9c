//! One request to an admin API, and what its answer means.
//!
//! 1. Every address is the base and path segments below it: an id is one segment, whatever is in it.
//! 2. A 200 is success only if it is empty or JSON: a sign-in page or a portal that answers 200 ended nothing.
//! 3. A 500 is the provider's own word that it failed, unless it is a page; what a gateway says (502, 504) is not.
//! 4. A 404 is *not there* only in JSON; a proxy's page says nothing about a session.

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Map, Value};
use url::Url;

use crate::read::unusable;
use crate::text::{inert, is_id};
use crate::{AdminError, AdminHttp, AdminHttpError};

/// Longest wait that a provider can ask of us.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// The admin API below one address.
#[derive(Clone)]
pub(crate) struct Api {
    http: Arc<dyn AdminHttp>,
    base: Url,
}

/// A request, before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    /// Segments below the base.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) body: Option<Value>,
    /// The role or scope that it takes, as the provider calls it.
    pub(crate) role: &'a str,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(method: Method, path: &'a [&'a str], role: &'a str) -> Self {
        Self { method, path, query: &[], body: None, role }
    }

    pub(crate) fn get(path: &'a [&'a str], role: &'a str) -> Self {
        Self::new(Method::GET, path, role)
    }

    pub(crate) fn query(self, query: &'a [(&'a str, &'a str)]) -> Self {
        Self { query, ..self }
    }

    pub(crate) fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

impl Api {
    pub(crate) fn new(http: Arc<dyn AdminHttp>, base: Url) -> Self {
        Self { http, base }
    }

    /// Asks for JSON.
    pub(crate) async fn read(&self, ask: Ask<'_>) -> Result<Value, AdminError> {
        let response = self.send(ask).await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Err(unusable("it is empty"));
        }
        serde_json::from_slice(response.body()).map_err(|_| unusable("it is no JSON"))
    }

    /// Asks for a JSON object.
    pub(crate) async fn object(&self, ask: Ask<'_>) -> Result<Map<String, Value>, AdminError> {
        match self.read(ask).await? {
            Value::Object(object) => Ok(object),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(unusable("it is no JSON object"))
            }
        }
    }

    /// Asks for something to be done.
    pub(crate) async fn act(&self, ask: Ask<'_>) -> Result<(), AdminError> {
        let response = self.send(ask).await?;
        let done = matches!(response.status(), StatusCode::OK | StatusCode::NO_CONTENT);
        if done && no_page(&response) {
            Ok(())
        } else {
            Err(unusable(&format!("a page, with status {}", response.status().as_u16())))
        }
    }

    async fn send(&self, ask: Ask<'_>) -> Result<Response<Vec<u8>>, AdminError> {
        let response = self.http.send(self.request(&ask)?).await?;
        judge(&response, ask.role)?;
        Ok(response)
    }

    fn request(&self, ask: &Ask<'_>) -> Result<Request<Vec<u8>>, AdminError> {
        // `.` and `..` would leave the path they stand in, and what holds control characters is no id of anybody.
        if !ask.path.iter().all(|segment| is_id(segment)) {
            return Err(AdminError::NotFound);
        }
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| unusable("no address"))?.pop_if_empty().extend(ask.path);
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(ask.query);
        }
        let request =
            Request::builder().method(&ask.method).uri(url.as_str()).header(ACCEPT, "application/json");
        let built = match &ask.body {
            Some(body) => {
                request.header(CONTENT_TYPE, "application/json").body(body.to_string().into_bytes())
            }
            None => request.body(Vec::new()),
        };
        built.map_err(|_| unusable("no address"))
    }
}

impl From<AdminHttpError> for AdminError {
    fn from(error: AdminHttpError) -> Self {
        match error {
            AdminHttpError::AccessEnded => Self::AccessEnded,
            AdminHttpError::NotSent(why) => Self::Busy { after: None, why: inert(&why) },
            AdminHttpError::NoAnswer(why) => Self::Unknown { why: inert(&why) },
            AdminHttpError::TooLarge => Self::Unusable { why: error.to_string() },
        }
    }
}

/// Whether the answer is one of success.
fn judge(response: &Response<Vec<u8>>, role: &str) -> Result<(), AdminError> {
    let status = response.status();
    let why = || said(response);
    match status {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => Ok(()),
        StatusCode::UNAUTHORIZED => Err(AdminError::AccessEnded),
        StatusCode::FORBIDDEN => Err(AdminError::Refused { missing: vec![role.to_owned()], why: why() }),
        StatusCode::NOT_FOUND if json(response.body()).is_some() => Err(AdminError::NotFound),
        StatusCode::NOT_FOUND => Err(unusable("a page, with status 404")),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(AdminError::Busy { after: retry_after(response.headers()), why: why() })
        }
        // Not implemented (501) is the one server error that says that nothing was done.
        _ if status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED => {
            Err(AdminError::Refused { missing: Vec::new(), why: why() })
        }
        // RFC 9110 section 15.6.1. Whoever needs to know what it did before it failed asks again.
        StatusCode::INTERNAL_SERVER_ERROR if no_page(response) => Err(AdminError::Failed { why: why() }),
        _ if status.is_server_error() => Err(AdminError::Unknown { why: why() }),
        _ => Err(unusable(&why())),
    }
}

/// The status and the provider's own words, as far as they can be read.
fn said(response: &Response<Vec<u8>>) -> String {
    let status = response.status().as_u16();
    let object = json(response.body()).unwrap_or_default();
    // Keycloak; RFC 9457; RFC 6749.
    let words = ["errorMessage", "detail", "title", "error_description", "error"]
        .into_iter()
        .find_map(|name| crate::read::text(&object, name));
    words.map_or_else(|| format!("it answered {status}"), |words| format!("it answered {status}: {words}"))
}

/// It is empty or JSON: what stands between us and the provider answers with pages.
fn no_page(response: &Response<Vec<u8>>) -> bool {
    response.body().is_empty() || json(response.body()).is_some()
}

fn json(body: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(body).ok()
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), at most an hour.
///
/// A date is measured against the answer's own `Date`: there is no clock here, and theirs may be another.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let value = text(RETRY_AFTER)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that don't fit are simply very long.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)).min(LONGEST_WAIT));
    }
    let [from, until] = [text(DATE)?, value].map(|date| httpdate::parse_http_date(date).ok());
    Some(until?.duration_since(from?).unwrap_or_default().min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::retry_after;

    fn wait(value: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_static(value));
        headers.extend(date.map(|date| (http::header::DATE, HeaderValue::from_static(date))));
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn r46_retry_after_is_read_in_both_forms_and_capped() {
        let (now, later) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:07 GMT");
        assert_eq!(wait("7", None), Some(7));
        assert_eq!(wait("99999999999999999999999999", None), Some(3600));
        assert_eq!(wait(later, Some(now)), Some(30));
        assert_eq!(wait(now, Some(later)), Some(0));
        assert_eq!(wait(later, None), None);
        for nonsense in ["", "-5", "1.5", "soon"] {
            assert_eq!(wait(nonsense, Some(now)), None, "{nonsense:?}");
        }
    }
}
