//! `WWW-Authenticate`: the challenges of a refusal (RFC 9110 section 11.6.1), and what a `Bearer` one says (RFC 6750
//! section 3).
//!
//! A header may hold several challenges and may come several times; commas stand between challenges, between their
//! parameters, and inside quotes. What is not of this grammar is skipped, and what can be read around it is read.

use secrecy::SecretString;

use crate::words::inert_without;

/// Most bytes of all the headers that are looked at.
const LONGEST: usize = 16 * 1024;
/// Most scopes that are taken from a challenge.
const MOST_SCOPES: usize = 100;

/// What a challenge for a bearer token says; every text is inert.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BearerChallenge {
    /// `error`, such as `insufficient_scope`.
    pub error: Option<String>,
    /// `error_description`.
    pub description: Option<String>,
    /// `scope`: what a token needs.
    pub scopes: Vec<String>,
    /// `realm`.
    pub realm: Option<String>,
}

/// One challenge, as it stands in the header.
#[derive(Debug, Default, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

/// The challenge for a bearer token: the first that names an error, else the first.
pub(super) fn bearer<'a>(
    headers: impl IntoIterator<Item = &'a [u8]>,
    token: &SecretString,
) -> Option<BearerChallenge> {
    let mut room = LONGEST;
    let mut found: Option<BearerChallenge> = None;
    for header in headers {
        let header = header.get(..header.len().min(room)).unwrap_or_default();
        room -= header.len();
        for challenge in parse(&String::from_utf8_lossy(header)) {
            if !challenge.scheme.eq_ignore_ascii_case("bearer") {
                continue;
            }
            let read = BearerChallenge::of(&challenge, token);
            if found.as_ref().is_none_or(|first| first.error.is_none() && read.error.is_some()) {
                found = Some(read);
            }
        }
    }
    found
}

impl BearerChallenge {
    fn of(challenge: &Challenge, token: &SecretString) -> Self {
        // A parameter that comes twice is malformed (section 3): the first one holds.
        let raw = |name: &str| {
            let mut all = challenge.parameters.iter();
            all.find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
        };
        let text = |name| raw(name).and_then(|value| inert_without(value, &[token]));
        let scopes = raw("scope").unwrap_or_default().split_ascii_whitespace().take(MOST_SCOPES);
        Self {
            error: text("error"),
            description: text("error_description"),
            scopes: scopes.filter_map(|scope| inert_without(scope, &[token])).collect(),
            realm: text("realm"),
        }
    }
}

fn parse(header: &str) -> Vec<Challenge> {
    let mut rest = Rest(header);
    let mut challenges: Vec<Challenge> = Vec::new();
    loop {
        rest.skip(|c| c == ',' || c.is_ascii_whitespace());
        if rest.0.is_empty() {
            return challenges;
        }
        let name = rest.take(is_token);
        if name.is_empty() {
            // Nothing that can begin a challenge or a parameter.
            rest.skip_to_comma();
            continue;
        }
        let after = Rest(rest.0.trim_ascii_start());
        if let Some(value) = after.0.strip_prefix('=') {
            rest = Rest(value.trim_ascii_start());
            let value = rest.value();
            if let Some(challenge) = challenges.last_mut() {
                challenge.parameters.push((name.to_owned(), value));
            }
            continue;
        }
        challenges.push(Challenge { scheme: name.to_owned(), parameters: Vec::new() });
        rest = after;
        rest.skip_token68();
    }
}

/// What was not read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn take(&mut self, of: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !of(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        self.take(what);
    }

    fn skip_to_comma(&mut self) {
        while let Some(c) = self.0.chars().next().filter(|c| *c != ',') {
            if c == '"' {
                self.quoted();
            } else {
                self.0 = &self.0[c.len_utf8()..];
            }
        }
    }

    /// `token68`: credentials of other schemes, which look like a parameter until they end.
    fn skip_token68(&mut self) {
        let end = self.0.find(|c: char| !is_token68(c)).unwrap_or(self.0.len());
        let after = self.0[end..].trim_start_matches('=').trim_ascii_start();
        if end > 0 && (after.is_empty() || after.starts_with(',')) {
            self.0 = after;
        }
    }

    /// A quoted string, or a word. Servers write scopes without quotes, though they hold characters that need them:
    /// a word ends at white space or a comma.
    fn value(&mut self) -> String {
        if self.0.starts_with('"') {
            return self.quoted();
        }
        self.take(|c| c != ',' && !c.is_ascii_whitespace()).to_owned()
    }

    /// A quoted string (RFC 9110 section 5.6.4); one that does not end goes on to the header's end.
    fn quoted(&mut self) -> String {
        let mut text = String::new();
        let mut characters = self.0.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return text;
                }
                '\\' => text.extend(characters.next().map(|(_, c)| c)),
                c => text.push(c),
            }
        }
        self.0 = "";
        text
    }
}

/// RFC 9110 section 5.6.2.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// RFC 9110 section 11.2.
fn is_token68(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{BearerChallenge, bearer, parse};

    fn read(headers: &[&str]) -> Option<BearerChallenge> {
        bearer(headers.iter().map(|header| header.as_bytes()), &"token-1-canary".into())
    }

    fn names(header: &str) -> Vec<(String, usize)> {
        parse(header).into_iter().map(|c| (c.scheme, c.parameters.len())).collect()
    }

    #[test]
    fn malformed_challenges_harm_nobody() {
        for header in [
            "",
            ",,,",
            "=",
            "\"",
            "Bearer realm=\"never ended",
            "Bearer =x",
            "Bearer realm=",
            "Bearer , , realm",
            "\\\\\"\\",
            "Bearer \u{0}",
            "é=ü",
            "Bearer error=\"a\" \"b\" ; error=c",
        ] {
            // Whatever is in it, it ends, and names no error that is not there.
            let read = read(&[header]).unwrap_or_default();
            assert!(read.error.as_deref().is_none_or(|error| header.contains(error)), "{header:?}");
        }
        assert_eq!(read(&[&"=\",".repeat(100_000)]), None);
        // Read from the start for each piece, this would take hours.
        assert!(read(&[&"Bearer a=\"".repeat(100_000)]).is_none_or(|read| read.error.is_none()));
    }

    #[test]
    fn what_can_be_read_around_nonsense_is_read() {
        let challenge =
            read(&[r#"@@@, Bearer realm="a, b\"c", {x}, error=insufficient_scope scope=a:b, x"#]).unwrap();
        assert_eq!(challenge.realm.as_deref(), Some("a, b\"c"));
        assert_eq!(challenge.error.as_deref(), Some("insufficient_scope"));
        assert_eq!(challenge.scopes, ["a:b"]);
    }

    #[test]
    fn r29_words_of_a_challenge_are_inert_and_never_repeat_the_token() {
        let challenge = read(&[
            "Bearer error=\"invalid_token\", error_description=\"\u{1b}[31mtoken-1-canary\u{202e} is old\"",
        ]);
        assert_eq!(challenge.unwrap().description.as_deref(), Some("[redacted] is old"));
        let long = format!("Bearer error_description=\"{}\"", "x".repeat(5_000));
        assert!(read(&[&long]).unwrap().description.unwrap().chars().count() <= 301);
    }

    #[test]
    fn several_challenges_stand_in_one_header_or_in_several() {
        assert_eq!(
            names(
                r#"Negotiate, Basic realm="a, Bearer error=x", NTLM TlRMTQ==, Bearer scope="a b", error="e", DPoP algs="ES256""#
            ),
            [("Negotiate", 0), ("Basic", 1), ("NTLM", 0), ("Bearer", 2), ("DPoP", 1)]
                .map(|(name, count)| (name.to_owned(), count))
        );
        let challenge =
            read(&[r#"Basic realm="x", Bearer realm="r""#, r#"bearer error="invalid_token""#]).unwrap();
        assert_eq!((challenge.error.as_deref(), challenge.realm), (Some("invalid_token"), None));
        assert_eq!(read(&["Basic error=\"invalid_token\""]), None);
    }

    #[test]
    fn the_examples_of_rfc_6750_are_read() {
        let challenge = read(&[r#"Bearer realm="example""#]).unwrap();
        assert_eq!(
            challenge,
            BearerChallenge { realm: Some("example".into()), ..BearerChallenge::default() }
        );
        let challenge = read(&[
            "Bearer realm=\"example\",\n error=\"invalid_token\",\n error_description=\"The access token expired\"",
        ])
        .unwrap();
        assert_eq!(challenge.error.as_deref(), Some("invalid_token"));
        assert_eq!(challenge.description.as_deref(), Some("The access token expired"));
        let challenge =
            read(&[r#"Bearer error="insufficient_scope", scope="orders:read orders:write""#]).unwrap();
        assert_eq!(challenge.scopes, ["orders:read", "orders:write"]);
    }
}
