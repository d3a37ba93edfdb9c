//! References: an entry's name for people, such as `A7-3K2R`, which an employee reads out and support types in.
//!
//! Invariant 1: one that is drawn here is in its own spelling. Invariant 2: what is heard on the telephone has the
//! spelling of what was read out: letter case, dash and spaces don't count, and a letter that looks like a digit is
//! that digit (Crockford's base 32).
//!
//! Two entries may have the same reference: they are drawn at random.

use rand::Rng;

/// Crockford's base 32 without vowels' look-alikes: easy to read out on the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Where the dash stands.
const HEAD: usize = 2;
/// Letters and digits of a reference, and the fewest that are taken for one.
const LETTERS: usize = 6;
const FEWEST: usize = 5;

/// A new reference.
pub(crate) fn new_reference() -> String {
    let mut random = rand::thread_rng();
    let letters = (0..LETTERS).map(|_| char::from(ALPHABET[random.gen_range(0..ALPHABET.len())]));
    dashed(&letters.collect::<String>())
}

/// What counts in a reference. Never empty.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spelling(String);

impl Spelling {
    /// `None` for a text in which nothing counts.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let letters: String = letters(text).collect();
        (!letters.is_empty()).then_some(Self(letters))
    }

    /// Whether the reference is this one.
    pub(crate) fn is_of(&self, reference: &str) -> bool {
        letters(reference).eq(self.0.chars())
    }
}

/// The reference that was typed, as entries show it; `None` for what is more likely a word or a number.
pub fn typed_reference(text: &str) -> Option<String> {
    let Spelling(letters) = Spelling::of(text)?;
    let is_whole = (FEWEST..=LETTERS).contains(&letters.len());
    if !is_whole || !letters.bytes().all(|letter| ALPHABET.contains(&letter)) {
        return None;
    }
    // `laptop` would do as letters alone, and a ticket's number as digits.
    let has = |kind: fn(&u8) -> bool| text.bytes().any(|letter| kind(&letter));
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_dashed = text.trim().chars().nth(HEAD).is_some_and(is_dash);
    (is_mixed || is_dashed).then(|| dashed(&letters))
}

/// Without case, dashes and spaces, and each look-alike as the digit that it is.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let counting = text.chars().filter(|letter| !letter.is_whitespace() && !is_dash(*letter));
    counting.map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        upper => upper,
    })
}

/// The hyphen, and the dashes that word processors and telephones make of it.
const fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn dashed(letters: &str) -> String {
    let (head, rest) = letters.split_at(HEAD);
    format!("{head}-{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_can_be_read_out() {
        for _ in 0..1_000 {
            let reference = new_reference();
            assert_eq!(reference.len(), 7);
            assert_eq!(&reference[2..3], "-");
            assert!(!reference.contains(['I', 'L', 'O', 'U']));
            let heard = reference.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert!(Spelling::of(&heard).is_some_and(|heard| heard.is_of(&reference)), "{reference}");
        }
    }

    #[test]
    fn words_numbers_and_rubbish_are_no_references() {
        let rubbish = [
            "",
            " ",
            "-",
            "--",
            "laptop",
            "git",
            "A7-3",
            "A7-3K2RX",
            "u7-3k2r",
            "A7-3K%R",
            "A7-3K_R",
            "ops-team",
            "471100",
            "\0\0\0\0\0\0",
            "A7777\u{301}",
            "ÄÖ-ÜÄÖ",
            "٣٣٣٣٣٣",
        ];
        for text in rubbish {
            assert_eq!(typed_reference(text), None, "{text:?}");
        }
        assert_eq!(typed_reference(&"A7".repeat(5_120)), None);
        assert_eq!(Spelling::of(" -–\u{a0}"), None);
    }

    #[test]
    fn a_reference_is_known_however_it_is_typed() {
        for text in ["A7-3K2R", " a7-3k2r\t", "a73k2r", "A7 3K2R", "A7–3K2R", "a7 - 3k 2r"] {
            assert_eq!(typed_reference(text).as_deref(), Some("A7-3K2R"), "{text:?}");
        }
        assert_eq!(typed_reference("kb-xyz").as_deref(), Some("KB-XYZ"));
        assert_eq!(typed_reference("lo-3ki").as_deref(), Some("10-3K1"));
    }
}
