//! Heads and bodies of messages, redacted.

use std::fmt::Write as _;

use lanyard_oauth::inert_lines;
use url::Url;

use super::forms;
use super::names::Rules;
use super::scrub::Scrubber;
use super::{MASK, cut, json, shapes};

/// Longest value of a header, in bytes.
const LONGEST_VALUE: usize = 1024;
/// Most headers that are told.
const MOST_HEADERS: usize = 100;

/// Attributes of a cookie, which are not its value (RFC 6265 section 4.1).
const COOKIE_ATTRIBUTES: [&str; 8] =
    ["domain", "expires", "httponly", "max-age", "partitioned", "path", "samesite", "secure"];

/// Takes the secrets out of texts and messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redactor<'a> {
    rules: Rules,
    scrubber: &'a Scrubber,
}

/// A body that can be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    /// The text; JSON is laid out.
    pub(crate) text: String,
    /// It is JSON.
    pub(crate) json: bool,
    /// It is no text.
    pub(crate) binary: bool,
}

impl<'a> Redactor<'a> {
    /// By these rules, and without whatever the scrubber knows.
    pub(crate) fn new(rules: Rules, scrubber: &'a Scrubber) -> Self {
        Self { rules, scrubber }
    }

    /// A text without secrets, of one line or many.
    pub(crate) fn clean(&self, text: &str) -> String {
        // What is hidden between the characters of a token would hide the token.
        self.scrubber.scrub(&shapes::without_jwts(&inert_lines(text)))
    }

    /// An address without secrets.
    pub(crate) fn address(&self, url: &Url) -> String {
        forms::address(url, self.rules, &|text| self.clean(text))
    }

    /// The value of a header, whose name is in lower case, on one line.
    pub(crate) fn header(&self, name: &str, value: &[u8]) -> String {
        let value = String::from_utf8_lossy(value);
        let mut shown = match name {
            "authorization" | "proxy-authorization" => scheme(&value),
            "set-cookie" => self.clean(&cookie(&value)),
            "location" | "content-location" | "referer" => {
                forms::reference(&value, self.rules, &|text| self.clean(text))
            }
            name if self.rules.hides_header(name) => MASK.to_owned(),
            _ => self.clean(&value),
        };
        shown = shown.replace(['\n', '\t'], " ");
        cut(&mut shown, LONGEST_VALUE);
        shown
    }

    /// The names and values of headers.
    pub(crate) fn headers<'h>(
        &self,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
    ) -> Vec<(String, String)> {
        let lines = headers.take(MOST_HEADERS);
        lines.map(|(name, value)| (self.clean(name), self.header(name, value))).collect()
    }

    /// A first line and headers, one a line.
    pub(crate) fn head<'h>(
        &self,
        first: String,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
    ) -> String {
        let mut head = first;
        for (name, value) in self.headers(headers) {
            // Writing into a string can't fail.
            let _ = write!(head, "\n{name}: {value}");
        }
        head
    }

    /// A body of this media type.
    pub(crate) fn body(&self, media_type: Option<&str>, body: &[u8]) -> Body {
        let media_type = media_type.unwrap_or_default().trim().to_ascii_lowercase();
        let is_text =
            media_type.starts_with("text/") || media_type.contains("json") || media_type.contains("xml");
        let Some(text) = text_of(body, is_text) else { return Body { binary: true, ..Body::default() } };
        if text.trim_ascii().is_empty() {
            return Body::default();
        }
        let clean = |text: &str| self.clean(text);
        if media_type.starts_with("application/x-www-form-urlencoded") {
            return Body { text: forms::form(&text, self.rules, &clean), ..Body::default() };
        }
        if media_type.contains("json") || text.trim_ascii_start().starts_with(['{', '[']) {
            let (text, json) = json::redact(&text, self.rules, clean);
            return Body { text, json, binary: false };
        }
        let text = match self.rules {
            // A web page where tokens belong: nobody knows what stands in it.
            Rules::Protocol => format!("{MASK} ({} bytes)", body.len()),
            Rules::Api => self.clean(&text),
        };
        Body { text, ..Body::default() }
    }
}

/// A body as text. One that was cut off may end within a character.
fn text_of(body: &[u8], is_text: bool) -> Option<String> {
    if body.contains(&0) {
        return None;
    }
    match std::str::from_utf8(body) {
        Ok(text) => Some(text.to_owned()),
        Err(error) if error.error_len().is_none() => {
            let whole = body.get(..error.valid_up_to()).unwrap_or_default();
            Some(String::from_utf8_lossy(whole).into_owned())
        }
        Err(_) if is_text => Some(String::from_utf8_lossy(body).into_owned()),
        Err(_) => None,
    }
}

/// The scheme of credentials, and a mask.
fn scheme(value: &str) -> String {
    let known = ["Bearer", "Basic", "DPoP", "Digest", "Negotiate"];
    let scheme = value.split_ascii_whitespace().next().unwrap_or_default();
    let known = known.iter().find(|known| known.eq_ignore_ascii_case(scheme));
    known.map_or_else(|| MASK.to_owned(), |scheme| format!("{scheme} {MASK}"))
}

/// A cookie with its name and attributes, and a mask for the rest.
fn cookie(value: &str) -> String {
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next().and_then(|pair| pair.split_once('=')).map_or("", |(name, _)| name.trim());
    let attribute = |part: &str| {
        let name = part.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
        if COOKIE_ATTRIBUTES.contains(&name.as_str()) { part.to_owned() } else { MASK.to_owned() }
    };
    let attributes = parts.map(|part| format!("; {}", attribute(part)));
    format!("{name}={MASK}{}", attributes.collect::<String>())
}
