//! Text of others, made harmless for a terminal.
//!
//! Names come from people, policies and providers; claims come from anywhere. A terminal obeys control characters
//! (ECMA-48), direction-changing ones make a line read as another one, and those that can't be seen make two names look
//! the same. Which they are is `lanyard-jwt`'s to say.

pub(crate) use lanyard_jwt::{is_hidden, written_out as inert};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_direction_changes_are_written_out() {
        assert_eq!(inert("\x1b]0;owned\x07"), "\\u{1b}]0;owned\\u{7}");
        assert_eq!(inert("a\u{9b}31mb"), "a\\u{9b}31mb");
        assert_eq!(inert("ada\u{202e}adb\r\n"), "ada\\u{202e}adb\\u{d}\\u{a}");
    }

    #[test]
    fn names_that_only_look_like_another_are_told_apart() {
        assert_eq!(inert("\u{3164}admin"), "\\u{3164}admin");
        assert_eq!(inert("ad\u{200d}min"), "ad\\u{200d}min");
    }

    #[test]
    fn every_script_stays_as_it_is() {
        for name in ["Ada Łovelace", "עדה", "艾达 👩\u{200d}💻", "می\u{200c}خواهم", "a b"] {
            assert_eq!(inert(name), name);
        }
    }
}
