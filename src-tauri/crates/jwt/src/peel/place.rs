//! What the place says about the word that stands there: a token, a refresh token, or nothing.

use super::Wrapping;
use super::words::{Gap, Link};

/// What a word says about the one after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A token comes, in any of the ways in which products write it: `access_token`, `accessToken`,
    /// `X-Access-Token`, `id_token_hint`.
    Token,
    /// `token` and nothing else, which can mean any kind.
    AnyToken,
    /// A refresh token comes.
    RefreshToken,
    /// `Bearer` or `DPoP` (RFC 6750 §2.1, RFC 9449 §7.1).
    Scheme,
    /// `Authorization` (RFC 9110 §11.6.2).
    Authorization,
    /// `Cookie` or `Set-Cookie` (RFC 6265 §4).
    Cookie,
    /// Nothing.
    Other,
}

impl Name {
    pub(super) fn of(word: &str) -> Self {
        const TOKENS: [&str; 6] =
            ["accesstoken", "idtoken", "logouttoken", "authtoken", "bearertoken", "subjecttoken"];
        // Most words are none of these, and their last letter tells.
        match word.as_bytes().last().map(u8::to_ascii_lowercase) {
            Some(b'n') if ends_with(word, "refreshtoken") => Self::RefreshToken,
            Some(b'n') if is(word, "token") => Self::AnyToken,
            Some(b'n') if TOKENS.into_iter().any(|token| ends_with(word, token)) => Self::Token,
            Some(b'n') if ends_with(word, "authorization") => Self::Authorization,
            Some(b't') if ends_with(word, "idtokenhint") => Self::Token,
            Some(b'r') if word.eq_ignore_ascii_case("bearer") => Self::Scheme,
            Some(b'p') if word.eq_ignore_ascii_case("dpop") => Self::Scheme,
            Some(b'e') if ends_with(word, "cookie") => Self::Cookie,
            Some(_) | None => Self::Other,
        }
    }
}

/// A name that may stand before a word.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) name: Name,
    /// What stands before the name.
    pub(super) gap: Gap,
    /// No other word stands before it.
    pub(super) is_first: bool,
}

/// What stands before a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `Bearer` or `DPoP`, in an `Authorization:` line or by itself.
    Scheme { header: bool },
    /// The name of a token.
    Named { by: Link, parameter: bool },
    /// The name of a refresh token.
    Refresh,
    /// Nothing that tells.
    Untold { by: Link, parameter: bool },
}

impl Place {
    /// The place of a word, by what stands before it and by the two words before that, the nearer one last. `hinted`:
    /// what the text calls `token` is a refresh token.
    pub(super) fn of(gap: &Gap, before: &[Option<Before>; 2], hinted: bool) -> Self {
        let by = gap.link();
        let [first, Some(before)] = before else { return Self::Untold { by: Link::Apart, parameter: false } };
        let parameter = by == Link::Equals && before.gap.opens_parameter();
        let assigned = matches!(by, Link::Equals | Link::Member { .. } | Link::Colon);
        match before.name {
            Name::Scheme if by == Link::Blank => {
                let header = first.is_some_and(|first| first.name == Name::Authorization)
                    && before.gap.link() != Link::Apart;
                Self::Scheme { header }
            }
            Name::RefreshToken if assigned => Self::Refresh,
            Name::AnyToken if assigned && hinted => Self::Refresh,
            Name::Token | Name::AnyToken if assigned => Self::Named { by, parameter },
            Name::Authorization if by == Link::Colon => Self::Scheme { header: true },
            Name::Token
            | Name::AnyToken
            | Name::RefreshToken
            | Name::Scheme
            | Name::Authorization
            | Name::Cookie
            | Name::Other => Self::Untold { by, parameter },
        }
    }

    /// Fewest characters of an opaque token here; `None` where the place doesn't say that it is one. In running text
    /// a short word after *Bearer* is a word.
    pub(super) const fn shortest_opaque(self, whole_text: bool) -> Option<usize> {
        match self {
            Self::Named { by: Link::Equals | Link::Member { quoted: true }, .. } | Self::Refresh => Some(1),
            Self::Scheme { .. } | Self::Named { .. } => Some(if whole_text { 1 } else { 16 }),
            Self::Untold { .. } => None,
        }
    }

    /// What is taken off around a token here, in a `Cookie:` line or a JSON text as the case may be.
    pub(super) const fn wrapping(self, in_cookie: bool, in_json: bool) -> Wrapping {
        match self {
            Self::Scheme { header: true } => Wrapping::AuthorizationHeader,
            Self::Scheme { header: false } => Wrapping::Scheme,
            Self::Named { by: Link::Member { .. }, .. } | Self::Untold { by: Link::Member { .. }, .. } => {
                Wrapping::Json
            }
            Self::Named { parameter: true, .. } | Self::Untold { parameter: true, .. } => Wrapping::Url,
            Self::Named { .. } | Self::Untold { .. } | Self::Refresh => {
                if in_cookie {
                    Wrapping::Cookie
                } else if in_json {
                    Wrapping::Json
                } else {
                    Wrapping::Text
                }
            }
        }
    }
}

/// Whether a request in the text says that its `token` is a refresh token (RFC 7009 §2.1, RFC 7662 §2.1).
pub(super) fn hints_at_refresh_token(text: &str) -> bool {
    const HINT: &str = "token_type_hint";
    text.match_indices(HINT).any(|(at, _)| {
        text[at + HINT.len()..]
            .trim_start_matches(['"', '=', ':', ' ', '\\', '%', '3', 'D'])
            .starts_with("refresh_token")
    })
}

/// Whether a name, or its last part after a dot, is `whole`, whatever its case and its dashes.
fn is(name: &str, whole: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    ends_with(last, whole) && letters(last).count() == whole.len()
}

fn ends_with(name: &str, ending: &str) -> bool {
    let mut letters = letters(name);
    ending.bytes().rev().all(|wanted| letters.next() == Some(wanted))
}

/// The letters of a name, small, from the last.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().rev().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase())
}
