//! Whether a word has the form of a JWT: loosely, so that a broken one is found too and can be explained.

use super::words::Words;
use crate::compact;
use std::ops::Range;

/// Fewest characters of a first part that is taken for a JOSE header by how it begins.
const SHORTEST_HEADER: usize = 10;

/// A shorter word is no piece of a token that could be used for anything.
const SHORTEST_PIECE: usize = 16;

/// Words that begin as a JWT does, whole or not: `{"` in base64, or that in base64 once more.
pub(super) fn pieces_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut words = Words::new(text);
    std::iter::from_fn(move || words.next())
        .filter(|word| {
            word.text.len() >= SHORTEST_PIECE && (word.text.contains("eyJ") || word.text.contains("ZXlK"))
        })
        .map(|word| word.start..word.end)
}

/// Where in a word of base64url and dots a JWT stands: signed (three parts) or encrypted (five). A full stop or an
/// ellipsis around it is taken off.
pub(super) fn jwt_in(word: &str) -> Option<Range<usize>> {
    let start = word.len() - word.trim_start_matches(['.', '-', '_']).len();
    if !word[start..].starts_with('e') {
        return None;
    }
    let mut end = word.len();
    let mut dots = word[start..].bytes().filter(|byte| *byte == b'.').count();
    while dots > 2 && word[..end].ends_with('.') {
        end -= 1;
        dots -= 1;
    }
    let has_form = matches!(dots, 2 | 4) && is_jwt(&word[start..end]);
    has_form.then_some(start..end)
}

/// Every JSON object begins with `e` in base64; nearly every one with `eyJ`, which is `{"`.
fn is_jwt(token: &str) -> bool {
    let (header, rest) = token.split_once('.').unwrap_or((token, ""));
    let has_content = rest.bytes().any(|byte| byte != b'.');
    let begins_like_one = header.starts_with("eyJ") && header.len() >= SHORTEST_HEADER;
    (has_content && begins_like_one) || compact::is_jose_header(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jwts_are_told_from_other_words_with_dots() {
        let jwt = |word| jwt_in(word).map(|range| &word[range]);
        assert_eq!(jwt("eyJhbGciOiJub25lIn0.e30."), Some("eyJhbGciOiJub25lIn0.e30."));
        assert_eq!(jwt("eyJhbGciOiJub25lIn0.e30.AA."), Some("eyJhbGciOiJub25lIn0.e30.AA"));
        assert_eq!(jwt("...eyJhbGciOiJub25lIn0.e30.AA..."), Some("eyJhbGciOiJub25lIn0.e30.AA"));
        assert_eq!(jwt("eyJhbGciOiJkaXIifQ..aXY.Y3Q.dGFn"), Some("eyJhbGciOiJkaXIifQ..aXY.Y3Q.dGFn"));
        assert_eq!(jwt("eyJhbGciOiJicm9rZW4.x.y"), Some("eyJhbGciOiJicm9rZW4.x.y"));
        assert_eq!(jwt("ewoiYWxnIjoibm9uZSJ9.e30."), Some("ewoiYWxnIjoibm9uZSJ9.e30."));
        for word in [
            "",
            ".",
            "e",
            "example.acme.com",
            "eyJhbGciOiJ...",
            "eyJhbGciOiJSUzI1NiJ9",
            "e30.e30.AA",
            "1.2.3",
        ] {
            assert_eq!(jwt(word), None, "{word}");
        }
    }
}
