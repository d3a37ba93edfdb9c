//! What of ours is on the clipboard, and when it goes.
//!
//! Invariant 1: what a person or another program copied since is never cleared. Invariant 2: the secret itself
//! is not kept for that: a digest of it is, compared in constant time. Time comes in by argument.

use std::time::Duration;

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How long a secret stays.
pub(crate) const LIFETIME: Duration = Duration::from_secs(30);

/// A clipboard.
pub(crate) trait Board {
    /// Puts a text there; a secret is marked, so that clipboard histories leave it out.
    fn put(&mut self, text: &str, secret: bool) -> Result<(), BoardError>;
    /// The text that is there now, if it is text and can be read.
    fn text(&mut self) -> Option<Zeroizing<String>>;
    /// The text of X11's primary selection, where there is one.
    fn selection(&mut self) -> Option<Zeroizing<String>>;
    /// Empties it.
    fn empty(&mut self) -> Result<(), BoardError>;
    /// Lets it go; on X11 a clipboard program may then take over what is there.
    fn let_go(&mut self);
}

/// The clipboard doesn't answer: say so; there is nothing to undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the desktop's clipboard can't be used")]
pub(crate) struct BoardError;

/// A clipboard, and what of it is ours.
pub(crate) struct Hold<B> {
    board: B,
    ours: Option<Ours>,
}

struct Ours {
    digest: [u8; 32],
    until: Duration,
}

impl<B: Board> Hold<B> {
    /// Nothing on it is ours yet.
    pub(crate) fn new(board: B) -> Self {
        Self { board, ours: None }
    }

    /// Puts a secret there until [`LIFETIME`] from `now`.
    pub(crate) fn put_secret(&mut self, secret: &str, now: Duration) -> Result<(), BoardError> {
        self.board.put(secret, true)?;
        self.ours = Some(Ours { digest: digest(secret), until: now + LIFETIME });
        Ok(())
    }

    /// Puts something there that stays.
    pub(crate) fn put_text(&mut self, text: &str) -> Result<(), BoardError> {
        self.board.put(text, false)?;
        self.ours = None;
        Ok(())
    }

    /// What is there as text, whoever put it there.
    pub(crate) fn read(&mut self, selection: bool) -> Option<SecretString> {
        let text = if selection { self.board.selection() } else { self.board.text() };
        text.filter(|text| !text.is_empty()).map(|text| SecretString::from(text.as_str()))
    }

    /// How long until [`Self::clear_if_due`] has something to do; nothing while nothing is ours.
    pub(crate) fn due_in(&self, now: Duration) -> Option<Duration> {
        self.ours.as_ref().map(|ours| ours.until.saturating_sub(now))
    }

    /// Clears what is ours when its time is up; true if it was.
    pub(crate) fn clear_if_due(&mut self, now: Duration) -> bool {
        let due = self.ours.as_ref().is_some_and(|ours| ours.until <= now);
        due && self.clear().is_ok()
    }

    /// Clears what is still ours, now. Where the clipboard refuses, it stays ours and is tried again.
    pub(crate) fn clear(&mut self) -> Result<(), BoardError> {
        let Some(ours) = &self.ours else { return Ok(()) };
        let there = self.board.text().map(|text| digest(&text));
        if there.is_some_and(|there| bool::from(there.ct_eq(&ours.digest))) {
            self.board.empty()?;
        }
        self.ours = None;
        Ok(())
    }

    /// Lets the clipboard go.
    pub(crate) fn let_go(&mut self) {
        self.board.let_go();
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

#[cfg(test)]
impl<B> Hold<B> {
    /// The clipboard alone.
    pub(crate) fn into_board(self) -> B {
        self.board
    }
}

#[cfg(test)]
pub(crate) mod paper {
    use super::*;

    /// A clipboard in memory; `stuck` makes it refuse to be emptied.
    #[derive(Default)]
    pub(crate) struct Paper {
        pub(crate) text: Option<String>,
        pub(crate) marked: bool,
        pub(crate) stuck: bool,
    }

    impl Board for Paper {
        fn put(&mut self, text: &str, secret: bool) -> Result<(), BoardError> {
            (self.text, self.marked) = (Some(text.to_owned()), secret);
            Ok(())
        }
        fn text(&mut self) -> Option<Zeroizing<String>> {
            self.text.clone().map(Zeroizing::new)
        }
        fn selection(&mut self) -> Option<Zeroizing<String>> {
            None
        }
        fn empty(&mut self) -> Result<(), BoardError> {
            if self.stuck {
                return Err(BoardError);
            }
            self.text = None;
            Ok(())
        }
        fn let_go(&mut self) {}
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::paper::Paper;
    use super::*;

    const START: Duration = Duration::from_secs(1_000);

    fn holding(secret: &str) -> Hold<Paper> {
        let mut hold = Hold::new(Paper::default());
        hold.put_secret(secret, START).unwrap();
        assert!(hold.board.marked);
        hold
    }

    #[test]
    fn p1_a_secret_is_cleared_after_its_time_and_not_before() {
        let mut hold = holding("canary");
        assert_eq!(hold.due_in(START), Some(LIFETIME));
        assert!(!hold.clear_if_due(START + Duration::from_millis(29_999)));
        assert_eq!(hold.board.text.as_deref(), Some("canary"));
        assert!(hold.clear_if_due(START + LIFETIME));
        assert_eq!(hold.board.text, None);
        assert_eq!(hold.due_in(START + LIFETIME), None);
    }

    #[test]
    fn p2_what_was_copied_meanwhile_is_not_cleared() {
        let mut hold = holding("canary");
        hold.board.text = Some("a shopping list".to_owned());
        assert!(hold.clear_if_due(START + LIFETIME));
        assert_eq!(hold.board.text.as_deref(), Some("a shopping list"));
        assert_eq!(hold.due_in(START), None);
    }

    #[test]
    fn p3_a_secret_is_cleared_on_quit() {
        let mut hold = holding("canary");
        hold.clear().unwrap();
        assert_eq!(hold.board.text, None);
    }

    #[test]
    fn a_second_secret_gets_its_own_full_time() {
        let mut hold = holding("first");
        let later = START + Duration::from_secs(20);
        hold.put_secret("second", later).unwrap();
        assert!(!hold.clear_if_due(START + LIFETIME));
        assert!(hold.clear_if_due(later + LIFETIME));
        assert_eq!(hold.board.text, None);
    }

    #[test]
    fn a_text_that_is_not_secret_stays() {
        let mut hold = holding("canary");
        hold.put_text("http://127.0.0.1/callback").unwrap();
        assert!(!hold.board.marked);
        assert!(!hold.clear_if_due(START + LIFETIME));
        hold.clear().unwrap();
        assert_eq!(hold.board.text.as_deref(), Some("http://127.0.0.1/callback"));
    }

    #[test]
    fn what_somebody_else_copied_is_read_and_stays() {
        let mut hold = holding("canary");
        hold.board.text = Some("Bearer abc".to_owned());
        assert_eq!(hold.read(false).unwrap().expose_secret(), "Bearer abc");
        assert_eq!(hold.board.text.as_deref(), Some("Bearer abc"));
        hold.board.text = Some(String::new());
        assert!(hold.read(false).is_none() && hold.read(true).is_none());
    }

    #[test]
    fn a_clipboard_that_refuses_is_tried_again() {
        let mut hold = holding("canary");
        hold.board.stuck = true;
        assert!(!hold.clear_if_due(START + LIFETIME));
        assert_eq!(hold.due_in(START + LIFETIME), Some(Duration::ZERO));
        hold.board.stuck = false;
        assert!(hold.clear_if_due(START + LIFETIME));
        assert_eq!(hold.board.text, None);
    }
}
