//! A window of the same size and kind as Lanyard's, shown once its page is loaded, with a page that has nothing
//! but a colour.

use std::process::ExitCode;

use tauri::webview::PageLoadEvent;
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> ExitCode {
    let built = tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
                .title("Empty")
                .inner_size(1080.0, 720.0)
                .min_inner_size(480.0, 480.0)
                .visible(false)
                .on_page_load(|window, load| {
                    if matches!(load.event(), PageLoadEvent::Finished) {
                        // A window that can't be shown is never measured as drawn.
                        let _ = window.show().and_then(|()| window.set_focus());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if built.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
