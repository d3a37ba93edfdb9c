//! Asking a provider about a token that is looked at (RFC 7662), because the person says so.
//!
//! Invariants: 1. the token goes to the introspection endpoint of the account's provider and nowhere else; an account's
//! own, and one that names its issuer, goes to that provider alone, with whose keys ever it is checked; 2. what is
//! recorded is that somebody asked.

use lanyard_oauth::TokenKind;
use secrecy::ExposeSecret;

use super::claims::named_json;
use super::found::Found;
use crate::activity::Note;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::provider::{Provider, Receiver};
use crate::view::{ActivityKind, IntrospectionView, TokenForm, unix};

/// Whose provider may be asked about a token.
pub(super) enum MayAsk<'a> {
    /// The token's own provider alone.
    Only(&'a Provider),
    /// Any: the token does not tell whose it is.
    Any,
    /// None: the token names an issuer that is nobody's here, or is no token.
    Nobody,
}

impl<'a> MayAsk<'a> {
    /// What a token of this form allows that was issued by `issued_by`, if that is known.
    pub(super) fn about(found: &Found, form: TokenForm, issued_by: Option<&'a Provider>) -> Self {
        match (form, issued_by) {
            (TokenForm::TooLarge, _) | (TokenForm::Signed, None) => Self::Nobody,
            (_, Some(provider)) => Self::Only(provider),
            (TokenForm::Malformed, None) if found.begins_as_jwt() => Self::Nobody,
            (TokenForm::Opaque | TokenForm::Encrypted | TokenForm::Malformed, None) => Self::Any,
        }
    }
}

impl Inner {
    /// Accounts whose provider can be asked, by id.
    pub(super) fn can_introspect(&self, may: &MayAsk<'_>) -> Vec<String> {
        let asks = |cell: &AccountCell| {
            let Ok(provider) = self.provider_of(cell) else { return false };
            let offered =
                provider.known_metadata().is_some_and(|metadata| metadata.introspection_endpoint.is_some());
            offered
                && match may {
                    MayAsk::Only(only) => only.settings.id == provider.settings.id,
                    MayAsk::Any => true,
                    MayAsk::Nobody => false,
                }
        };
        self.cells().iter().filter(|cell| asks(cell)).map(|cell| cell.id.clone()).collect()
    }

    /// Asks an account's provider.
    pub(super) async fn ask_about(
        &self,
        found: &Found,
        cell: &AccountCell,
    ) -> Result<IntrospectionView, Failure> {
        let provider = self.provider_of(cell)?;
        let metadata = provider.known_metadata().ok_or_else(|| Failure::not_found("metadata"))?;
        let may_go = cell.lock().record.body.admit(Receiver::Introspection, &metadata);
        may_go.map_err(|moved| provider.named(moved.into()))?;
        let client = provider.client(self.client_secret(&provider).await?);
        let note = Note::new(ActivityKind::Introspected, self.subject(cell));
        self.record(note.fact("token", "one that was looked at in the Inspector")).await;
        let kind = TokenKind::AccessToken;
        let answer = lanyard_oauth::introspect(&provider.http, &metadata, &client, found.token(), kind)
            .await
            .map_err(|error| provider.named(error.into()))?;
        let token = found.token().expose_secret();
        let mut claims = named_json(&answer.claims);
        // A provider that sends the token back does not bring it into the page.
        claims.retain(|claim| !claim.json.contains(token));
        Ok(IntrospectionView { active: answer.active, at: unix(self.clock.unix()), claims })
    }
}
