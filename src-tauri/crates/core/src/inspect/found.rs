//! From a text to the token in it.

use std::borrow::Cow;

use lanyard_jwt::{DecodeError, Decoded, Expectations, KeySet, MAX_DECODE_BYTES, MAX_PEEL_BYTES, Report};
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;
use crate::view::{ErrorCode, TokenForm, TokenSource, Wrapping};
use crate::words::plain;

/// A token that was found, and where. It never changes.
pub(super) struct Found {
    pub(super) id: String,
    pub(super) source: TokenSource,
    /// The lease it is the token of.
    pub(super) lease: Option<OfLease>,
    pub(super) wrapping: Option<Wrapping>,
    /// Other tokens beside it.
    pub(super) others: usize,
    /// Refresh tokens beside it, which were not read.
    pub(super) refresh_tokens: usize,
    /// Its length, also where it is not kept.
    pub(super) bytes: usize,
    /// Empty where it is too large to be looked into.
    token: SecretString,
}

/// What is known of an account's own token.
pub(super) struct OfLease {
    /// The provider's id.
    pub(super) provider: String,
    /// The resource it was asked for.
    pub(super) resource: Option<String>,
}

impl Found {
    /// Text beyond what is searched: all that is said of it is its length in bytes.
    pub(super) fn beyond(id: String, source: TokenSource, bytes: usize) -> Self {
        let source = match source {
            TokenSource::File { name } => TokenSource::File { name: file_name(&name) },
            other @ (TokenSource::Clipboard
            | TokenSource::Typed
            | TokenSource::Account { .. }
            | TokenSource::Sample) => other,
        };
        Self {
            id,
            source,
            lease: None,
            wrapping: None,
            others: 0,
            refresh_tokens: 0,
            bytes,
            token: SecretString::default(),
        }
    }

    /// Looks for a token in a text. Time grows with the text up to [`MAX_PEEL_BYTES`], and not beyond.
    ///
    /// # Errors
    /// `no_token`, with what there is instead.
    pub(super) fn search(id: String, source: TokenSource, text: SecretString) -> Result<Self, Failure> {
        let length = text.expose_secret().len();
        let nothing = Self::beyond(id, source, length);
        if length > MAX_PEEL_BYTES {
            return Ok(nothing);
        }
        let peeled = lanyard_jwt::peel(text.expose_secret());
        // Dots and dashes alone are a line in a text.
        let tells = |token: &Cow<'_, str>| token.bytes().any(|byte| byte.is_ascii_alphanumeric());
        let Some(token) = peeled.token.filter(tells) else {
            return Err(no_token(text.expose_secret(), peeled.refresh_tokens));
        };
        let found = Self {
            wrapping: peeled.wrapping.map(wrapping),
            others: peeled.others,
            refresh_tokens: peeled.refresh_tokens,
            bytes: token.len(),
            ..nothing
        };
        let part_of_it = (token.len() < length).then(|| SecretString::from(token.into_owned()));
        if found.too_large() {
            return Ok(found);
        }
        Ok(Self { token: part_of_it.unwrap_or(text), ..found })
    }

    /// An account's own token.
    pub(super) fn of_lease(id: String, source: TokenSource, token: SecretString, lease: OfLease) -> Self {
        let bytes = token.expose_secret().len();
        Self { lease: Some(lease), token, ..Self::beyond(id, source, bytes) }
    }

    /// The token, for the verifier and for the provider that the person asks.
    pub(super) fn token(&self) -> &SecretString {
        &self.token
    }

    /// Whether it is larger than what is looked into: nothing of it is kept.
    pub(super) fn too_large(&self) -> bool {
        self.bytes > MAX_DECODE_BYTES
    }

    /// What it says, for display.
    pub(super) fn decode(&self) -> Result<Decoded, DecodeError> {
        if self.too_large() {
            return Err(DecodeError::TooLarge { bytes: self.bytes });
        }
        lanyard_jwt::decode(self.token.expose_secret())
    }

    /// What it is. Text that begins as a JOSE header does was meant to be a JWT, however it goes on.
    pub(super) fn form(&self, decoded: &Result<Decoded, DecodeError>) -> TokenForm {
        match decoded {
            Ok(_) => TokenForm::Signed,
            Err(DecodeError::TooLarge { .. }) => TokenForm::TooLarge,
            Err(DecodeError::Encrypted { .. }) => TokenForm::Encrypted,
            Err(DecodeError::NotCompact { .. }) if !self.begins_as_jwt() => TokenForm::Opaque,
            Err(DecodeError::NotCompact { .. } | DecodeError::Base64(_) | DecodeError::Json { .. }) => {
                TokenForm::Malformed
            }
        }
    }

    /// Whether it begins as a JWT does.
    pub(super) fn begins_as_jwt(&self) -> bool {
        begins_as_json(self.token.expose_secret())
    }

    /// Verifies it. Of one that is too large only the length counts, which another text has as well.
    pub(super) fn verify(&self, keys: &KeySet, expected: &Expectations) -> Report {
        if self.too_large() {
            return lanyard_jwt::verify(&" ".repeat(self.bytes), keys, expected);
        }
        lanyard_jwt::verify(self.token.expose_secret(), keys, expected)
    }
}

/// `{` in base64url, before a quote, a space or a line break.
pub(super) fn begins_as_json(part: &str) -> bool {
    part.starts_with("ey") || part.starts_with("ew")
}

/// A file's name without its folders, inert.
pub(super) fn file_name(name: &str) -> String {
    plain(name.rsplit(['/', '\\']).next().unwrap_or_default())
}

fn no_token(text: &str, refresh_tokens: usize) -> Failure {
    let detail = if text.trim().is_empty() {
        "it is empty"
    } else if refresh_tokens > 0 {
        "the only token in it is a refresh token, which is for its provider alone"
    } else if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        "it is no text"
    } else {
        "nothing in it looks like a token"
    };
    Failure::lasting(ErrorCode::NoToken, "inspect", "no token was found").detail(detail)
}

fn wrapping(wrapping: lanyard_jwt::Wrapping) -> Wrapping {
    match wrapping {
        lanyard_jwt::Wrapping::Scheme => Wrapping::Scheme,
        lanyard_jwt::Wrapping::AuthorizationHeader => Wrapping::AuthorizationHeader,
        lanyard_jwt::Wrapping::Cookie => Wrapping::Cookie,
        lanyard_jwt::Wrapping::Url => Wrapping::Url,
        lanyard_jwt::Wrapping::Json => Wrapping::Json,
        lanyard_jwt::Wrapping::Spacing => Wrapping::Spacing,
        lanyard_jwt::Wrapping::Text => Wrapping::Text,
    }
}
