//! The console in the window: the same page before the demo provider and before a real Keycloak.

mod keycloak;
mod stolen_laptop;

use anyhow::Context;
use harness::Result;
use harness::window::{Window, named};

use crate::keyboard::{BACKSPACE, CONTROL, ENTER, has_focus, press, type_in};

/// The search line takes a text, and Enter leads to the table, in which the first row then is what `first` selects.
async fn find(window: &Window, text: &str, first: &str) -> Result {
    window.chord(&[CONTROL, 'f']).await?;
    has_focus(window, "session-search").await?;
    window.chord(&[CONTROL, 'a']).await?;
    window.chord(&[BACKSPACE]).await?;
    type_in(window, "session-search", text).await?;
    window.reads(&named("session[aria-rowindex=\"2\"]"), first).await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "session-grid").await
}

/// The dialog has its list: how many it would end.
async fn frozen(window: &Window) -> Result<usize> {
    let sessions = window.attribute(&named("dry-run"), "data-sessions").await?;
    has_focus(window, "reason").await?;
    Ok(sessions.context("a number")?.parse()?)
}

/// Gives the reason, and the number where it is asked for, and orders it.
async fn order(window: &Window, reason: &str, number: Option<usize>) -> Result {
    type_in(window, "reason", reason).await?;
    window.chord(&[ENTER]).await?;
    if let Some(number) = number {
        type_in(window, "number", &number.to_string()).await?;
        window.chord(&[ENTER]).await?;
    }
    has_focus(window, "confirm-end").await?;
    window.chord(&[ENTER]).await
}

async fn check_they_are_dead(window: &Window) -> Result {
    press(window, "prove").await?;
    window.see(&named("proof[data-word$=dead]")).await?;
    window.see("[data-line=refresh][data-result=dead]").await
}

async fn leave(window: &Window) -> Result {
    press(window, "leave-console").await?;
    window.see(&named("console-page[data-access=closed]")).await
}
