//! Programs, as the door and the window use them. What they decide is in [`crate::program`].

use super::Engine;
use crate::program::{Caller, GivenToken, TokenAsk};
use crate::view::{Answer, ErrorView, Programs};

impl Engine {
    /// An access token for a program that may have it: by a grant, by the policy, or because the person says so
    /// now. A caller that goes away takes its question back, unless another one waits for the same answer.
    ///
    /// # Errors
    /// - `not_found` for an unknown account; `input_invalid` for what is no scope or no resource
    /// - `policy_broken`, `policy_denied`
    /// - `consent_pending` without `wait`, while the person is being asked (`facts.detail`: the question's id)
    /// - `not_granted`, with `denied`, `dismissed`, `no_answer`, `nobody_to_ask`, `too_many_questions` or
    ///   `wider_token` (the provider does not narrow its tokens to what was granted) as `facts.detail`
    /// - `silenced` after three denials
    /// - `token_too_short` where the provider's tokens never serve as long as was asked
    /// - `closing`, what the database says, or what keeps the account from having a token
    pub async fn token_for(&self, caller: &Caller, ask: TokenAsk) -> Result<GivenToken, ErrorView> {
        self.running()?.token_for(&caller.program, ask).await
    }

    /// Grants, silenced programs and open questions. What ended with its program is not among them.
    ///
    /// # Errors
    /// `closing`.
    pub async fn programs(&self) -> Result<Programs, ErrorView> {
        let inner = self.running()?;
        inner.programs.follow();
        inner.programs.book().prune(inner.clock.boot());
        Ok(inner.programs_view())
    }

    /// The person's answer to a question.
    ///
    /// # Errors
    /// `not_found` once it is over, `input_invalid` for an answer that it does not offer, `closing`, or what the
    /// database says; after the last it is still open.
    pub async fn answer(&self, question: &str, answer: Answer) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.answer(question, answer).await.map_err(|failure| inner.refuse(failure))
    }

    /// Takes a grant back. A token that was given by it works until it expires.
    ///
    /// # Errors
    /// `not_found`, `policy_denied` for what the policy grants, `closing`, or what the database says.
    pub async fn revoke_grant(&self, grant: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.revoke_grant(grant).await.map_err(|failure| inner.refuse(failure))
    }

    /// A silenced program may ask again.
    ///
    /// # Errors
    /// `not_found`, `closing`, or what the database says.
    pub async fn let_ask_again(&self, silenced: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.let_ask_again(silenced).await.map_err(|failure| inner.refuse(failure))
    }

    /// A server did not take a token, named by the SHA-256 of it in hex: if it is still one that would be handed
    /// out, the next one is fetched first. One that was only just issued is not renewed for that.
    ///
    /// # Errors
    /// `not_found`, `closing`, or why there is no other one.
    pub async fn token_refused(&self, account: &str, token_hash: &str) -> Result<(), ErrorView> {
        self.running()?.token_refused(account, token_hash).await
    }
}
