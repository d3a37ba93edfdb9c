//! The last exchanges, and the origins that the person confirmed: memory only.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use crate::activity::TokenHash;
use crate::engine::lock;
use crate::view::{ExchangeKind, ExchangeView, NamedText, count};

/// Exchanges that are remembered.
pub(crate) const MOST: usize = 20;
/// Renewals among them: with many accounts they would push everything else out.
const RENEWALS: usize = 10;
/// Most bytes of one of them, as JSON.
pub(crate) const LARGEST: usize = 64 * 1024;

/// What is remembered while the engine runs.
#[derive(Default)]
pub(crate) struct Book {
    kept: Mutex<VecDeque<Kept>>,
    /// Accounts, and the origins that their tokens may go to though they are none of their resources.
    confirmed: Mutex<HashSet<(String, String)>>,
}

struct Kept {
    exchange: ExchangeView,
    /// The token that it brought.
    brought: Option<TokenHash>,
}

impl Book {
    /// Every exchange, newest first.
    pub(crate) fn exchanges(&self) -> Vec<ExchangeView> {
        lock(&self.kept).iter().map(|kept| kept.exchange.clone()).collect()
    }

    /// Forgets every exchange.
    pub(crate) fn forget(&self) {
        lock(&self.kept).clear();
    }

    /// Keeps an exchange, cut to size. One of the same id is replaced; so is the account's last renewal where it
    /// failed as this one did, which goes on being tried.
    pub(crate) fn keep(&self, mut exchange: ExchangeView, brought: Option<TokenHash>) {
        fit(&mut exchange);
        let mut kept = lock(&self.kept);
        let last = kept.iter().position(|kept| kept.exchange.account == exchange.account && is_renewal(kept));
        let again = last.filter(|place| same_failure(&kept[*place].exchange, &exchange));
        let place = kept.iter().position(|kept| kept.exchange.id == exchange.id).or(again);
        if let Some(place) = place {
            kept.remove(place);
        }
        kept.push_front(Kept { exchange, brought });
        if kept.iter().filter(|kept| is_renewal(kept)).count() > RENEWALS
            && let Some(oldest) = kept.iter().rposition(is_renewal)
        {
            kept.remove(oldest);
        }
        kept.truncate(MOST);
    }

    /// The exchange that brought this token.
    pub(crate) fn that_brought(&self, token: TokenHash) -> Option<ExchangeView> {
        let kept = lock(&self.kept);
        kept.iter().find(|kept| kept.brought == Some(token)).map(|kept| kept.exchange.clone())
    }

    /// The account's last renewal.
    pub(crate) fn last_renewal(&self, account: &str) -> Option<ExchangeView> {
        let kept = lock(&self.kept);
        let mut renewals = kept.iter().filter(|kept| is_renewal(kept));
        renewals
            .find(|kept| kept.exchange.account.as_deref() == Some(account))
            .map(|kept| kept.exchange.clone())
    }

    /// The person said that the account's tokens may go to this origin.
    pub(crate) fn confirm(&self, account: &str, origin: &str) {
        lock(&self.confirmed).insert((account.to_owned(), origin.to_owned()));
    }

    /// Whether they said so.
    pub(crate) fn is_confirmed(&self, account: &str, origin: &str) -> bool {
        lock(&self.confirmed).contains(&(account.to_owned(), origin.to_owned()))
    }
}

fn is_renewal(kept: &Kept) -> bool {
    kept.exchange.kind == ExchangeKind::Renewal
}

fn same_failure(before: &ExchangeView, now: &ExchangeView) -> bool {
    let code = |exchange: &ExchangeView| exchange.problem.as_ref().map(|problem| problem.code);
    now.kind == ExchangeKind::Renewal && code(now).is_some() && code(before) == code(now)
}

/// Cuts an exchange to size: first where an API's body is long, then everywhere.
fn fit(exchange: &mut ExchangeView) {
    for most in [16 * 1024, 4 * 1024, 1024, 256, 64] {
        let size = serde_json::to_vec(exchange).map_or(0, |json| json.len());
        if size <= LARGEST {
            return;
        }
        for step in &mut exchange.steps {
            if let Some(message) = &mut step.message {
                for text in [
                    &mut message.request,
                    &mut message.request_body,
                    &mut message.answer,
                    &mut message.answer_body,
                ] {
                    super::redact::cut(text, most);
                }
            }
            cut_all(&mut step.facts, most);
        }
        if let Some(answer) = &mut exchange.answer {
            if answer.body.len() > most {
                let whole = count(answer.body.len());
                answer.cut_from.get_or_insert(whole);
            }
            super::redact::cut(&mut answer.body, most);
            cut_all(&mut answer.headers, most);
            answer.redirects.iter_mut().for_each(|redirect| super::redact::cut(redirect, most));
        }
    }
}

fn cut_all(texts: &mut [NamedText], most: usize) {
    for text in texts {
        super::redact::cut(&mut text.text, most);
    }
}
