//! A token that is looked at without an engine: by the command line, on a computer where nothing is set up.
//!
//! Invariants: 1. nothing is kept, and nothing but [`Keys::of_issuer`] leaves this computer; 2. whom a token should come
//! from and be for is what the person says: there is no provider that could be proposed; 3. an issuer is asked for its
//! own metadata and keys, with the rules of `lanyard-oauth`, and no address in a token is (RFC 8725 §3.10). `now` is the
//! moment of the call everywhere, in Unix seconds.
//!
//! What it finds is drawn as everywhere else ([`super::drawing`], [`super::check`]).

use lanyard_jwt::{Algorithm, KeySet, KeySetError, Map};
use lanyard_oauth::{Http, Issuer};
use secrecy::{ExposeSecret, SecretString};

use super::check::{self, KeysOf};
use super::compare::difference;
use super::drawing::Drawn;
use super::found::Found;
use super::keys;
use super::propose::propose;
use crate::failure::Failure;
use crate::view::{
    CheckChoices, CheckProfile, ComparedClaim, ErrorCode, ErrorView, InspectionView, KeyChoice, KeySetView,
    TokenSource, count, unix,
};

/// Keys to look at a token with, and what there is to say of them.
#[derive(Default)]
pub struct Keys {
    set: KeySet,
    shown: Option<KeySetView>,
}

/// What the person says of a token. What is not said is not compared.
#[derive(Default)]
pub struct Expected {
    /// What it is checked as; absent: what it looks like.
    pub profile: Option<CheckProfile>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Its audience.
    pub audience: Option<String>,
    /// The nonce of the request.
    pub nonce: Option<String>,
    /// The algorithms that are accepted; none: the usual ones.
    pub algorithms: Vec<Algorithm>,
    /// The access token that came along.
    pub access_token: Option<SecretString>,
    /// The moment at which it should be valid, in Unix seconds; absent: now.
    pub at: Option<i64>,
}

impl Keys {
    /// The keys of a file that holds a JWK Set. One that is refused lends no key, and says why (CHECKLIST R74).
    pub fn of_set(file: &str, jwks: &[u8], now: i64) -> Self {
        let whose = KeySetView { file: Some(check::name(file)), ..keys::none() };
        Self::published(jwks, whose, &|why| Failure::lasting(ErrorCode::FileInvalid, "file", why), now)
    }

    /// The keys of a file that holds public keys: JWK, PEM or a set.
    ///
    /// # Errors
    /// The file is none, or holds what nobody but its owner may have.
    pub fn of_file(file: &str, bytes: &[u8]) -> Result<Self, KeySetError> {
        let set = KeySet::from_key_file(bytes)?;
        Ok(Self::given(set, KeySetView { file: Some(check::name(file)), ..keys::of_document(bytes) }))
    }

    /// A secret that a file holds. It is not shown.
    ///
    /// # Errors
    /// It can't be used with this algorithm.
    pub fn of_secret(
        file: &str,
        kid: Option<&str>,
        secret: &[u8],
        algorithm: Algorithm,
    ) -> Result<Self, KeySetError> {
        let set = KeySet::default().with_hmac_secret(kid, secret, algorithm)?;
        Ok(Self::given(set, KeySetView { file: Some(check::name(file)), ..keys::none() }))
    }

    /// The keys that an issuer publishes; why there are none is in [`Keys::shown`].
    pub async fn of_issuer(http: &Http, issuer: &Issuer, now: i64) -> Self {
        let fetched = async {
            let metadata = lanyard_oauth::discover(http, issuer).await?;
            Ok::<_, Failure>(lanyard_oauth::fetch_jwks(http, &metadata).await?)
        };
        let whose = KeySetView { provider: Some(issuer.to_string()), ..keys::none() };
        match fetched.await {
            Ok(jwks) => {
                let whose = KeySetView { fetched_at: Some(unix(now)), ..whose };
                Self::published(
                    &jwks,
                    whose,
                    &|why| Failure::lasting(ErrorCode::MetadataInvalid, "jwks", why),
                    now,
                )
            }
            Err(failure) => {
                let problem = Some(failure.view(now, None, None));
                Self::given(KeySet::default(), KeySetView { problem, ..whose })
            }
        }
    }

    /// The keys as they are shown, and what is wrong with them; `None` where nobody gave any.
    pub fn shown(&self) -> Option<&KeySetView> {
        self.shown.as_ref()
    }

    fn given(set: KeySet, shown: KeySetView) -> Self {
        Self { set, shown: Some(shown) }
    }

    /// A whole JWK Set, or why it is refused.
    fn published(jwks: &[u8], whose: KeySetView, refuse: &dyn Fn(String) -> Failure, now: i64) -> Self {
        let (set, problem) = match KeySet::from_jwks(jwks) {
            Ok(set) => (set, None),
            Err(error) => (KeySet::default(), Some(refuse(error.to_string()).view(now, None, None))),
        };
        let KeySetView { provider, file, fetched_at, .. } = whose;
        Self::given(set, KeySetView { provider, file, fetched_at, problem, ..keys::of_document(jwks) })
    }
}

/// Looks at a text: what token is in it, what that says, and whether it is valid.
///
/// # Errors
/// `no_token`.
pub fn inspect(
    text: SecretString,
    keys: &Keys,
    expected: Expected,
    now: i64,
) -> Result<InspectionView, ErrorView> {
    let Expected { profile, issuer, audience, nonce, algorithms, access_token, at } = expected;
    let at = at.unwrap_or(now);
    let found = search(text, now)?;
    let drawn = Drawn::of(&found, at);
    let decoded = drawn.decoded.as_ref().ok();
    let choices =
        CheckChoices { profile, keys: KeyChoice::Nothing, issuer, audience, nonce, at: Some(unix(at)) };
    let proposal = propose(decoded, None, &choices, &[]).map_err(|failure| failure.view(now, None, None))?;

    let mut question = check::expectations(&proposal, choices.nonce.as_deref(), at);
    if !algorithms.is_empty() {
        question = question.algorithms(&algorithms);
    }
    if let Some(access_token) = &access_token {
        question = question.with_access_token(access_token.expose_secret());
    }
    let report = found.verify(&keys.set, &question);
    let mut shown = keys.shown.clone().unwrap_or_else(keys::none);
    let place = report.key_position();
    for (at, key) in shown.keys.iter_mut().enumerate() {
        key.matched = Some(at) == place;
    }
    let keys_of = match (&shown.provider, &shown.file) {
        (Some(issuer), _) => KeysOf::Provider(issuer),
        (None, Some(file)) => KeysOf::File(file),
        (None, None) => KeysOf::Nobody,
    };
    let nothing = Map::new();
    let claims = decoded.map_or(&nothing, |decoded| &decoded.claims);
    let check = check::view(&report, claims, proposal, &keys_of, unix(at));
    Ok(drawn.view(&found, &report, check, shown))
}

/// The claims of the token in a text, which anyone could have written.
///
/// # Errors
/// `no_token`; `input_invalid` for one whose claims can't be read.
pub fn claims_in(text: SecretString, now: i64) -> Result<Map, ErrorView> {
    let decoded = search(text, now)?.decode();
    decoded.map(|decoded| decoded.claims).map_err(|error| {
        let failure = Failure::lasting(ErrorCode::InputInvalid, "inspect", error.to_string());
        failure.detail("a token whose claims can't be read").view(now, None, None)
    })
}

/// What differs between the claims of two tokens, and how many are the same.
pub fn compare(before: &Map, after: &Map) -> (Vec<ComparedClaim>, u32) {
    let compared = lanyard_jwt::compare(before, after);
    (compared.differences.into_iter().map(difference).collect(), count(compared.same))
}

/// The token in a text, as it stands there: for whoever has to hash it.
///
/// # Errors
/// `no_token`.
pub fn token_in(text: SecretString, now: i64) -> Result<SecretString, ErrorView> {
    search(text, now).map(|found| found.token().clone())
}

fn search(text: SecretString, now: i64) -> Result<Found, ErrorView> {
    Found::search(String::new(), TokenSource::Typed, text).map_err(|failure| failure.view(now, None, None))
}
