//! What people paste, hostile texts first.

use super::*;

const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJhZGEiLCJhdWQiOiJvcmRlcnMifQ.c2lnbmF0dXJl";
const OTHER: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJib2IifQ.AAAA";

fn token(text: &str) -> Option<String> {
    peel(text).token.map(Cow::into_owned)
}

fn assert_peels(text: &str, wrapping: Wrapping) {
    let peeled = peel(text);
    assert_eq!(peeled.token.as_deref(), Some(TOKEN), "{text}");
    assert_eq!(peeled.wrapping, Some(wrapping), "{text}");
    assert_eq!((peeled.others, peeled.refresh_tokens), (0, 0), "{text}");
}

#[test]
fn what_holds_no_token_gives_none() {
    for text in [
        "",
        " \n\t",
        "\u{feff}",
        "\u{0}\u{1}\u{fffd}",
        "hello",
        "a b c",
        "https://acme.example/orders?page=2",
        "{}",
        "[[[",
        "{\"token\": null, \"access_token\": 5}",
        "Authorization: Basic YWRhOnNlY3JldA==",
        "eyJ",
        "e.e",
        "WWW-Authenticate: Bearer realm=\"acme\", error=\"invalid_token\"",
        "Bearer",
        "%",
        "\\u",
        "%25%25%2",
        "Send the bearer token-of-ada to the API.",
        "{\"token_type\":\"Bearer\",\"expires_in\":3600}",
    ] {
        let peeled = peel(text);
        assert_eq!((peeled.token, peeled.others), (None, 0), "{text:?}");
    }
}

#[test]
fn a_refresh_token_is_never_picked_but_counted() {
    for text in [
        format!("{{\"refresh_token\": \"{TOKEN}\"}}"),
        format!("refreshToken={TOKEN}"),
        format!("grant_type=refresh_token&refresh_token={TOKEN}&client_id=lanyard"),
        format!("{{\"a\":{{\"REFRESH-TOKEN\":\"{TOKEN}\"}}}}"),
        format!("token={TOKEN}&token_type_hint=refresh_token"),
        "{\"refresh_token\":\"opaque~refresh/token+1=\"}".to_owned(),
    ] {
        let peeled = peel(&text);
        assert_eq!((peeled.token, peeled.refresh_tokens), (None, 1), "{text}");
    }
    let answer = format!("{{\"refresh_token\":\"{OTHER}\",\"access_token\":\"{TOKEN}\",\"expires_in\":60}}");
    let peeled = peel(&answer);
    assert_eq!(peeled.token.as_deref(), Some(TOKEN));
    assert_eq!((peeled.others, peeled.refresh_tokens), (0, 1));
}

#[test]
fn nothing_around_it_and_nothing_is_said() {
    assert_eq!(peel(TOKEN).wrapping, None);
    assert_eq!(token(TOKEN).as_deref(), Some(TOKEN));
}

#[test]
fn space_quotes_and_line_breaks_are_taken_off() {
    let lines = |width: usize, between: &str| {
        TOKEN
            .as_bytes()
            .chunks(width)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect::<Vec<_>>()
            .join(between)
    };
    for text in [
        format!(" {TOKEN}\r\n"),
        format!("\"{TOKEN}\","),
        format!("\u{feff}`{TOKEN}`"),
        format!("“{TOKEN}”"),
        format!("<{TOKEN}>;"),
        lines(20, "\n"),
        lines(33, "\r\n"),
        lines(20, "\\\n"),
        lines(20, "=\r\n"),
        lines(30, "\u{200b}"),
        lines(64, "\n\n"),
    ] {
        assert_peels(&text, Wrapping::Spacing);
    }
    assert_peels(&format!("Here it is:\n\n    {}\n\nThanks", lines(20, "\n    ")), Wrapping::Text);
}

#[test]
fn lines_after_a_token_are_not_taken_for_its_end() {
    for text in [format!("{TOKEN}\nThanks"), format!("{TOKEN}\n{TOKEN}"), format!("{TOKEN}\n\nAda")] {
        assert_eq!(token(&text).as_deref(), Some(TOKEN), "{text}");
    }
    let wrapped = format!("{}\n{}\n{}\nAda", &TOKEN[..40], &TOKEN[40..80], &TOKEN[80..]);
    assert_eq!(token(&wrapped).as_deref(), Some(TOKEN));
}

#[test]
fn schemes_and_authorization_lines_are_taken_off() {
    for text in [format!("Bearer {TOKEN}"), format!("bearer  {TOKEN}\n"), format!("DPoP {TOKEN}")] {
        assert_peels(&text, Wrapping::Scheme);
    }
    for text in [
        format!("Authorization: Bearer {TOKEN}"),
        format!("authorization:dpop {TOKEN}\r\n"),
        format!("curl -H 'Authorization: Bearer {TOKEN}' \\\n  https://orders.acme.example/v1?x=1"),
        format!("curl -H \"Authorization: Bearer {TOKEN}\" https://orders.acme.example"),
        format!("GET /v1 HTTP/1.1\r\nHost: acme\r\nAuthorization: Bearer {TOKEN}\r\nAccept: */*\r\n\r\n"),
        format!("> Authorization: Bearer {TOKEN}\n< HTTP/2 401"),
        format!("{{\"headers\":{{\"Authorization\":\"Bearer {TOKEN}\"}}}}"),
        format!("Proxy-Authorization: Bearer {TOKEN}"),
        format!("log {{\\\"Authorization\\\":\\\"Bearer {TOKEN}\\\"}}"),
    ] {
        assert_peels(&text, Wrapping::AuthorizationHeader);
    }
}

#[test]
fn urls_and_forms_are_taken_off() {
    let escaped = TOKEN.replace('.', "%2E");
    for text in [
        format!("https://app.acme.example/cb#access_token={TOKEN}&state=x"),
        format!("https://app.acme.example/cb?id_token={TOKEN}"),
        format!("https://app.acme.example/cb#id_token={escaped}&state=x"),
        format!("https://id.acme.example/logout?id_token_hint={TOKEN}&x=https%3A%2F%2Fa%2Fcb"),
        format!("https://id.acme.example/?next=https%3A%2F%2Fapp%2Fcb%23access_token%3D{TOKEN}%26a%3Db"),
        format!("state=x&logout_token={TOKEN}"),
    ] {
        assert_peels(&text, Wrapping::Url);
    }
}

#[test]
fn cookies_json_and_log_lines_are_taken_off() {
    for text in [
        format!("Cookie: lang=en; session={TOKEN}; theme=dark"),
        format!("Set-Cookie: __Host-at={TOKEN}; Path=/; Secure"),
        format!("GET / HTTP/1.1\nCookie: a={TOKEN}\nHost: acme"),
    ] {
        assert_peels(&text, Wrapping::Cookie);
    }
    for text in [
        format!("{{\"token_type\": \"Bearer\", \"access_token\": \"{TOKEN}\"}}"),
        format!("{{\"tokens\":[{{\"jwt\":\"{TOKEN}\"}}]}}"),
        format!("[\"{TOKEN}\"]"),
        format!("{}{{\"token\":\"{TOKEN}\"}}{}", "[".repeat(5_000), "]".repeat(5_000)),
        format!("{{\"body\":\"{{\\\"id_token\\\":\\\"{TOKEN}\\\"}}\"}}"),
        format!("{{\"access_token\":\"{TOKEN}"),
    ] {
        assert_peels(&text, Wrapping::Json);
    }
    for text in [
        format!("2026-05-03T12:00:00Z WARN refused token {TOKEN}: expired"),
        format!("export TOKEN={TOKEN}"),
        format!("The token is {TOKEN}. It fails."),
    ] {
        assert_peels(&text, Wrapping::Text);
    }
}

#[test]
fn an_opaque_token_is_one_where_the_place_says_so() {
    for (text, expected) in [
        ("Bearer opaque", "opaque"),
        ("Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA", "2YotnFZFEjr1zCsicMWpAA"),
        ("curl -H 'Authorization: Bearer mF_9.B5f-4.1JqM/+~=='", "mF_9.B5f-4.1JqM/+~=="),
        ("x Bearer /mF9B5f41JqMmF9B5", "/mF9B5f41JqMmF9B5"),
        ("{\"access_token\":\"a\\/b\\u003d\"}", "a/b="),
        ("https://app/cb#access_token=a%2Fb%3D%3D&state=x", "a/b=="),
        ("2YotnFZFEjr1zCsicMWpAA", "2YotnFZFEjr1zCsicMWpAA"),
        ("'c2VjcmV0IG9wYXF1ZSB0b2tlbg=='", "c2VjcmV0IG9wYXF1ZSB0b2tlbg=="),
    ] {
        assert_eq!(token(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn the_first_jwt_is_preferred_and_the_others_are_counted() {
    let text = format!(
        "{{\"access_token\":\"opaque-one\",\"id_token\":\"{TOKEN}\",\"x\":\"{OTHER}\",\"y\":\"{TOKEN}\"}}"
    );
    let peeled = peel(&text);
    assert_eq!(peeled.token.as_deref(), Some(TOKEN));
    assert_eq!(peeled.others, 2);
}

#[test]
fn a_broken_jwt_is_picked_so_that_it_can_be_explained() {
    for broken in [
        "eyJhbGciOiJub25lIn0=.e30.AA",
        "eyJhbGciOiJub25lIn0.e30.AA==",
        "eyJhbGciOiJub25lIiwiYWxnIjoibm9uZSJ9.e30.",
        "a.b.c",
        "...",
    ] {
        assert_eq!(token(broken).as_deref(), Some(broken));
    }
    let text = format!("{{\"access_token\":\"{}\"}}", "eyJhbGciOiJub25lIn0.e30.AA==");
    assert_eq!(token(&text).as_deref(), Some("eyJhbGciOiJub25lIn0.e30.AA=="));
}

#[test]
fn debug_shows_no_token() {
    let text = format!("{:?}", peel(&format!("Bearer {TOKEN}")));
    assert!(text.contains("Scheme") && !text.contains("eyJ"), "{text}");
}

/// Comes back at once, or anything quadratic takes hours.
fn assert_ends(name: &str, text: &str) {
    let found = peel(text).token.map_or(0, |token| token.len());
    assert!(found <= text.len(), "{name}: more than there is");
}

#[test]
fn hostile_texts_are_answered_at_once() {
    const SIZE: usize = 20_000_000;
    const ENOUGH: usize = 1_000_000;
    let filled = |piece: &str| piece.repeat(ENOUGH / piece.len());
    for piece in [
        "x",
        ".",
        " ",
        "\n",
        "\"",
        "\\",
        "%",
        "%25",
        "[",
        "{\"a\":",
        "\u{fffd}",
        "eyJ",
        "eyJ ",
        "eyJ.",
        "eyJ. ",
        "eyJhbGciOiJ \n",
        "e.e.",
        "e30.e30.e30 ",
        "token=",
        "token=a&",
        "Bearer ",
        "Bearer x",
        "\"token\":\"",
        "refresh_token=a&",
        "token_type_hint=",
        "Cookie:",
        "a/",
        "=",
        "eyJhbGciOiJub25lIn0.e30. ",
        "\u{200b}",
        "\\u0",
    ] {
        assert_ends(piece, &filled(piece));
    }
    assert_ends("a line of halves", &format!("{}\n{}", filled("eyJa. "), filled("eyJb\n")));
    assert_eq!(peel(&"x".repeat(SIZE)).token.unwrap().len(), SIZE, "one word is taken whole");
    assert_ends("beyond what is searched", &"a b ".repeat(SIZE / 4));
    assert_eq!(peel(&".".repeat(100_000)).token.unwrap().len(), 100_000);
}
