//! A person without a mouse: the window's keys, and walking from stop to stop.

use anyhow::bail;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::window::{Window, named};

pub(crate) const CONTROL: char = '\u{e009}';
pub(crate) const ENTER: char = '\u{e007}';
pub(crate) const TAB: char = '\u{e004}';
pub(crate) const SHIFT: char = '\u{e008}';
pub(crate) const BACKSPACE: char = '\u{e003}';
pub(crate) const HOME: char = '\u{e011}';
pub(crate) const END: char = '\u{e010}';

/// More stops than any part of the page has.
const STOPS: usize = 60;

/// Walks there from stop to stop, and presses Enter.
pub(crate) async fn press(window: &Window, name: &str) -> Result {
    window.see(&named(name)).await?;
    walk_to(window, name, &[TAB]).await?;
    window.chord(&[ENTER]).await
}

/// Walks back there from stop to stop.
pub(crate) async fn walk_back_to(window: &Window, name: &str) -> Result {
    walk_to(window, name, &[SHIFT, TAB]).await
}

async fn walk_to(window: &Window, name: &str, keys: &[char]) -> Result {
    for _ in 0..STOPS {
        if is_focused(window, name).await? {
            return Ok(());
        }
        window.chord(keys).await?;
    }
    bail!("{name} is not reached in {STOPS} stops")
}

/// Types into what has the focus.
pub(crate) async fn type_in(window: &Window, name: &str, text: &str) -> Result {
    has_focus(window, name).await?;
    for sign in text.chars() {
        window.chord(&[sign]).await?;
    }
    Ok(())
}

/// Waits until something has the focus.
pub(crate) async fn has_focus(window: &Window, name: &str) -> Result {
    eventually(&format!("{name} has the focus"), SOON, async || {
        Ok(is_focused(window, name).await?.then_some(()))
    })
    .await
}

async fn is_focused(window: &Window, name: &str) -> Result<bool> {
    let focused = window.run("return document.activeElement?.dataset.testid ?? null").await?;
    Ok(focused.as_str() == Some(name))
}
