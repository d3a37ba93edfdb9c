//! What a verifier expects of a token: said once, as a value, before the token is looked at.
//!
//! Invariants: 1. who verifies to decide can't leave out issuer, audience and time; who only inspects may, and then
//! the token is never found *valid* for want of it; 2. leeway never exceeds [`MAX_LEEWAY`]; 3. no expectation is ever
//! taken from the token itself; 4. nonce and access token are in no `Debug` text and in no report.

use crate::{Algorithm, Map};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// Most seconds by which clocks may differ.
pub const MAX_LEEWAY: u32 = 60;

/// Which kind of token is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// An ID token: OpenID Connect Core §2.
    IdToken,
    /// An access token in the profile of RFC 9068: `at+jwt`.
    AccessToken,
    /// A logout token: OpenID Connect Back-Channel Logout §2.4.
    LogoutToken,
    /// A plain `JWT` as access token, by explicit choice.
    Jwt,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::IdToken, Self::AccessToken, Self::LogoutToken, Self::Jwt];

    /// The profile of a name, as [`Profile::name`] gives it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Its name for programs: `id-token`, `at+jwt`, `logout`, `jwt`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id-token",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout",
            Self::Jwt => "jwt",
        }
    }
}

/// What to do about `nonce`.
#[derive(Clone)]
pub(crate) enum Nonce {
    NotAsked,
    Required(String),
    IfPresent(String),
}

/// What to expect of `azp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AuthorizedParty {
    /// The client, where it is there or needed.
    Client,
    /// Exactly what the original ID token had (OIDC Core §12.2).
    AsOriginally(Option<String>),
}

/// The part of an expectation that a report may keep: nothing in it is secret.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) profile: Profile,
    pub(crate) issuer: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) now: i64,
    pub(crate) leeway: i64,
    pub(crate) algorithms: Cow<'static, [Algorithm]>,
    pub(crate) trusted_audiences: Vec<String>,
    pub(crate) authorized_party: AuthorizedParty,
    pub(crate) subject: Option<String>,
    pub(crate) max_age: Option<i64>,
    pub(crate) acr: Vec<String>,
}

/// What a token must be to be accepted; built by one of the constructors and narrowed from there.
#[derive(Clone)]
pub struct Expectations {
    pub(crate) asked: Asked,
    pub(crate) nonce: Nonce,
    pub(crate) access_token: Option<String>,
}

impl Expectations {
    /// An ID token of `issuer` for the client `client_id`, at `now` (Unix seconds). OIDC Core §3.1.3.7.
    pub fn id_token(issuer: &str, client_id: &str, now: i64) -> Self {
        Self::inspect(Profile::IdToken, Some(issuer), Some(client_id), now)
    }

    /// An access token in the profile of RFC 9068 (`typ` is `at+jwt`) for the resource `audience`, at `now`
    /// (Unix seconds).
    pub fn access_token(issuer: &str, audience: &str, now: i64) -> Self {
        Self::inspect(Profile::AccessToken, Some(issuer), Some(audience), now)
    }

    /// A plain `JWT` as access token for `audience`, at `now` (Unix seconds): for issuers that do not keep to
    /// RFC 9068, such as Keycloak and Entra. Choose it by name, never by what a token looks like.
    pub fn named_jwt(issuer: &str, audience: &str, now: i64) -> Self {
        Self::inspect(Profile::Jwt, Some(issuer), Some(audience), now)
    }

    /// A logout token of `issuer` for the client `client_id`, at `now` (Unix seconds). OIDC Back-Channel Logout §2.6;
    /// whether its `jti` was seen before is for the caller to say.
    pub fn logout_token(issuer: &str, client_id: &str, now: i64) -> Self {
        Self::inspect(Profile::LogoutToken, Some(issuer), Some(client_id), now)
    }

    /// A token that is looked at by a person, who may not know whom it should come from or be for. What isn't given is
    /// not compared, and then the token *could not be verified*, however well the rest is in order. The one exception is
    /// a plain JWT without `aud`: there is nothing to compare.
    pub fn inspect(profile: Profile, issuer: Option<&str>, audience: Option<&str>, now: i64) -> Self {
        Self {
            asked: Asked {
                profile,
                issuer: issuer.map(str::to_owned),
                audience: audience.map(str::to_owned),
                now,
                leeway: MAX_LEEWAY.into(),
                algorithms: Cow::Borrowed(&Algorithm::DEFAULT),
                trusted_audiences: Vec::new(),
                authorized_party: AuthorizedParty::Client,
                subject: None,
                max_age: None,
                acr: Vec::new(),
            },
            nonce: Nonce::NotAsked,
            access_token: None,
        }
    }

    /// The `nonce` that the authorization request carried: it must be there and equal.
    #[must_use]
    pub fn nonce(mut self, nonce: &str) -> Self {
        self.nonce = Nonce::Required(nonce.to_owned());
        self
    }

    /// The original request's `nonce`, for an ID token from a refresh: it may be absent, and must be equal
    /// where it is there (OIDC Core §12.2).
    #[must_use]
    pub fn nonce_if_present(mut self, nonce: &str) -> Self {
        self.nonce = Nonce::IfPresent(nonce.to_owned());
        self
    }

    /// The access token that came along: `at_hash`, where it is there, must be its hash (OIDC Core §3.1.3.8).
    #[must_use]
    pub fn with_access_token(mut self, access_token: &str) -> Self {
        self.access_token = Some(access_token.to_owned());
        self
    }

    /// Only these algorithms: the registered one, or what the issuer's metadata names. An HMAC algorithm among them is
    /// accepted only with a secret that was given by [`KeySet::with_hmac_secret`](crate::KeySet::with_hmac_secret).
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[Algorithm]) -> Self {
        self.asked.algorithms = Cow::Owned(algorithms.to_vec());
        self
    }

    /// The request's `max_age` in seconds: `auth_time` must be there and not be older.
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.asked.max_age = Some(seconds.into());
        self
    }

    /// `acr` must be there and be one of these.
    #[must_use]
    pub fn acr(mut self, values: &[&str]) -> Self {
        self.asked.acr = owned(values);
        self
    }

    /// Audiences beside our own that an ID token may have; any other is a reason to refuse it.
    #[must_use]
    pub fn trusted_audiences(mut self, audiences: &[&str]) -> Self {
        self.asked.trusted_audiences = owned(audiences);
        self
    }

    /// How many seconds clocks may differ; cut to [`MAX_LEEWAY`], which is also the default.
    #[must_use]
    pub fn leeway(mut self, seconds: u32) -> Self {
        self.asked.leeway = seconds.min(MAX_LEEWAY).into();
        self
    }

    /// `sub` must be exactly this.
    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        self.asked.subject = Some(subject.to_owned());
        self
    }

    /// An ID token from a refresh: `sub` and `azp` must be as in the original one's verified claims (OIDC Core
    /// §12.2). Original claims without a `sub` match nothing.
    #[must_use]
    pub fn refresh_of(mut self, original: &Map) -> Self {
        let text = |name| original.get(name).and_then(Value::as_str).map(str::to_owned);
        self.asked.subject = Some(text("sub").unwrap_or_default());
        self.asked.authorized_party = AuthorizedParty::AsOriginally(text("azp"));
        self
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

impl fmt::Debug for Expectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expectations")
            .field("profile", &self.asked.profile)
            .field("issuer", &self.asked.issuer)
            .field("audience", &self.asked.audience)
            .field("now", &self.asked.now)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r56_leeway_is_never_more_than_a_minute() {
        assert_eq!(Expectations::id_token("i", "c", 0).leeway(900).asked.leeway, 60);
        assert_eq!(Expectations::id_token("i", "c", 0).leeway(5).asked.leeway, 5);
    }

    #[test]
    fn debug_shows_neither_nonce_nor_access_token() {
        let expected = Expectations::id_token("i", "c", 0).nonce("canary-n").with_access_token("canary-t");
        assert!(!format!("{expected:?}").contains("canary"));
    }

    #[test]
    fn every_profile_is_found_by_its_name_and_no_other() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(profile.name()), Some(profile));
        }
        for name in ["", "ID-TOKEN", "id_token", "at", "logout+jwt"] {
            assert_eq!(Profile::from_name(name), None, "{name}");
        }
    }
}
