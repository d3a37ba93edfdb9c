//! Notifications: a sign-in ended elsewhere, and the window that is gone but not ended.
//!
//! Invariant 1: a notification holds names and no secret. Invariant 2: it never keeps anything waiting; a
//! desktop without notifications loses nothing but them, since tray and window say the same.

use notify_rust::{Notification, Urgency};
use tauri::AppHandle;

use crate::events::{self, ShellEvent};
use crate::roster::Notice;
use crate::{window, words};

/// The name of the notification's button, and of a click on the notification itself.
const SIGN_IN: &str = "sign-in";
const CLICK: &str = "default";

/// A provider ended a sign-in: say whose, with a button that leads to it.
pub(crate) fn sign_in_again(app: &AppHandle, notice: Notice) {
    let mut note = base(&words::ended_title(&notice.provider_name), &words::plain(&notice.title));
    note.urgency(Urgency::Normal).action(CLICK, words::OPEN).action(SIGN_IN, words::SIGN_IN_AGAIN);
    show(app, note, Some(notice.account));
}

/// The window was closed for the first time.
pub(crate) fn keeps_running(app: &AppHandle, has_tray: bool) {
    let mut note = base(words::KEEPS_RUNNING, words::where_to_find(has_tray));
    note.urgency(Urgency::Low);
    show(app, note, None);
}

fn base(title: &str, body: &str) -> Notification {
    let mut note = Notification::new();
    note.appname("Lanyard").summary(title).body(&without_markup(body)).icon("lanyard-desktop");
    // By its desktop entry the desktop files it under our name, where a person can silence it.
    #[cfg(target_os = "linux")]
    note.hint(notify_rust::Hint::DesktopEntry("Lanyard".to_owned()));
    note
}

/// A notification's body may hold markup (Desktop Notifications Specification); names must not.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Shows it and, where it names an account, waits for the person to choose it.
#[cfg(target_os = "linux")]
fn show(app: &AppHandle, note: Notification, account: Option<String>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shown = match note.show_async().await {
            Ok(shown) => shown,
            Err(error) => {
                tracing::info!(%error, "the desktop shows no notifications");
                return;
            }
        };
        let Some(account) = account else { return };
        shown
            .wait_for_action_async(move |answer: &notify_rust::ActionResponse<'_>| {
                if is_chosen(answer) {
                    window::present(&app);
                    events::tell(&app, &ShellEvent::ShowAccount { id: account });
                }
            })
            .await;
    });
}

/// macOS and Windows: shown without a button; the account says the same in the window.
#[cfg(not(target_os = "linux"))]
fn show(_app: &AppHandle, note: Notification, _account: Option<String>) {
    std::thread::spawn(move || note.show().map(drop));
}

#[cfg(target_os = "linux")]
fn is_chosen(answer: &notify_rust::ActionResponse<'_>) -> bool {
    match answer {
        notify_rust::ActionResponse::Custom(action) => [SIGN_IN, CLICK].contains(action),
        notify_rust::ActionResponse::Closed(_) => false,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use notify_rust::{ActionResponse, CloseReason};

    #[test]
    fn t3_markup_in_a_name_is_inert() {
        assert_eq!(without_markup("<a href='x'>R&D</a>"), "&lt;a href='x'&gt;R&amp;D&lt;/a&gt;");
    }

    #[test]
    fn only_a_choice_of_the_person_opens_the_window() {
        assert!(is_chosen(&ActionResponse::Custom("sign-in")));
        assert!(is_chosen(&ActionResponse::Custom("default")));
        assert!(!is_chosen(&ActionResponse::Custom("other")));
        assert!(!is_chosen(&ActionResponse::Closed(CloseReason::Dismissed)));
    }
}
