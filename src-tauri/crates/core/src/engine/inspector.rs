//! Tokens that a person looks at, and the verbs of the Inspector. What they find is in [`crate::inspect`].

use secrecy::SecretString;

use super::Engine;
use crate::failure::Failure;
use crate::renewal;
use crate::view::{
    ActivityKind, CheckChoices, CompareWith, ComparisonView, EarlierLease, ErrorView, InspectionView,
    KeySetView, ReportChoices, ReportView, TokenSource,
};

impl Engine {
    /// Looks at a text: what token is in it, what that says, and whether it is valid.
    ///
    /// # Errors
    /// `no_token`, or `closing`.
    pub async fn inspect(
        &self,
        source: TokenSource,
        text: SecretString,
    ) -> Result<InspectionView, ErrorView> {
        let inner = self.running()?;
        inner.look_at_text(source, text).await.map_err(|f| inner.refuse(f))
    }

    /// Looks at an account's access token; renewed first if there is none that serves.
    ///
    /// # Errors
    /// `not_found`, `closing`, or what keeps the account from having a token.
    pub async fn inspect_account(
        &self,
        account: &str,
        lease: Option<&str>,
    ) -> Result<InspectionView, ErrorView> {
        let inner = self.running()?;
        let (cell, key) = inner.cell_and_key(account, lease)?;
        let live = || cell.lock().lease(&key, inner.clock.boot()).cloned();
        let mut lease = live();
        if lease.is_none() {
            renewal::renew(inner, &cell, key.clone()).await?;
            lease = live();
        }
        let lease = lease.ok_or_else(|| inner.refuse(Failure::not_found("access token")))?;
        inner.look_at_lease(&cell, &lease).await.map_err(|f| inner.refuse(f))
    }

    /// Verifies a token that is looked at once more, as the person chose.
    ///
    /// # Errors
    /// `not_found`, `closing`.
    pub async fn check_again(&self, id: &str, choices: CheckChoices) -> Result<InspectionView, ErrorView> {
        let inner = self.running()?;
        inner.look_again(id, choices).await.map_err(|f| inner.refuse(f))
    }

    /// Verifies it with the keys of a file: a JWK Set, a JWK, or PEM.
    ///
    /// # Errors
    /// `not_found`, `closing`. A file that is none of these is told in the view.
    pub async fn use_key_file(
        &self,
        id: &str,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<InspectionView, ErrorView> {
        let inner = self.running()?;
        inner.look_with_key_file(id, name, bytes).await.map_err(|f| inner.refuse(f))
    }

    /// Asks an account's provider about it (RFC 7662). The token is sent there and nowhere else.
    ///
    /// # Errors
    /// `not_found`, `not_supported`, `closing`, or what the provider answered.
    pub async fn introspect_inspected(&self, id: &str, account: &str) -> Result<InspectionView, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let inspected = inner.may_ask(id, &cell).await.map_err(|f| inner.refuse(f))?;
        match inner.ask(inspected, &cell).await {
            Ok(view) => Ok(view),
            Err(failure) => Err(inner.fail(ActivityKind::Introspected, inner.subject(&cell), failure).await),
        }
    }

    /// What differs between two tokens.
    ///
    /// # Errors
    /// `not_found`, `closing`, or what the database says.
    pub async fn compare(
        &self,
        before: CompareWith,
        after: CompareWith,
    ) -> Result<ComparisonView, ErrorView> {
        let inner = self.running()?;
        inner.compare(before, after).await.map_err(|f| inner.refuse(f))
    }

    /// What an account's last leases said, newest first.
    ///
    /// # Errors
    /// `not_found`, `closing`, or what the database says.
    pub async fn earlier_leases(&self, account: &str) -> Result<Vec<EarlierLease>, ErrorView> {
        let inner = self.running()?;
        inner.earlier_leases(account).await.map_err(|f| inner.refuse(f))
    }

    /// A report that can be shared: without the signature, and without personal claims unless they are asked for.
    ///
    /// # Errors
    /// `not_found`, `closing`.
    pub async fn report(&self, id: &str, choices: ReportChoices) -> Result<ReportView, ErrorView> {
        let inner = self.running()?;
        inner.report_on(id, choices).await.map_err(|f| inner.refuse(f))
    }

    /// Forgets every token that is looked at but these.
    ///
    /// # Errors
    /// `closing`.
    pub async fn forget_inspections(&self, keep: Vec<String>) -> Result<(), ErrorView> {
        self.running()?.inspections.keep(&keep);
        Ok(())
    }

    /// A provider's published keys; `ask` fetches them anew.
    ///
    /// # Errors
    /// `not_found`, `closing`, or what the database says. A provider that does not answer is told in the view.
    pub async fn provider_keys(&self, provider: &str, ask: bool) -> Result<KeySetView, ErrorView> {
        let inner = self.running()?;
        let provider = inner.provider(provider).map_err(|f| inner.refuse(f))?;
        Ok(inner.published_keys(&provider, ask).await)
    }
}
