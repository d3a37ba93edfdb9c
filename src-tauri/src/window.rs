//! The one window: made hidden, shown once its page is there, hidden when it is closed.
//!
//! Invariant 1 (CHECKLIST R01, T4): it shows our own page and nothing else; it follows no link, opens no other
//! window, downloads nothing. Invariant 2: closing hides it, unless nothing could ever bring it back. Invariant 3: who
//! does not see the page, or sees one that has just begun, is at no console until the page says so.

use std::fs::OpenOptions;
use std::sync::atomic::{AtomicBool, Ordering};

use lanyard_core::Home;
use tauri::plugin::TauriPlugin;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Manager, Url, UserAttentionType, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent, Wry,
};
use tauri_plugin_window_state::StateFlags;

use crate::events::{self, ShellEvent};
use crate::shell::Shell;
use crate::{consent, files, notify, quit};

/// The window's label, which the capability file names.
pub(crate) const LABEL: &str = "main";

/// Makes the window, hidden until its page is loaded.
pub(crate) fn create(app: &AppHandle) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Lanyard")
        .inner_size(1080.0, 720.0)
        .min_inner_size(480.0, 480.0)
        .visible(false);
    confined(app, builder).build()?;
    Ok(())
}

/// What holds for every window of ours: it shows our own pages and nothing else, and only once they are loaded.
pub(crate) fn confined<'a>(
    app: &AppHandle,
    builder: WebviewWindowBuilder<'a, Wry, AppHandle>,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    let shown = AtomicBool::new(false);
    builder
        .data_directory(app.state::<Shell>().home().root().join("webview"))
        .devtools(cfg!(debug_assertions))
        // The page zooms by its own steps.
        .zoom_hotkeys_enabled(false)
        .general_autofill_enabled(false)
        .on_navigation(|url| {
            let ours = is_own_page(url);
            if !ours {
                tracing::warn!(scheme = url.scheme(), "a navigation off the app was refused");
            }
            ours
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(move |window, load| match load.event() {
            PageLoadEvent::Started if window.label() == LABEL => leaves_consoles(window.app_handle()),
            PageLoadEvent::Finished if !shown.swap(true, Ordering::SeqCst) => show(&window),
            PageLoadEvent::Started | PageLoadEvent::Finished => {}
        })
}

/// Keeps size and place from one run to the next, in the profile's folder.
pub(crate) fn state_plugin(home: &Home) -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_filename(home.root().join("window.json").to_string_lossy())
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Brings the window to the front, wherever it was.
pub(crate) fn present(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    show(&window);
    events::tell(app, &ShellEvent::Shown);
}

/// Hides the window; Lanyard goes on.
pub(crate) fn hide(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
    }
    leaves_consoles(app);
    events::tell(app, &ShellEvent::Hidden);
}

/// The page that somebody was at is out of sight, or another begins. An engine that is not open has no console.
fn leaves_consoles(app: &AppHandle) {
    if let Some(engine) = app.state::<Shell>().open_engine() {
        engine.leave_consoles_soon();
    }
}

/// Asks for a look without taking the focus from the browser.
pub(crate) fn ask_for_attention(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.is_focused().unwrap_or(false) {
        return;
    }
    if let Err(error) = window.request_user_attention(Some(UserAttentionType::Informational)) {
        tracing::debug!(%error, "the desktop takes no call for attention");
    }
}

/// Turns closing into hiding, and takes dropped files.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    let (app, is_main) = (window.app_handle(), window.label() == LABEL);
    if let WindowEvent::CloseRequested { api, .. } = event {
        api.prevent_close();
        if is_main { close(app) } else { consent::dismiss(app) }
    }
    if let WindowEvent::DragDrop(event) = event
        && is_main
    {
        files::on_drag(app, event);
    }
}

fn close(app: &AppHandle) {
    let shell = app.state::<Shell>();
    if !shell.presence().can_return() {
        quit::begin(app);
        return;
    }
    hide(app);
    if is_first_close(shell.home()) {
        events::tell(app, &ShellEvent::CloseNotice);
        notify::keeps_running(app, shell.presence().has_tray());
    }
}

/// Shows a window of ours, in front.
pub(crate) fn show(window: &WebviewWindow) {
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// True once per profile: the file that says so can be made once.
fn is_first_close(home: &Home) -> bool {
    OpenOptions::new().write(true).create_new(true).open(home.root().join("close-notice")).is_ok()
}

/// Our page, by the scheme that tauri gives it.
fn is_own_page(url: &Url) -> bool {
    let (scheme, host) = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    url.scheme() == scheme && url.host_str() == Some(host) && url.port().is_none()
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn t4_r01_no_navigation_off_the_app() {
        for foreign in [
            "https://id.acme.example/authorize?client_id=lanyard",
            "http://127.0.0.1:8080/callback?code=x",
            "https://tauri.localhost/",
            "http://tauri.localhost/",
            "tauri://localhost.evil.example/",
            "tauri://evil/",
            "tauri://localhost:1/",
            "file:///etc/passwd",
            "data:text/html,hi",
            "javascript:alert(1)",
            "about:blank",
            "blob:tauri://localhost/7f3c",
        ] {
            assert!(!is_own_page(&foreign.parse().unwrap()), "{foreign}");
        }
        assert!(is_own_page(&"tauri://localhost/".parse().unwrap()));
        assert!(is_own_page(&"tauri://localhost/index.html#/activity".parse().unwrap()));
    }

    #[test]
    fn the_close_notice_is_given_once_per_profile() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::named(folder.path().to_owned(), "/nonexistent".into());
        assert!(is_first_close(&home));
        assert!(!is_first_close(&home));
    }
}
