//! `lanyard request`: one call of an API with an account's token.
//!
//! Invariant 1: the token goes over TLS, or to this computer itself, and follows no redirect (RFC 6750,
//! section 5.2; CHECKLIST R91). Invariant 2: the `Authorization` header is the token's alone.

use std::io::Read;

use lanyard_agent::wire::TokenReply;
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use secrecy::ExposeSecret;
use url::{Host, Url};

use super::given::{scheme, token};
use crate::args::RequestArgs;
use crate::exit::Exit;
use crate::failure::{Failure, Kind, quoted};
use crate::output::inert;
use crate::terminal::Terminal;
use crate::words::challenge::refusal;

pub(super) async fn run(args: &RequestArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let at_home = reach(&args.url)?;
    let mut headers = headers(&args.headers)?;
    let body = args.data.as_deref().map(body).transpose()?;
    if let Some(body) = body.as_deref().filter(|_| !headers.contains_key(CONTENT_TYPE))
        && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
    {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let method = method(args.method.as_deref(), body.is_some())?;
    let client = client(at_home)?;
    let given = token(terminal, &args.handle, args.ask.body()).await?;
    headers.insert(AUTHORIZATION, authorization(&given)?);
    let mut request = client.request(method, args.url.clone()).headers(headers);
    if let Some(body) = body {
        request = request.body(body);
    }
    let response = request.send().await.map_err(|error| unanswered(&args.url, &error))?;
    answered(response, args, terminal).await
}

/// Whether the address is this computer itself.
///
/// # Errors
/// The token would be readable on its way.
fn reach(url: &Url) -> Result<bool, Failure> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::usage("The address holds a user name or password; the token is what signs in."));
    }
    let at_home = is_loopback(url);
    match url.scheme() {
        "https" => Ok(at_home),
        "http" if at_home => Ok(true),
        _ => Err(Failure::usage("The token is sent over https only, or http to this computer itself.")),
    }
}

/// Whether what is sent there stays on this computer (RFC 6761, section 6.3, for the name).
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The person's headers; `Authorization` isn't theirs.
fn headers(lines: &[String]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for line in lines {
        let unusable = || {
            Failure::usage(format!(
                "{} is no header. It looks like 'Accept: application/json'.",
                quoted(line)
            ))
        };
        let (name, value) = line.split_once(':').ok_or_else(unusable)?;
        let name: HeaderName = name.trim().parse().map_err(|_| unusable())?;
        if name == AUTHORIZATION {
            return Err(Failure::usage(
                "The Authorization header holds the account's token. Leave it out, or use curl.",
            ));
        }
        headers.append(name, value.trim().parse().map_err(|_| unusable())?);
    }
    Ok(headers)
}

/// The body itself, or what `@FILE` or `@-` names.
fn body(data: &std::ffi::OsStr) -> Result<Vec<u8>, Failure> {
    let bytes = data.as_encoded_bytes();
    let Some(file) = bytes.strip_prefix(b"@") else { return Ok(bytes.to_vec()) };
    let mut body = Vec::new();
    let read = if file == b"-" {
        std::io::stdin().lock().read_to_end(&mut body)
    } else {
        // What follows an ASCII character is whole again.
        let path = std::os::unix::ffi::OsStrExt::from_bytes(file);
        std::fs::File::open::<&std::ffi::OsStr>(path).and_then(|mut file| file.read_to_end(&mut body))
    };
    let what = quoted(&data.to_string_lossy());
    read.map(|_| body)
        .map_err(|error| Failure::usage(format!("The body {what} can't be read: {}.", Kind(&error))))
}

fn method(name: Option<&str>, with_body: bool) -> Result<Method, Failure> {
    match name {
        None if with_body => Ok(Method::POST),
        None => Ok(Method::GET),
        Some(name) => name
            .to_ascii_uppercase()
            .parse()
            .map_err(|_| Failure::usage(format!("{} is no method of HTTP.", quoted(name)))),
    }
}

fn client(at_home: bool) -> Result<Client, Failure> {
    let builder = Client::builder()
        .redirect(Policy::none())
        .https_only(!at_home)
        .user_agent(concat!("lanyard/", env!("CARGO_PKG_VERSION")));
    // What stays on this computer passes no proxy.
    let builder = if at_home { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| Failure::told(Exit::Failed, format!("No request can be made: {error}.")))
}

fn authorization(given: &TokenReply) -> Result<HeaderValue, Failure> {
    let line = zeroize::Zeroizing::new(format!("{} {}", scheme(given), given.access_token.expose_secret()));
    let mut value = HeaderValue::from_str(&line).map_err(|_| {
        Failure::told(Exit::TokenInvalid, "The provider's token type can't stand in a header.")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

async fn answered(
    mut response: Response,
    args: &RequestArgs,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let status = response.status();
    while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&args.url, &error))? {
        terminal.output.bytes(&chunk)?;
    }
    terminal.output.flush()?;
    if status.is_success() {
        return Ok(Exit::Done);
    }
    terminal.output.note(status_line(status, response.headers()))?;
    let challenges: Vec<_> =
        response.headers().get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).collect();
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        && let Some((sentence, next)) = refusal(&challenges, &args.handle)
    {
        terminal.output.note(sentence)?;
        terminal.output.note(format_args!("Run: {next}"))?;
    }
    Ok(Exit::Failed)
}

fn status_line(status: StatusCode, headers: &HeaderMap) -> String {
    let reason = status.canonical_reason().map(|reason| format!(" {reason}")).unwrap_or_default();
    let line = format!("HTTP {}{reason}", status.as_u16());
    match headers.get(LOCATION).filter(|_| status.is_redirection()) {
        Some(to) => {
            let to = String::from_utf8_lossy(to.as_bytes());
            format!("{line}: to {} (not followed: the token goes nowhere else)", inert(&to))
        }
        None => line,
    }
}

/// No answer, or half of one. The error's own text may quote the address, so its causes are told.
fn unanswered(url: &Url, error: &reqwest::Error) -> Failure {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let host = url.host_str().unwrap_or_default();
    let message = format!("{} gave no whole answer: {}.", inert(host), inert(&cause.to_string()));
    Failure::told(Exit::NotNow, message).next("lanyard doctor")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(url: &str) -> Option<bool> {
        reach(&url.parse().unwrap()).ok()
    }

    #[test]
    fn the_token_is_never_sent_in_the_clear() {
        assert_eq!(reached("https://orders.acme.example/x"), Some(false));
        assert_eq!(reached("http://127.0.0.1:8080/"), Some(true));
        assert_eq!(reached("http://[::1]/"), Some(true));
        assert_eq!(reached("http://localhost/"), Some(true));
        for url in [
            "http://orders.acme.example/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://0.0.0.0/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://ada:pw@orders.acme.example/",
            "data:text/plain,x",
        ] {
            assert_eq!(reached(url), None, "{url}");
        }
    }

    #[test]
    fn authorization_is_not_the_persons() {
        for line in ["Authorization: Bearer x", "authorization:x", "AUTHORIZATION : x"] {
            assert!(headers(&[line.to_owned()]).is_err(), "{line}");
        }
        for line in ["no colon", ": empty", "a b: c", "x: a\r\nAuthorization: y"] {
            assert!(headers(&[line.to_owned()]).is_err(), "{line}");
        }
        let two = headers(&["Accept: a".to_owned(), "accept: b".to_owned()]).unwrap();
        assert_eq!(two.get_all("accept").iter().count(), 2);
    }

    #[test]
    fn a_body_means_post() {
        assert_eq!(method(None, true).unwrap(), Method::POST);
        assert_eq!(method(None, false).unwrap(), Method::GET);
        assert_eq!(method(Some("delete"), true).unwrap(), Method::DELETE);
        assert!(method(Some("GET /\r\n"), false).is_err());
    }
}
