//! The page that the browser shows at the end of a sign-in.
//!
//! 1. It holds no secret, loads nothing, links nowhere and can't be framed; all text in it is escaped.
//! 2. It replaces its own address, so that the code is not left in the browser's history.

use crate::random::page_nonce;

/// A page of one headline and one sentence, as a whole HTTP response.
pub(super) fn response(status: &str, headline: &str, text: &str) -> String {
    let nonce = page_nonce();
    let page = document(&nonce, &escape(headline), &escape(text));
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
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n{page}",
        page.len()
    )
}

fn document(nonce: &str, headline: &str, text: &str) -> String {
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
</style>
<script nonce="{nonce}">history.replaceState(null, "", location.pathname)</script>
</head>
<body>
<main>
<h1>{headline}</h1>
<p>{text}</p>
</main>
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
    use super::response;

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
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        assert!(!head.to_ascii_lowercase().contains("access-control"));
        assert!(!head.to_ascii_lowercase().contains("location:"));
        assert!(body.contains("history.replaceState(null, \"\", location.pathname)"));
        assert!(!body.contains("http:") && !body.contains("https:") && !body.contains("//"));
    }

    #[test]
    fn a_nonce_is_never_used_twice() {
        assert_ne!(response("200 OK", "a", "b"), response("200 OK", "a", "b"));
    }
}
