//! Calls of an API with an account's token, and the exchanges that are remembered. How they come about is in
//! [`crate::exchange`].

use super::Engine;
use crate::view::{ApiCall, ErrorView, ExchangeView};

impl Engine {
    /// Calls an API with a token of an account, renewed first if it would not serve.
    ///
    /// # Errors
    /// `not_found`, `closing`, `input_invalid` for a request that can't be sent (`facts.detail`: what of it),
    /// `foreign_origin` for an address that is none of the account's own (`facts.host`: its origin): the person is
    /// asked in the consent window, which this waits for, and did not let the token go there. Nothing was sent. What
    /// goes wrong after that is told in the view.
    pub async fn call_api(&self, call: ApiCall) -> Result<ExchangeView, ErrorView> {
        self.running()?.call_api(call).await
    }

    /// Takes back what a call waits for, or what is asked about a new address: nothing is sent, and the call ends with
    /// `foreign_origin`. It answers nothing.
    ///
    /// # Errors
    /// `closing`, `not_found` for a question that is over or that is a program's.
    pub async fn withdraw_question(&self, question: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.take_back(question).map_err(|failure| inner.refuse(failure))
    }

    /// The last exchanges, newest first: calls, sign-ins and renewals. They live in memory only; what was longer than
    /// 64 KiB is cut. A sign-in's has the sign-in's id.
    ///
    /// # Errors
    /// `closing`.
    pub async fn exchanges(&self) -> Result<Vec<ExchangeView>, ErrorView> {
        let inner = self.running()?;
        let mut exchanges = inner.exchanges.exchanges();
        // Of an account that was removed nothing is shown any more.
        exchanges.retain(|exchange| exchange.account.as_deref().is_none_or(|id| inner.cell(id).is_ok()));
        Ok(exchanges)
    }

    /// Forgets them.
    ///
    /// # Errors
    /// `closing`.
    pub async fn forget_exchanges(&self) -> Result<(), ErrorView> {
        self.running()?.exchanges.forget();
        Ok(())
    }
}
