//! From a token to what is shown of it: read, proposed, verified, drawn.
//!
//! Invariant: what grows with the token is done off the async threads.

use std::sync::Arc;

use lanyard_jwt::{KeySet, MAX_PEEL_BYTES, MAX_VERIFY_BYTES};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::ask::MayAsk;
use super::check::{self, KeysOf};
use super::drawing::Drawn;
use super::found::{Found, OfLease};
use super::key_file::KeyFile;
use super::propose::{Proposal, propose};
use super::register::{Checked, Inspected};
use super::{keys, sample, share};
use crate::account::{Lease, LeaseKey};
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::view::{
    CheckChoices, ErrorCode, InspectionView, KeyChoice, KeySetView, ReportChoices, ReportView, TokenForm,
    TokenSource, Unix, unix,
};

impl Inner {
    /// Looks at a text.
    pub(crate) async fn look_at_text(
        &self,
        source: TokenSource,
        text: SecretString,
    ) -> Result<InspectionView, Failure> {
        let text = if source == TokenSource::Sample { sample::token(self.clock.unix()) } else { text };
        let (id, length) = (self.new_id(), text.expose_secret().len());
        if length > MAX_PEEL_BYTES {
            // Nobody waits until so much is wiped.
            drop(tokio::task::spawn_blocking(move || drop(text)));
            return self.take_in(Found::beyond(id, source, length)).await;
        }
        let found = aside(move || Found::search(id, source, text)).await??;
        self.take_in(found).await
    }

    /// Looks at an account's own token.
    pub(crate) async fn look_at_lease(
        &self,
        cell: &AccountCell,
        lease: &Lease,
    ) -> Result<InspectionView, Failure> {
        let named = (lease.key != LeaseKey::Main).then(|| lease.key.name());
        let source = TokenSource::Account { account: cell.id.clone(), lease: named };
        let provider = cell.lock().record.provider.clone();
        let of_lease = OfLease { provider, resource: lease.resource.clone() };
        self.take_in(Found::of_lease(self.new_id(), source, lease.token.clone(), of_lease)).await
    }

    /// Verifies a token once more, as the person chose.
    pub(crate) async fn look_again(
        &self,
        id: &str,
        choices: CheckChoices,
    ) -> Result<InspectionView, Failure> {
        let inspected = self.inspected(id)?;
        self.draw(Inspected { choices, ..inspected }).await
    }

    /// Verifies it with the keys of a file.
    pub(crate) async fn look_with_key_file(
        &self,
        id: &str,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<InspectionView, Failure> {
        let mut inspected = self.inspected(id)?;
        inspected.key_file = Some(aside(move || Arc::new(KeyFile::read(&name, bytes))).await?);
        inspected.choices.keys = KeyChoice::File;
        self.draw(inspected).await
    }

    /// A token about which this account's provider may be asked.
    ///
    /// # Errors
    /// `not_found`; `not_supported` where it was not offered.
    pub(crate) async fn may_ask(&self, id: &str, cell: &AccountCell) -> Result<Inspected, Failure> {
        let inspected = self.inspected(id)?;
        let offered = self.draw(inspected.clone()).await?.can_introspect;
        if offered.contains(&cell.id) {
            return Ok(inspected);
        }
        let why = "this account's provider can't be asked about this token";
        Err(Failure::lasting(ErrorCode::NotSupported, "introspection", why))
    }

    /// Asks it.
    pub(crate) async fn ask(
        &self,
        mut inspected: Inspected,
        cell: &AccountCell,
    ) -> Result<InspectionView, Failure> {
        inspected.introspection = Some(self.ask_about(&inspected.found, cell).await?);
        self.draw(inspected).await
    }

    /// Writes a report on it, as it was verified last.
    pub(crate) async fn report_on(&self, id: &str, choices: ReportChoices) -> Result<ReportView, Failure> {
        let Inspected { found, checked, .. } = self.inspected(id)?;
        let checked = checked.ok_or_else(|| Failure::not_found("verification"))?;
        aside(move || share::report(&found, &checked, choices)).await
    }

    pub(super) fn inspected(&self, id: &str) -> Result<Inspected, Failure> {
        self.inspections.get(id).ok_or_else(|| Failure::not_found("inspection"))
    }

    async fn take_in(&self, found: Found) -> Result<InspectionView, Failure> {
        let inspected = Inspected::new(found);
        self.inspections.add(inspected.clone());
        self.draw(inspected).await
    }

    async fn draw(&self, mut inspected: Inspected) -> Result<InspectionView, Failure> {
        let (found, now) = (inspected.found.clone(), self.clock.unix());
        let at = inspected.choices.at.map_or(now, seconds);
        let drawn = aside(move || Drawn::of(&found, at)).await?;
        let (found, choices) = (inspected.found.clone(), &inspected.choices);
        let decoded = drawn.decoded.as_ref().ok();
        let proposal = propose(decoded, found.lease.as_ref(), choices, &self.all_providers())?;
        let provider = proposal.provider.clone();
        let may_ask = MayAsk::about(&found, drawn.form, proposal.issued_by.as_deref());
        let can_introspect = self.can_introspect(&may_ask);
        let (checked, keys) = self.check(&inspected, &proposal, drawn.form, at).await;

        let keys_of = match (&keys.provider, &keys.file, &provider) {
            (Some(_), _, Some(provider)) => KeysOf::Provider(&provider.settings.name),
            (_, Some(file), _) => KeysOf::File(file),
            (_, None, _) => KeysOf::Nobody,
        };
        let nothing = Map::new();
        let claims = decoded.map_or(&nothing, |decoded| &decoded.claims);
        let check = check::view(&checked.report, claims, proposal, &keys_of, unix(at));
        let checked = Arc::new(checked);
        inspected.checked = Some(checked.clone());
        self.inspections.update(inspected.clone());
        Ok(InspectionView {
            can_introspect,
            introspection: inspected.introspection,
            ..drawn.view(&found, &checked.report, check, keys)
        })
    }

    /// Verifies with the keys that were chosen. A provider is asked only for a token that its keys could verify.
    async fn check(
        &self,
        inspected: &Inspected,
        proposal: &Proposal,
        form: TokenForm,
        at: i64,
    ) -> (Checked, KeySetView) {
        let (found, choices) = (&inspected.found, &inspected.choices);
        let expected = check::expectations(proposal, choices.nonce.as_deref(), at);
        let verify =
            |keys: &KeySet| Checked { report: found.verify(keys, &expected), profile: proposal.profile, at };
        let no_keys = KeySet::default();
        match (&choices.keys, &inspected.key_file, &proposal.provider) {
            (KeyChoice::File, Some(file), _) => {
                let checked = verify(file.set.as_ref().unwrap_or(&no_keys));
                let keys = keys::of_file(self, file, checked.report.key_position());
                (checked, keys)
            }
            (KeyChoice::Matching | KeyChoice::Provider { .. }, _, Some(provider))
                if form == TokenForm::Signed && found.bytes <= MAX_VERIFY_BYTES =>
            {
                let mut shown = self.keys_to_check_with(provider, false).await;
                let mut checked = verify(shown.set.as_deref().unwrap_or(&no_keys));
                if checked.report.unknown_key() && shown.set.is_some() {
                    shown = self.keys_to_check_with(provider, true).await;
                    checked = verify(shown.set.as_deref().unwrap_or(&no_keys));
                }
                let keys = self.key_set(provider, shown.trouble, checked.report.key_position()).await;
                (checked, keys)
            }
            (
                KeyChoice::Matching | KeyChoice::Provider { .. } | KeyChoice::File | KeyChoice::Nothing,
                _,
                _,
            ) => (verify(&no_keys), keys::none()),
        }
    }
}

/// Claims of a token that is looked at, for whoever compares it.
pub(super) async fn claims_of(found: Arc<Found>) -> Result<Option<Map<String, Value>>, Failure> {
    aside(move || found.decode().ok().map(|decoded| decoded.claims)).await
}

/// Does something at length, off the async threads.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::lasting(ErrorCode::Internal, "inspect", error.to_string()))
}

#[expect(clippy::cast_possible_truncation, reason = "a float is cut to the range of the integer")]
fn seconds(at: Unix) -> i64 {
    at.floor() as i64
}
