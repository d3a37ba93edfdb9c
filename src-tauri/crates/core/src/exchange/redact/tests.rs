//! Whole messages, with everything secret planted in them.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::Url;

use super::message::Body;
use super::*;

const TOKEN: &str = "canary-access-8fK2jQ0vXw7LmN4pRt6sYz1A";

/// One that knows the token.
fn api() -> Redactor<'static> {
    static KNOWN: LazyLock<Scrubber> = LazyLock::new(|| Scrubber::default().with(TOKEN));
    Redactor::new(Rules::Api, &KNOWN)
}

/// One that knows nothing.
fn protocol() -> Redactor<'static> {
    static NOTHING: LazyLock<Scrubber> = LazyLock::new(Scrubber::default);
    Redactor::new(Rules::Protocol, &NOTHING)
}

fn headers<'a>(lines: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    lines.iter().map(|(name, value)| (*name, value.as_bytes()))
}

#[test]
fn headers_with_credentials_show_their_names_alone() {
    let lines = [
        ("authorization", "Bearer canary"),
        ("proxy-authorization", "canary"),
        ("cookie", "sid=canary"),
        ("set-cookie", "canary=canary2; Path=/; HttpOnly; canary3; Domain=acme.example"),
        ("x-api-key", "canary"),
        ("location", "/next?state=canary4&page=2#access_token=canary5"),
        ("x-note", &format!("a {TOKEN} b")),
        ("www-authenticate", "Bearer error=\"invalid_token\""),
    ];
    assert_eq!(
        api().head("200 OK".to_owned(), headers(&lines)),
        "200 OK\nauthorization: Bearer ••••\nproxy-authorization: ••••\ncookie: ••••\n\
         set-cookie: canary=••••; Path=/; HttpOnly; ••••; Domain=acme.example\nx-api-key: ••••\n\
         location: /next?state=••••&page=2#access_token=••••\nx-note: a •••• b\n\
         www-authenticate: Bearer error=\"invalid_token\""
    );
    let lines =
        [("date", "today"), ("set-cookie", "a=canary"), ("x-unknown", "canary"), ("dpop-nonce", "canary")];
    assert_eq!(
        protocol().head("200 OK".to_owned(), headers(&lines)),
        "200 OK\ndate: today\nset-cookie: a=••••\nx-unknown: ••••\ndpop-nonce: ••••"
    );
}

#[test]
fn t3_headers_and_bodies_are_inert_and_stay_within_bounds() {
    let long = format!("\u{1b}[31mred\u{202e}\u{0}{}", "x".repeat(100_000));
    let value = api().header("x-note", long.as_bytes());
    assert!(value.starts_with("redxxx") && value.len() < 1100 && value.ends_with('…'));
    assert_eq!(api().header("x-note", b"a\r\nset-cookie: b\tc"), "a set-cookie: b c");
    let many: Vec<(String, String)> = (0..1000).map(|n| (format!("x-{n}"), "v".to_owned())).collect();
    let many = many.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    assert_eq!(api().headers(many).len(), 100);
    let body = api().body(Some("text/html"), b"<script>alert(1)</script>\x1b[2J");
    assert_eq!(body.text, "<script>alert(1)</script>", "text, which a page escapes");
}

#[test]
fn bodies_of_every_kind_lose_their_secrets() {
    let echo = |template: &str| template.replace("TOKEN", TOKEN);
    let escaped = TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<Vec<_>>().concat();
    let bodies = [
        ("application/json", echo(r#"{"you_sent":"Bearer TOKEN"}"#)),
        ("application/json", format!(r#"{{"you_sent":"{escaped}"}}"#)),
        ("application/json", echo(r#"{"TOKEN":1}"#)),
        ("application/json", echo(r#"{"a":TOKEN"#)),
        ("text/plain", echo("Authorization: Bearer TOKEN")),
        ("text/plain", format!("a{}\u{200b}{}b", &TOKEN[..10], &TOKEN[10..])),
        ("text/html", format!("<p>{}</p>", STANDARD.encode(format!("Bearer {TOKEN}")))),
        ("text/html", format!("<p>{}</p>", URL_SAFE_NO_PAD.encode(TOKEN))),
        ("application/x-www-form-urlencoded", echo("a=TOKEN&TOKEN=b")),
        ("application/xml", echo("<t>TOKEN</t>")),
        ("", echo("TOKEN")),
    ];
    for (media_type, body) in bodies {
        let shown = api().body(Some(media_type), body.as_bytes());
        assert!(shown.text.contains(MASK) && !shown.binary, "{media_type}: {shown:?}");
        for part in [&TOKEN[..16], &TOKEN[TOKEN.len() - 16..], &STANDARD.encode(TOKEN)[..16]] {
            assert!(!shown.text.contains(part), "{media_type}: {shown:?}");
        }
    }
}

#[test]
fn what_is_no_text_is_told_to_be_none() {
    for (media_type, body) in
        [("image/png", &b"\x89PNG\xff\xfe"[..]), ("text/plain", b"a\0b"), ("", b"\xff\xfe\xfd")]
    {
        assert_eq!(api().body(Some(media_type), body), Body { binary: true, ..Body::default() });
    }
    assert_eq!(api().body(Some("text/plain"), b"caf\xe9s").text, "caf\u{fffd}s");
    // Cut off within a character.
    assert_eq!(api().body(None, "aä".as_bytes().split_last().unwrap().1).text, "a");
    assert_eq!(api().body(Some("application/json"), b"  \n"), Body::default());
}

#[test]
fn a_reply_of_the_token_endpoint_says_kind_and_length_of_what_it_holds() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    let reply = format!(
        r#"{{"access_token":"{jwt}","refresh_token":"opaque-1","token_type":"Bearer","expires_in":300,"scope":"a b"}}"#
    );
    assert_eq!(
        protocol().body(Some("application/json"), reply.as_bytes()).text,
        "{\n  \"access_token\": \"•••• (JWT, 52 characters)\",\n  \"refresh_token\": \"•••• (8 characters)\",\n  \
         \"token_type\": \"Bearer\",\n  \"expires_in\": 300,\n  \"scope\": \"a b\"\n}"
    );
    let page = protocol().body(Some("text/html"), b"<html>access_token=opaque-1</html>");
    assert_eq!(page.text, "•••• (34 bytes)");
    let form = protocol().body(Some("application/x-www-form-urlencoded"), b"access_token=gho_1&scope=a");
    assert_eq!(form.text, "access_token=•••• (5 characters)\nscope=a");
}

#[test]
fn addresses_lose_what_is_known_wherever_it_stands() {
    let url = Url::parse(&format!("https://api.example/{TOKEN}/a?q={TOKEN}&page=2")).unwrap();
    assert_eq!(api().address(&url), "https://api.example/••••/a?q=••••&page=2");
}
