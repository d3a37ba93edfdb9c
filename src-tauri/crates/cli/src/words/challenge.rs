//! Why an API refused a token, from its `WWW-Authenticate` (RFC 6750, section 3; RFC 9470, section 3).

use lanyard_core::words::plain;

use crate::failure::quoted;

/// One sentence and the next command; none if no challenge is about a bearer token.
pub(crate) fn refusal(challenges: &[&str], handle: &str) -> Option<(String, String)> {
    let challenge = challenges.iter().find_map(|challenge| bearer(challenge))?;
    let handle = quoted(handle);
    let says = challenge
        .get("error_description")
        .map(|words| format!(" It says: “{}”.", plain(words)))
        .unwrap_or_default();
    let told = match challenge.get("error") {
        None => (
            format!("The API wants a token and doesn't take this one.{says}"),
            format!("lanyard show {handle}"),
        ),
        Some("invalid_token") => (
            format!(
                "The API says that the token is not valid: expired, revoked, or meant for another API.{says}"
            ),
            format!("lanyard renew {handle}"),
        ),
        Some("insufficient_scope") => (
            format!("The API wants more than this token may{}.{says}", wanted(challenge.get("scope"))),
            format!("lanyard show {handle}"),
        ),
        Some("insufficient_user_authentication") => {
            (format!("The API wants a fresher or stronger sign-in.{says}"), format!("lanyard login {handle}"))
        }
        Some(other) => {
            (format!("The API refused the token ({}).{says}", plain(other)), format!("lanyard show {handle}"))
        }
    };
    Some(told)
}

fn wanted(scope: Option<&str>) -> String {
    scope.map(|scope| format!(": {}", plain(scope))).unwrap_or_default()
}

/// The parameters of a `Bearer` challenge.
struct Challenge(Vec<(String, String)>);

impl Challenge {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The `Bearer` challenge of a header line, if it has one (RFC 9110, section 11.6.1). What follows another scheme
/// in the same line is read as parameters too, which only makes more of them.
fn bearer(line: &str) -> Option<Challenge> {
    let lower = line.to_ascii_lowercase();
    let start = lower.match_indices("bearer").map(|(at, _)| at).find(|at| {
        let before = lower[..*at].trim_end();
        let after = &lower[at + "bearer".len()..];
        (before.is_empty() || before.ends_with(',')) && (after.is_empty() || after.starts_with([' ', ',']))
    })?;
    let mut rest = &line[start + "bearer".len()..];
    let mut parameters = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.rsplit([',', ' ']).next().unwrap_or_default();
        let (value, after) = value(after.trim_start());
        parameters.push((name.to_owned(), value));
        rest = after;
    }
    Some(Challenge(parameters))
}

/// A token or a quoted string, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(challenge: &str) -> Option<String> {
        refusal(&[challenge], "acme").map(|(sentence, _)| sentence)
    }

    #[test]
    fn what_an_api_writes_is_inert() {
        let hostile = "Bearer error=\"invalid_token\", error_description=\"\u{1b}]0;x\u{7}a\\\"b\u{202e}\"";
        assert!(sentence(hostile).unwrap().ends_with("It says: “a\"b”."));
        for odd in
            ["Bearer error=", "Bearer \"", "Bearer error=\"x", "Bearer ===", "Bearer error=\"\\", "Bearer,"]
        {
            assert!(sentence(odd).is_some(), "{odd}");
        }
    }

    #[test]
    fn only_a_bearer_challenge_is_read() {
        assert_eq!(sentence("Basic realm=\"bearer error=x\""), None);
        assert_eq!(sentence("Negotiate"), None);
        assert_eq!(sentence(""), None);
        let behind = "Basic realm=\"x\", Bearer error=\"insufficient_scope\", scope=\"orders:write\"";
        assert_eq!(sentence(behind).unwrap(), "The API wants more than this token may: orders:write.");
    }

    #[test]
    fn the_next_command_fits_the_reason() {
        let next = |error: &str| refusal(&[&format!("Bearer error=\"{error}\"")], "acme").unwrap().1;
        assert_eq!(next("invalid_token"), "lanyard renew acme");
        assert_eq!(next("insufficient_user_authentication"), "lanyard login acme");
        assert_eq!(next("insufficient_scope"), "lanyard show acme");
    }
}
