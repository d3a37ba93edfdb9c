//! A list of sessions as a file for a spreadsheet (RFC 4180).
//!
//! 1. No cell is a formula: one that a spreadsheet could take for one begins with an apostrophe.
//! 2. Every cell is quoted, so that no name makes a column or a row.
//! 3. It begins with a byte order mark, without which Excel reads names as Latin-1.

use jiff::Timestamp;

use crate::{Session, SessionKind, Unix, User};

const HEADINGS: [&str; 10] = [
    "Person",
    "User name",
    "E-mail",
    "User id",
    "Session id",
    "Kind",
    "Clients",
    "Started (UTC)",
    "Last used (UTC)",
    "From",
];

/// Writes sessions, one a line.
pub fn csv<'s>(sessions: impl IntoIterator<Item = &'s Session>) -> String {
    let mut file = begun();
    for session in sessions {
        let Session { at, username, name: _, email, clients, started_at, used_at, from } = session;
        let kind = match at.kind {
            SessionKind::Online => "online",
            SessionKind::Offline => "offline",
        };
        let [started_at, used_at] =
            [started_at, used_at].map(|moment| moment.and_then(time).unwrap_or_default());
        csv_line(
            &mut file,
            [
                session.title(),
                username,
                email.as_deref().unwrap_or_default(),
                &at.user,
                &at.id,
                kind,
                &clients.join(" "),
                &started_at,
                &used_at,
                from.as_deref().unwrap_or_default(),
            ],
        );
    }
    file
}

/// Writes users, all that one has in a line.
pub fn csv_of_users<'u>(users: impl IntoIterator<Item = &'u User>) -> String {
    let mut file = begun();
    for user in users {
        let User { id, username, name: _, email, enabled: _ } = user;
        let email = email.as_deref().unwrap_or_default();
        csv_line(&mut file, [user.title(), username, email, id, "", "all", "", "", "", ""]);
    }
    file
}

fn begun() -> String {
    let mut file = String::from("\u{feff}");
    csv_line(&mut file, HEADINGS);
    file
}

/// Writes one line: each cell quoted, none a formula.
pub fn csv_line<const CELLS: usize>(file: &mut String, cells: [&str; CELLS]) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        file.push('"');
        if could_be_formula(cell) {
            file.push('\'');
        }
        file.push_str(&cell.replace('"', "\"\""));
        file.push('"');
    }
    file.push_str("\r\n");
}

/// What Excel, LibreOffice or Google Sheets may compute; some of them take the wide forms for the narrow ones.
fn could_be_formula(cell: &str) -> bool {
    cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r'])
}

fn time(moment: Unix) -> Option<String> {
    Timestamp::from_second(moment).ok().map(|moment| moment.to_string())
}
