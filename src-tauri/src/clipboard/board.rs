//! The desktop's clipboard, through `arboard`.
//!
//! Invariant: a secret is put there with the platform's own mark, which clipboard histories honour. What a
//! program that ignores the mark does with it, nobody can prevent.

use arboard::{Clear, Get, Set};
use secrecy::zeroize::Zeroizing;

use super::hold::{Board, BoardError};

/// Opened at the first use, so that a program without a desktop starts.
#[derive(Default)]
pub(crate) struct DesktopBoard(Option<arboard::Clipboard>);

impl DesktopBoard {
    fn open(&mut self) -> Result<&mut arboard::Clipboard, BoardError> {
        match &mut self.0 {
            Some(open) => Ok(open),
            closed @ None => Ok(closed.insert(arboard::Clipboard::new().map_err(|error| told(&error))?)),
        }
    }
}

impl Board for DesktopBoard {
    fn put(&mut self, text: &str, secret: bool) -> Result<(), BoardError> {
        let set: Set<'_> = self.open()?.set();
        let set = if secret { marked(set) } else { set };
        set.text(text).map_err(|error| told(&error))
    }

    fn text(&mut self) -> Option<Zeroizing<String>> {
        let get: Get<'_> = self.open().ok()?.get();
        get.text().ok().map(Zeroizing::new)
    }

    fn selection(&mut self) -> Option<Zeroizing<String>> {
        let get: Get<'_> = self.open().ok()?.get();
        primary(get)?.text().ok().map(Zeroizing::new)
    }

    fn empty(&mut self) -> Result<(), BoardError> {
        let clear: Clear<'_> = self.open()?.clear_with();
        clear.default().map_err(|error| told(&error))
    }

    fn let_go(&mut self) {
        self.0 = None;
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
fn primary(get: Get<'_>) -> Option<Get<'_>> {
    Some(arboard::GetExtLinux::clipboard(get, arboard::LinuxClipboardKind::Primary))
}

#[cfg(not(target_os = "linux"))]
fn primary(_: Get<'_>) -> Option<Get<'_>> {
    None
}

#[cfg(target_os = "linux")]
fn marked(set: Set<'_>) -> Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn marked(set: Set<'_>) -> Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn marked(set: Set<'_>) -> Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_monitoring().exclude_from_cloud().exclude_from_history()
}

/// Logged by its kind; the texts of `arboard` never quote what was copied.
fn told(error: &arboard::Error) -> BoardError {
    tracing::warn!(%error, "the clipboard can't be used");
    BoardError
}
