//! Generates what tauri needs at compile time.
fn main() {
    tauri_build::build();
}
