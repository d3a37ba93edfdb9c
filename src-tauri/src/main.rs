//! Lanyard's desktop program.
fn main() {
    lanyard_desktop::run();
}
