//! Generates what tauri needs at compile time, where the window is built at all.

fn main() {
    #[cfg(feature = "window")]
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new()) {
        println!("cargo::error={error:#}");
    }
}
