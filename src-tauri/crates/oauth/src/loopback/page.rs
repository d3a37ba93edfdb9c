//! The pages that the browser shows: at the end of a sign-in, and on the way to a sign-out.
//!
//! 1. They load nothing, link nowhere and can't be framed; all text in them is escaped.
//! 2. The page at the end of a sign-in holds no secret and replaces its own address, so that the code is not left in
//!    the browser's history. The page of a sign-out holds the form's fields, and may post to one origin.

use std::fmt::Write as _;

use secrecy::SecretString;
use url::Url;

use crate::random::page_nonce;

/// A page of one headline and one sentence, as a whole HTTP response.
pub(super) fn response(status: &str, headline: &str, text: &str) -> String {
    let nonce = page_nonce();
    let script = r#"history.replaceState(null, "", location.pathname)"#;
    let content = format!("<h1>{}</h1>\n<p>{}</p>", escape(headline), escape(text));
    let page = document(&nonce, &format!(r#"<script nonce="{nonce}">{script}</script>"#), &content, "");
    http(status, &nonce, "'none'", &page)
}

/// A page whose form posts itself, as a whole HTTP response; with a button where scripts are off.
pub(super) fn form<'a>(action: &Url, fields: impl Iterator<Item = (&'a str, &'a str)>) -> SecretString {
    let nonce = page_nonce();
    let mut content = format!(
        "<h1>Signing out at {}</h1>\n<p>Your browser is on its way there.</p>\n<form method=\"post\" action=\"{}\">\n",
        escape(action.host_str().unwrap_or_default()),
        escape(action.as_str()),
    );
    for (name, value) in fields {
        // Writing into a string can't fail.
        let _ =
            writeln!(content, r#"<input type="hidden" name="{}" value="{}">"#, escape(name), escape(value));
    }
    content.push_str("<button>Sign out</button>\n</form>");
    let submit = format!(r#"<script nonce="{nonce}">document.forms[0].submit()</script>"#);
    // The origin alone: a path could hold what ends a directive.
    let page = document(&nonce, "", &content, &submit);
    http("200 OK", &nonce, &action.origin().ascii_serialization(), &page).into()
}

fn http(status: &str, nonce: &str, form_action: &str, page: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Cache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
         base-uri 'none'; form-action {form_action}; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n{page}",
        page.len()
    )
}

/// `head` and `last` are markup of our own; `content` is markup whose texts are escaped.
fn document(nonce: &str, head: &str, content: &str, last: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Lanyard</title>
<link rel="icon" href="data:,">
<style nonce="{nonce}">
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f6f7f9, #17191d);
  color: light-dark(#1c2026, #e8eaee); font: 1rem/1.5 system-ui, sans-serif; }}
main {{ max-width: 32rem; padding: 2rem; text-align: center; overflow-wrap: anywhere; }}
h1 {{ margin: 0 0 .5rem; font-size: 1.5rem; font-weight: 600; }}
p {{ margin: 0; color: light-dark(#4d5560, #b4bac4); }}
button {{ margin-top: 1rem; padding: .5rem 1rem; font: inherit; }}
</style>
{head}
</head>
<body>
<main>
{content}
</main>
{last}
</body>
</html>
"#
    )
}

/// Text for an element's content or a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use url::Url;

    use super::{form, response};

    #[test]
    fn r29_markup_in_words_is_inert() {
        let page = response("200 OK", "<script>alert(1)</script>", "\"><img src=x onerror='x'>&");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;&amp;"));
        assert_eq!(page.matches("<script").count(), 1, "only our own");
    }

    #[test]
    fn r10_the_page_leaves_no_trace_and_loads_nothing() {
        let page = response("200 OK", "a", "b");
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        for header in ["Referrer-Policy: no-referrer", "Cache-Control: no-store", "default-src 'none'"] {
            assert!(head.contains(header), "{header}");
        }
        assert!(head.contains("form-action 'none'"), "{head}");
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        assert!(!head.to_ascii_lowercase().contains("access-control"));
        assert!(!head.to_ascii_lowercase().contains("location:"));
        assert!(body.contains("history.replaceState(null, \"\", location.pathname)"));
        assert!(!body.contains("http:") && !body.contains("https:") && !body.contains("//"));
    }

    #[test]
    fn r89_a_hostile_endpoint_writes_neither_markup_nor_policy() {
        let endpoint =
            Url::parse("https://id.acme.example/o;script-src *;x,y'\"><script>?a=<b>&c='\"").unwrap();
        let page = form(&endpoint, [("state", "\"><script>alert(1)</script>")].into_iter());
        let (head, body) = page.expose_secret().split_once("\r\n\r\n").unwrap();
        assert!(head.contains("form-action https://id.acme.example; frame-ancestors 'none'"), "{head}");
        assert_eq!(head.matches("script-src").count(), 1, "{head}");
        assert_eq!(body.matches("<script").count(), 1, "{body}");
        assert_eq!(body.matches("action=").count(), 1, "{body}");
        assert!(body.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""), "{body}");
    }

    #[test]
    fn a_nonce_is_never_used_twice() {
        assert_ne!(response("200 OK", "a", "b"), response("200 OK", "a", "b"));
    }
}
