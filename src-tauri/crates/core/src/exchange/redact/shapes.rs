//! Credentials that are known by their shape: JWTs, wherever in a text they stand (RFC 7519 section 3, RFC 7516).

use super::mask;

/// Shorter first parts are no header.
const SHORTEST_HEADER: usize = 8;

/// Whether a text is a JWT, signed or encrypted, and nothing else.
pub(super) fn is_jwt(text: &str) -> bool {
    jwt_at(text) == Some(text.len()) && !text.is_empty()
}

/// The text with every JWT in it masked.
pub(super) fn without_jwts(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('e') {
        let (before, candidate) = rest.split_at(at);
        plain.push_str(before);
        let in_word =
            before.chars().next_back().or_else(|| plain.chars().next_back()).is_some_and(is_base64url);
        let length = if in_word { None } else { jwt_at(candidate) };
        let step = if let Some(length) = length {
            plain.push_str(&mask(&candidate[..length]));
            length
        } else {
            // The whole word is none, so that nothing is looked at twice.
            let word = candidate.find(|c| !is_base64url(c)).unwrap_or(candidate.len()).max(1);
            plain.push_str(&candidate[..word]);
            word
        };
        rest = &candidate[step..];
    }
    plain.push_str(rest);
    plain
}

/// Length of the JWT that a text begins with.
fn jwt_at(text: &str) -> Option<usize> {
    if !begins_object(text) {
        return None;
    }
    let part = |from: usize| from + text[from..].find(|c| !is_base64url(c)).unwrap_or(text.len() - from);
    let mut end = part(0);
    if end < SHORTEST_HEADER {
        return None;
    }
    let mut dots = 0;
    while dots < 4 && text[end..].starts_with('.') {
        end = part(end + 1);
        dots += 1;
    }
    // One dot is enough: a payload without its signature is the person's claims.
    (dots >= 1).then_some(end)
}

/// Whether a text begins as base64url of a JSON object does: `{`, and then a quote or white space.
fn begins_object(text: &str) -> bool {
    match text.as_bytes() {
        [b'e', b'y', third, ..] => matches!(third, b'A'..=b'D' | b'I'..=b'L'),
        [b'e', b'w', third, ..] => matches!(third, b'k'..=b'r' | b'0'..=b'3'),
        _ => false,
    }
}

fn is_base64url(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    #[test]
    fn jwts_are_masked_wherever_they_stand() {
        for (before, after) in
            [("", ""), ("Bearer ", "."), ("a=", "&b=c"), ("\"", "\""), ("ä", "\n"), ("eee ", "…")]
        {
            let masked = without_jwts(&format!("{before}{JWT}{after}"));
            assert!(masked.starts_with(before) && !masked.contains("eyJ"), "{masked}");
            assert!(masked.contains("•••• (JWT, "), "{masked}");
        }
        let jwe = format!("{JWT}.dGFn.aXY");
        assert_eq!(without_jwts(&jwe), mask(&jwe));
        assert_eq!(without_jwts("ewogImFsZyI6MX0.e30."), "•••• (JWT, 20 characters)");
        assert!(is_jwt(JWT) && !is_jwt("") && !is_jwt("eyJhbGciOiJSUzI1NiJ9") && !is_jwt(&format!("{JWT} ")));
    }

    #[test]
    fn words_that_begin_alike_stay() {
        for text in
            ["eyes.wide", "every one. ends", "www.eyebrow-shop.example", "https://ewe.example/", "e", "ey."]
        {
            assert_eq!(without_jwts(text), text);
        }
    }

    #[test]
    fn long_texts_are_looked_at_once() {
        // Looked at from each of its beginnings, one of them would take hours.
        for text in
            ["e".repeat(1 << 20), "ey".repeat(1 << 19), "ey.".repeat(1 << 18), "eyeyeyey ".repeat(1 << 17)]
        {
            assert_eq!(without_jwts(&text).len(), text.len());
        }
    }
}
