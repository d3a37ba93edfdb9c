//! Takes places out of a text: those of secrets and of personal data.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a token.
pub(super) const REMOVED: &str = "[secret removed]";

/// The text with each place replaced. Places that overlap become one, with the words of the first.
pub(super) fn replaced(text: &str, mut places: Vec<(Range<usize>, String)>) -> Cow<'_, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    places.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let mut plain = String::with_capacity(text.len());
    let mut end = 0;
    for (place, words) in places {
        if place.start >= end {
            plain.push_str(&text[end..place.start]);
            plain.push_str(&words);
        }
        end = end.max(place.end);
    }
    plain.push_str(&text[end..]);
    Cow::Owned(plain)
}

/// Where e-mail addresses stand in a text, or what looks like one: a part on each side of `@`, the second with a dot.
pub(super) fn addresses_in(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(at) = text[from..].find('@').map(|at| from + at) {
        let local = &text[from..at];
        let start = from + local.trim_end_matches(is_local).len();
        let after = &text[at + 1..];
        let domain = &after[..after.len() - after.trim_start_matches(is_domain).len()];
        from = at + 1;
        if start < at && domain.trim_matches('.').contains('.') {
            from += domain.len();
            found.push(start..from);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        let found =
            |text: &'static str| addresses_in(text).into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(
            found("/users/ada@acme.example, bob.ray+x@mail.acme.example."),
            ["/users/ada@acme.example", "bob.ray+x@mail.acme.example."]
        );
        assert_eq!(found("@@ a@b @x.y a@ ö@müller.example"), ["ö@müller.example"]);
        assert_eq!(found("a@b.c@d.e"), ["a@b.c"]);
    }

    #[test]
    fn overlapping_places_become_one() {
        let places = vec![(2..5, "X".to_owned()), (0..3, "Y".to_owned()), (7..8, "Z".to_owned())];
        assert_eq!(replaced("abcdefghi", places), "YfgZi");
    }
}
