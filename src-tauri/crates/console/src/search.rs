//! Text as people look for it: without case, accents and the differences of width and form.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// Folds a text, so that two that people take for the same are equal.
///
/// Compatibility decomposition without the marks, then case folded by way of the upper case (`ß` becomes `ss`, a
/// final `ς` becomes `σ`). Letters that Unicode does not take apart (`ø`, `ł`) stay what they are.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let classes = CanonicalCombiningClassMapBorrowed::new();
    DecomposingNormalizerBorrowed::new_nfkd()
        .normalize_iter(text.chars())
        .filter(|character| classes.get_u8(*character) == 0)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn the_same_to_people_is_the_same_here() {
        for (one, other) in [
            ("Zoë", "ZOE"),
            ("Zoe\u{308}", "zoë"),
            ("STRASSE", "straße"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("İpek", "ipek"),
            ("ＡＤＡ", "ada"),
            ("ﬁnn", "FINN"),
            ("Łukasz", "łUKASZ"),
            ("Нина", "НИНА"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn what_differs_stays_different() {
        for (one, other) in [("bob", "rob"), ("Ø", "O"), ("山田", "山口"), ("ia", "ai")] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Zoë ß ŉ ΐ ﬃ ǅ İ ½ ㎏", "ς", "\u{345}", "क्षि"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
