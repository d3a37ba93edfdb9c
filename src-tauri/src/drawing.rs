//! Where the page is drawn: on the processor.
//!
//! Linux: WebKitGTK composites on the GPU by default, or imitates one where there is none, which costs a page
//! that stands still about a fifth of its memory (`make bench` on a machine without a GPU; one with a GPU was
//! not measured). A WebDriver's screenshots wait for ever for a page drawn so, hence not under automation.

use tauri::WebviewWindow;

/// Draws this window's page on the processor.
#[cfg(target_os = "linux")]
pub(crate) fn on_the_processor(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    if std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        return;
    }
    let done = window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = done {
        tracing::debug!(%error, "the page is drawn as the system does by default");
    }
}

/// Other systems draw as they do by default.
#[cfg(not(target_os = "linux"))]
pub(crate) fn on_the_processor(_window: &WebviewWindow) {}
