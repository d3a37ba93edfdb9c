//! What a token is checked as, and against what: as the person chose, else as it is proposed.
//!
//! Invariants: 1. what a token says of itself chooses among what is set up here and adds nothing to it: an issuer is
//! expected because a provider of this issuer is known, never because the token names it; 2. issuers are compared byte
//! for byte; 3. a profile that is guessed is a proposal for a person's eyes and decides nothing else (CHECKLIST R75).

use std::sync::Arc;

use lanyard_jwt::{Decoded, Profile};
use serde_json::{Map, Value};

use super::found::OfLease;
use crate::failure::Failure;
use crate::provider::Provider;
use crate::view::{CheckChoices, KeyChoice, TokenProfile};
use crate::words::plain;

/// Audiences of the token that can be chosen at most.
const AUDIENCES: usize = 16;

/// Against what a token is checked.
pub(super) struct Proposal {
    pub(super) profile: Profile,
    /// Against whose settings and keys: chosen, or whose token it is.
    pub(super) provider: Option<Arc<Provider>>,
    /// Whose token it is: of whose account, or whose issuer it names. What is chosen changes nothing about that.
    pub(super) issued_by: Option<Arc<Provider>>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<String>,
    /// What can be chosen.
    pub(super) audiences: Vec<String>,
}

/// Proposes what the person left open.
///
/// # Errors
/// `not_found` for a provider that isn't there (any more).
pub(super) fn propose(
    decoded: Option<&Decoded>,
    lease: Option<&OfLease>,
    choices: &CheckChoices,
    providers: &[Arc<Provider>],
) -> Result<Proposal, Failure> {
    let nothing = Map::new();
    let claims = decoded.map_or(&nothing, |decoded| &decoded.claims);
    let by_id = |id: &str| providers.iter().find(|provider| provider.settings.id == id).cloned();
    let issued_by = if let Some(lease) = lease {
        by_id(&lease.provider)
    } else {
        let issuer = claims.get("iss").and_then(Value::as_str);
        providers.iter().find(|provider| Some(provider.settings.issuer.as_str()) == issuer).cloned()
    };
    let provider = match &choices.keys {
        KeyChoice::Provider { provider } => {
            Some(by_id(provider).ok_or_else(|| Failure::not_found("provider"))?)
        }
        KeyChoice::Matching | KeyChoice::File | KeyChoice::Nothing => issued_by.clone(),
    };
    let own = lease.and(provider.as_ref()).and_then(|provider| provider.settings.token_profile);
    let guess = || decoded.map_or(Profile::Jwt, |decoded| guess(decoded, provider.as_deref()));
    let profile = choices.profile.map_or_else(|| own.map_or_else(guess, Into::into), Into::into);
    let issuer = chosen(choices.issuer.as_deref());
    let audience = chosen(choices.audience.as_deref());
    let resource = lease.and_then(|lease| lease.resource.clone());
    let settings = provider.as_ref().map(|provider| &provider.settings);
    Ok(Proposal {
        profile,
        issuer: issuer.or_else(|| settings.map(|settings| settings.issuer.clone())),
        audience: audience.or_else(|| audience_of(profile, claims, provider.as_deref(), resource)),
        audiences: audiences(claims, provider.as_deref()),
        provider,
        issued_by,
    })
}

/// An empty field is none.
fn chosen(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What kind of token it looks like: `typ` first (RFC 8725 §3.11), then claims that only one kind has.
fn guess(decoded: &Decoded, provider: Option<&Provider>) -> Profile {
    let claims = &decoded.claims;
    let typ = decoded.header.get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        "at+jwt" => return Profile::AccessToken,
        "logout+jwt" => return Profile::LogoutToken,
        _ => {}
    }
    // Keycloak names its kinds in a claim.
    let named = claims.get("typ").and_then(Value::as_str);
    let has = |names: &[&str]| names.iter().any(|name| claims.contains_key(*name));
    let ours = provider.is_some_and(|provider| names(claims, &provider.settings.client_id));
    let for_client = ours && !has(&["scope", "scp"]) && named != Some("Bearer");
    if named == Some("ID") || has(&["nonce", "at_hash", "c_hash"]) || for_client {
        return Profile::IdToken;
    }
    provider.and_then(|provider| provider.settings.token_profile).map_or(Profile::Jwt, Into::into)
}

/// Who it should be for: of what is set up here, what it names.
fn audience_of(
    profile: Profile,
    claims: &Map<String, Value>,
    provider: Option<&Provider>,
    resource: Option<String>,
) -> Option<String> {
    let settings = &provider?.settings;
    let client = || settings.client_id.clone();
    match profile {
        Profile::IdToken | Profile::LogoutToken => Some(client()),
        Profile::AccessToken | Profile::Jwt => resource
            .or_else(|| settings.resources.iter().find(|resource| names(claims, resource)).cloned())
            .or_else(|| names(claims, &settings.client_id).then(client)),
    }
}

/// Audiences that can be chosen: the provider's resources, its client ID, and what the token names.
fn audiences(claims: &Map<String, Value>, provider: Option<&Provider>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if let Some(Provider { settings, .. }) = provider {
        all.extend(settings.resources.iter().cloned());
        all.push(settings.client_id.clone());
    }
    // What would be shown otherwise than it is compared is not offered.
    let shown = lanyard_jwt::audiences(claims).filter(|audience| plain(audience) == *audience);
    all.extend(shown.take(AUDIENCES).map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|audience| seen.insert(audience.clone()));
    all
}

fn names(claims: &Map<String, Value>, wanted: &str) -> bool {
    lanyard_jwt::audiences(claims).any(|audience| audience == wanted)
}

impl From<TokenProfile> for Profile {
    fn from(profile: TokenProfile) -> Self {
        match profile {
            TokenProfile::IdToken => Self::IdToken,
            TokenProfile::AccessToken => Self::AccessToken,
            TokenProfile::Jwt => Self::Jwt,
        }
    }
}
