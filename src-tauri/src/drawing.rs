//! Where the page is drawn: on the processor.
//!
//! Linux: WebKitGTK composites on the GPU by default, or imitates one where there is none. That costs a page
//! that stands still about a fifth of its memory, and costs the start a tenth of its time, since the driver is
//! loaded before the process that loads the page is started (`make bench` on a machine without a GPU; one with
//! a GPU was not measured). A WebDriver's screenshots wait for ever for a page drawn so, hence not under
//! automation.

/// Has the page drawn on the processor. Called before any other thread runs.
#[cfg(target_os = "linux")]
pub(crate) fn on_the_processor() {
    use std::env;

    // The setting of a page says the same, but comes too late to keep the driver from being loaded. Programs
    // that we start inherit this; only a browser that is itself made of WebKitGTK takes heed of it.
    const SWITCH: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

    if env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() || env::var_os(SWITCH).is_some() {
        return;
    }
    #[expect(unsafe_code, reason = "WebKitGTK has no other switch that it reads early enough")]
    // SAFETY: nobody else reads the environment meanwhile, since no other thread runs.
    unsafe {
        env::set_var(SWITCH, "1");
    }
}

/// Other systems draw as they do by default.
#[cfg(not(target_os = "linux"))]
pub(crate) fn on_the_processor() {}
