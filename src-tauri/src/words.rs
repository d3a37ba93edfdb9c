//! The words that only tray and notifications say. Those for an account's state are the core's, as everywhere.

/// A name longer than this, in characters, is cut at its end.
const LONGEST_NAME: usize = 48;

/// What an account that needs its person says, and the button that helps.
pub(crate) const SIGN_IN_AGAIN: &str = "Sign in again";
/// The tray's first entry.
pub(crate) const OPEN: &str = "Open Lanyard";
/// The tray's last entry.
pub(crate) const QUIT: &str = "Quit";
/// Said once, when the window is closed for the first time.
pub(crate) const KEEPS_RUNNING: &str = "Lanyard keeps running";

/// Where the window has gone.
pub(crate) fn where_to_find(has_tray: bool) -> &'static str {
    if has_tray {
        "Open or quit it from its icon in the top or bottom bar."
    } else {
        "Start it again to bring the window back. Quit is in its menu."
    }
}

/// The tray's entry for the accounts that don't fit.
pub(crate) fn more(count: usize) -> String {
    format!("{count} more…")
}

/// The tray icon's name.
pub(crate) fn tooltip(needs: usize) -> String {
    match needs {
        0 => "Lanyard".to_owned(),
        1 => "Lanyard: 1 account needs you".to_owned(),
        _ => format!("Lanyard: {needs} accounts need you"),
    }
}

/// The title of the notification when a provider ended a sign-in.
pub(crate) fn ended_title(provider_name: &str) -> String {
    match plain(provider_name).as_str() {
        "" => SIGN_IN_AGAIN.to_owned(),
        name => format!("{name}: sign in again"),
    }
}

/// A name that a provider or person chose, fit for one line of a menu or notification: inert, and not too long.
pub(crate) fn plain(name: &str) -> String {
    let name = lanyard_core::words::plain(name);
    let mut letters = name.chars();
    let mut line: String = letters.by_ref().take(LONGEST_NAME).collect();
    if letters.next().is_some() {
        line.pop();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t3_a_hostile_name_is_one_short_inert_line() {
        assert_eq!(plain("Acme\n\u{202e}DI\u{2066}\u{7}"), "Acme DI");
        let long = plain(&"é".repeat(300));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with('…'));
        assert_eq!(plain(&"é".repeat(LONGEST_NAME)), "é".repeat(LONGEST_NAME));
    }

    #[test]
    fn an_ended_sign_in_names_its_provider() {
        assert_eq!(ended_title("Acme ID"), "Acme ID: sign in again");
        assert_eq!(ended_title("\u{202e}"), "Sign in again");
    }
}
