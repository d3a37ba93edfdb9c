//! The icon beside the clock and its menu: open, each account with its status, quit.
//!
//! Invariant 1: it is drawn on the main thread only. Invariant 2: it is drawn again only when what it says has
//! changed. Invariant 3: a desktop without the indicator library runs on without an icon.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};

use crate::events::{self, ShellEvent};
use crate::roster::TrayView;
use crate::shell::Shell;
use crate::{quit, window, words};

const ID: &str = "lanyard";
const OPEN: &str = "open";
const MORE: &str = "more";
const QUIT: &str = "quit";
/// What an account's entry starts with; its id follows.
const ACCOUNT: &str = "account:";

/// What the icon last said, kept while there is no icon yet.
#[derive(Debug, Default)]
pub(crate) struct Tray(Mutex<TrayView>);

impl Tray {
    /// Remembers; false where nothing changed.
    fn remember(&self, view: TrayView) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *last != view;
        *last = view;
        changed
    }

    fn view(&self) -> TrayView {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Draws what there is to say, if it is new.
pub(crate) fn draw(app: &AppHandle, view: TrayView) {
    if app.state::<Shell>().tray().remember(view) {
        on_main_thread(app, |app| if app.tray_by_id(ID).is_some() { redraw(app) } else { Ok(()) });
    }
}

/// Puts the icon up, once.
pub(crate) fn raise(app: &AppHandle) {
    on_main_thread(app, |app| if app.tray_by_id(ID).is_some() { Ok(()) } else { build(app) });
}

fn on_main_thread(app: &AppHandle, act: fn(&AppHandle) -> tauri::Result<()>) {
    let on_main = app.clone();
    let queued = app.run_on_main_thread(move || {
        // The indicator library is loaded at first use, and its binding panics where it is missing.
        match catch_unwind(AssertUnwindSafe(|| act(&on_main))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the tray icon could not be drawn"),
            Err(_) => tracing::warn!("no indicator library: there is no tray icon"),
        }
    });
    if let Err(error) = queued {
        tracing::debug!(%error, "the main thread is gone");
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let view = app.state::<Shell>().tray().view();
    TrayIconBuilder::with_id(ID)
        .icon(icon(app, view.needs > 0))
        .tooltip(words::tooltip(view.needs))
        .menu(&menu(app, &view)?)
        .on_menu_event(|app, event| on_menu(app, &event))
        .build(app)?;
    Ok(())
}

fn redraw(app: &AppHandle) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else { return Ok(()) };
    let view = app.state::<Shell>().tray().view();
    tray.set_icon(Some(icon(app, view.needs > 0)))?;
    tray.set_tooltip(Some(words::tooltip(view.needs)))?;
    tray.set_menu(Some(menu(app, &view)?))
}

fn menu(app: &AppHandle, view: &TrayView) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app).text(OPEN, words::OPEN).separator();
    for line in &view.lines {
        menu = menu.text(format!("{ACCOUNT}{}", line.account), without_mnemonic(&line.text));
    }
    if view.more > 0 {
        menu = menu.text(MORE, words::more(view.more));
    }
    if !view.lines.is_empty() {
        menu = menu.separator();
    }
    menu.text(QUIT, words::QUIT).build()
}

/// In a menu, `&` marks the letter that is a key; doubled, it is itself.
fn without_mnemonic(text: &str) -> String {
    text.replace('&', "&&")
}

fn on_menu(app: &AppHandle, event: &MenuEvent) {
    match event.id().as_ref() {
        OPEN | MORE => window::present(app),
        QUIT => quit::begin(app),
        other => {
            if let Some(id) = other.strip_prefix(ACCOUNT) {
                window::present(app);
                events::tell(app, &ShellEvent::ShowAccount { id: id.to_owned() });
            }
        }
    }
}

/// The program's icon, with a dot when somebody is needed.
fn icon(app: &AppHandle, needs: bool) -> Image<'static> {
    let Some(own) = app.default_window_icon() else { return Image::new_owned(vec![0; 4], 1, 1) };
    let mut pixels = own.rgba().to_vec();
    if needs {
        dot(&mut pixels, own.width(), own.height());
    }
    Image::new_owned(pixels, own.width(), own.height())
}

/// Draws a filled dot over the lower right of an RGBA picture.
fn dot(pixels: &mut [u8], width: u32, height: u32) {
    /// The design's `bad`, in its light form.
    const BAD: [u8; 4] = [0xb3, 0x23, 0x22, 0xff];
    let radius = i64::from(width.min(height)) * 5 / 24;
    let (middle_x, middle_y) = (i64::from(width) - radius - 1, i64::from(height) - radius - 1);
    let inside = |x: i64, y: i64| (x - middle_x).pow(2) + (y - middle_y).pow(2) <= radius.pow(2);
    for (pixel, place) in pixels.chunks_exact_mut(4).zip(0_i64..) {
        if inside(place % i64::from(width), place / i64::from(width)) {
            pixel.copy_from_slice(&BAD);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_stays_in_its_corner() {
        let mut pixels = vec![0; 24 * 24 * 4];
        dot(&mut pixels, 24, 24);
        let alpha = |x: usize, y: usize| pixels[(y * 24 + x) * 4 + 3];
        assert_eq!(alpha(18, 18), 0xff);
        assert_eq!((alpha(0, 0), alpha(11, 11), alpha(23, 0), alpha(0, 23)), (0, 0, 0, 0));
    }

    #[test]
    fn an_ampersand_in_a_name_is_no_key() {
        assert_eq!(without_mnemonic("R&D"), "R&&D");
    }

    #[test]
    fn the_same_view_is_drawn_once() {
        let tray = Tray::default();
        assert!(!tray.remember(TrayView::default()));
        let view = TrayView { needs: 1, ..TrayView::default() };
        assert!(tray.remember(view.clone()));
        assert!(!tray.remember(view));
    }
}
