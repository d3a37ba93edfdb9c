//! The first moment: in which order the program comes up.
//!
//! Invariant 1: no crash leaves a core file, however early. Invariant 2: a second instance ends before
//! it opens the profile. Invariant 3: whatever keeps the engine from opening is shown in the window.

use std::process::ExitCode;

use lanyard_agent::process::{harden, log};
use tauri::{App, Manager};

use crate::shell::Shell;
use crate::{compose, drawing, instance, ipc, quit, tray_host, window};

/// Runs Lanyard until it is quit.
///
/// The exit code says failure only where there is no desktop to draw on.
pub fn run() -> ExitCode {
    harden::no_core_file();
    drawing::on_the_processor();
    let home = compose::home();
    log::start(&home, env!("CARGO_PKG_VERSION"), true);
    let ipc = ipc::builder();
    let built = tauri::Builder::default()
        .plugin(instance::plugin(&home))
        .plugin(window::state_plugin(&home))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc.invoke_handler())
        .setup(move |app| {
            ipc.mount_events(app);
            app.manage(Shell::new(app.handle().clone(), home));
            set_up(app).map_err(Into::into)
        })
        .on_window_event(window::on_event)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| quit::on_run_event(app, &event));
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "no window could be made");
            ExitCode::FAILURE
        }
    }
}

/// The window first, so that the page loads while the engine opens.
fn set_up(app: &mut App) -> tauri::Result<()> {
    let handle = app.handle();
    window::create(handle)?;
    tray_host::watch(handle);
    quit::on_signals(handle);
    let opening = handle.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = opening.state::<Shell>().engine().await {
            tracing::error!(code = ?error.code, why = error.message, "the engine did not open");
        }
    });
    Ok(())
}
