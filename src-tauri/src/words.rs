//! The words that tray and notifications say; the page has its own catalogue, with the same words for the
//! same states (see the table *Status* of the window's design).

use lanyard_core::view::{AccountState, AccountSummary, Unix, WaitReason};

/// A renewal is mentioned only when it takes longer than this, in seconds.
const QUIET_RENEWAL: Unix = 1.0;
/// A name longer than this, in characters, is cut at its end.
const LONGEST_NAME: usize = 48;

/// The account's state in one or two words. No countdown: nothing here ticks.
pub(crate) fn status(account: &AccountSummary, now: Unix) -> &'static str {
    let works = account.lease.is_some_and(|lease| lease.expires_at > now);
    match &account.state {
        AccountState::Renewing { since } if now - since >= QUIET_RENEWAL => "Renewing",
        AccountState::Active | AccountState::Renewing { .. } => "Signed in",
        AccountState::Waiting { why: WaitReason::Keychain, .. } => "Keychain locked",
        AccountState::Waiting { .. } if works => "Retrying",
        AccountState::Waiting { .. } => "Not available",
        AccountState::NeedsSignIn { .. } => SIGN_IN_AGAIN,
        AccountState::SigningIn { .. } => "Waiting for the browser",
        AccountState::SignedOut { .. } => "Signed out",
    }
}

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

/// A name that a provider or person chose, fit for one line of a menu or notification: no control or
/// direction-changing characters, and not too long.
pub(crate) fn plain(name: &str) -> String {
    let mut letters = name.chars().filter(|c| !c.is_control() && !turns_direction(*c));
    let mut line: String = letters.by_ref().take(LONGEST_NAME).collect();
    if letters.next().is_some() {
        line.pop();
        line.push('…');
    }
    line
}

/// Bidirectional formatting characters (Unicode UAX #9, section 2) and line separators.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::samples::{account, waiting};
    use lanyard_core::view::LeaseTimes;

    #[test]
    fn t3_a_hostile_name_is_one_short_inert_line() {
        assert_eq!(plain("Acme\n\u{202e}DI\u{2066}\u{7}"), "AcmeDI");
        let long = plain(&"é".repeat(300));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with('…'));
        assert_eq!(plain(&"é".repeat(LONGEST_NAME)), "é".repeat(LONGEST_NAME));
    }

    #[test]
    fn a_held_up_account_says_whether_its_token_still_works() {
        let mut held = account("a", waiting(WaitReason::Network));
        assert_eq!(status(&held, 100.0), "Not available");
        held.lease = Some(LeaseTimes { issued_at: 0.0, renews_at: 90.0, expires_at: 101.0 });
        assert_eq!(status(&held, 100.0), "Retrying");
        assert_eq!(status(&held, 101.0), "Not available");
        held.state = waiting(WaitReason::Keychain);
        assert_eq!(status(&held, 100.0), "Keychain locked");
    }

    #[test]
    fn an_ended_sign_in_names_its_provider() {
        assert_eq!(ended_title("Acme ID"), "Acme ID: sign in again");
        assert_eq!(ended_title("\u{202e}"), "Sign in again");
    }

    #[test]
    fn a_quick_renewal_is_not_mentioned() {
        let renewing = account("a", AccountState::Renewing { since: 100.0 });
        assert_eq!(status(&renewing, 100.5), "Signed in");
        assert_eq!(status(&renewing, 101.0), "Renewing");
    }
}
