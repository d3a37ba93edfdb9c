//! One process per profile: a second start brings the first one's window to the front and ends.
//!
//! Linux: by a name on the session bus that carries the profile, so that a demo or a test never meets the
//! person's own Lanyard. Without a bus the engine's own lock still keeps a second engine out.

use lanyard_core::Home;
use tauri::Wry;
use tauri::plugin::TauriPlugin;

use crate::window;

/// What the own profile's name on the bus begins with.
const BASE: &str = "dev.lanyard.desktop";

/// The plugin that finds the first instance; it has to be registered before any other.
pub(crate) fn plugin(home: &Home) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(home.label().map(|_| home.profile())))
        .callback(|app, _arguments, _folder| window::present(app))
        .build()
}

/// A valid name (D-Bus specification, *Bus names*): no element begins with a digit.
fn bus_name(profile: Option<&str>) -> String {
    let Some(profile) = profile else { return BASE.to_owned() };
    let element: String =
        profile.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{BASE}.p_{element}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_a_bus_name_of_its_own() {
        assert_eq!(bus_name(None), "dev.lanyard.desktop");
        assert_eq!(bus_name(Some("demo-1f")), "dev.lanyard.desktop.p_demo-1f");
    }

    #[test]
    fn any_profile_makes_a_valid_bus_name() {
        for profile in ["0", "-", "", "a.b", "é/x y"] {
            let name = bus_name(Some(profile));
            assert!(name.split('.').all(|element| {
                element.starts_with(|c: char| c.is_ascii_alphabetic())
                    && element.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            }));
        }
    }
}
