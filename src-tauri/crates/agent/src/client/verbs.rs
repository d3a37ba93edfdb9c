//! One method for each route of the agent.
//!
//! Every method fails with [`CallError`]; which code a [`CallError::Problem`] carries is told by the engine's verb
//! behind the route. `account` is a handle or an id everywhere.

use std::time::Duration;

use http::Method;
use lanyard_core::view::{
    AccountDetail, ActivityEntry, ActivityFilter, ChainView, IntrospectionView, KeySetView, NamedJson,
    Overview, Programs, ProviderView, SignInView, SignOutReport,
};
use tokio::time::{Instant, sleep};
use url::form_urlencoded;

use super::call::{ASKING_OTHERS, Call, Repeat};
use super::{CallError, Client};
use crate::wire::{
    CallbackBody, LinkReply, ProviderBody, RefusedBody, SignInBody, SignOutBody, Status, TokenBody,
    TokenReply,
};

/// How often it is looked whether somebody answers by now.
const LOOK: Duration = Duration::from_millis(10);

/// Who answers, and everything there is.
impl Client {
    /// How the engine and its host are.
    ///
    /// # Errors
    /// [`CallError`], as everywhere here.
    pub async fn status(&self) -> Result<Status, CallError> {
        self.ask(Call::get("/v1/status".to_owned())).await
    }

    /// Waits until somebody answers, for at most that long: after an agent was started.
    pub async fn answering(&self, up_to: Duration) -> Result<Status, CallError> {
        let deadline = Instant::now() + up_to;
        loop {
            match self.status().await {
                Err(CallError::NotRunning) if Instant::now() < deadline => sleep(LOOK).await,
                answer => return answer,
            }
        }
    }

    /// Every provider and account.
    pub async fn overview(&self) -> Result<Overview, CallError> {
        self.ask(Call::get("/v1/overview".to_owned())).await
    }

    /// Asks an agent to hand its profile over to the desktop program. It ends once its work in flight is done.
    pub async fn hand_over(&self) -> Result<(), CallError> {
        self.tell(Call::new(Method::POST, "/v1/hand-over".to_owned(), Repeat::Never)).await
    }

    /// Asks an agent to end.
    pub async fn stop(&self) -> Result<(), CallError> {
        self.tell(Call::new(Method::POST, "/v1/stop".to_owned(), Repeat::Never)).await
    }
}

/// Providers.
impl Client {
    /// Every provider.
    pub async fn providers(&self) -> Result<Vec<ProviderView>, CallError> {
        self.ask(Call::get("/v1/providers".to_owned())).await
    }

    /// One provider.
    pub async fn provider(&self, id: &str) -> Result<ProviderView, CallError> {
        self.ask(Call::get(format!("/v1/providers/{}", segment(id)))).await
    }

    /// The keys that a provider publishes, as it answers now.
    pub async fn provider_keys(&self, id: &str) -> Result<KeySetView, CallError> {
        let target = format!("/v1/providers/{}/keys", segment(id));
        self.ask(Call::get(target).patience(Some(ASKING_OTHERS))).await
    }

    /// Adds a provider.
    pub async fn add_provider(&self, body: &ProviderBody) -> Result<ProviderView, CallError> {
        self.ask(post("/v1/providers".to_owned(), Repeat::Unheard).body(body)?).await
    }

    /// Removes a provider without accounts.
    pub async fn remove_provider(&self, id: &str) -> Result<(), CallError> {
        self.tell(delete(format!("/v1/providers/{}", segment(id)))).await
    }
}

/// Accounts and their tokens.
impl Client {
    /// Everything about one account.
    pub async fn account(&self, account: &str) -> Result<AccountDetail, CallError> {
        self.ask(Call::get(of(account, ""))).await
    }

    /// An access token. With [`TokenBody::wait`] this takes as long as the person takes to answer.
    pub async fn token(&self, account: &str, body: &TokenBody) -> Result<TokenReply, CallError> {
        let patience = if body.wait { None } else { Some(ASKING_OTHERS) };
        // A token that got lost on its way is given again; a consent for one token is then asked for again.
        self.ask(post(of(account, "/token"), Repeat::Harmless).body(body)?.patience(patience)).await
    }

    /// Says that a server did not take a token.
    pub async fn refused(&self, account: &str, body: &RefusedBody) -> Result<(), CallError> {
        self.tell(post(of(account, "/refused"), Repeat::Harmless).body(body)?).await
    }

    /// Renews now.
    pub async fn renew(&self, account: &str) -> Result<(), CallError> {
        // One renewal more than was asked for is wasted, and nothing is lost by it.
        self.tell(post(of(account, "/renew"), Repeat::Harmless)).await
    }

    /// What UserInfo says of the account.
    pub async fn userinfo(&self, account: &str) -> Result<Vec<NamedJson>, CallError> {
        self.ask(post(of(account, "/userinfo"), Repeat::Harmless)).await
    }

    /// What the provider says of the access token.
    pub async fn introspect(&self, account: &str) -> Result<IntrospectionView, CallError> {
        self.ask(post(of(account, "/introspect"), Repeat::Harmless)).await
    }

    /// Signs out. The account stays, to be signed in again.
    pub async fn sign_out(&self, account: &str, body: &SignOutBody) -> Result<SignOutReport, CallError> {
        // A second time there is nothing left to end but the browser's session, which is a page of its own.
        let repeat = if body.in_browser { Repeat::Unheard } else { Repeat::Harmless };
        self.ask(post(of(account, "/sign-out"), repeat).body(body)?).await
    }

    /// Signs out and forgets the account.
    pub async fn remove_account(
        &self,
        account: &str,
        query: &SignOutBody,
    ) -> Result<SignOutReport, CallError> {
        let query = if query.in_browser { "?in_browser=true" } else { "" };
        self.ask(delete(of(account, query)).patience(Some(ASKING_OTHERS))).await
    }
}

/// Signing in.
impl Client {
    /// Begins a sign-in; only the session of this call may finish it.
    pub async fn start_sign_in(&self, body: &SignInBody) -> Result<SignInView, CallError> {
        self.ask(post("/v1/sign-ins".to_owned(), Repeat::Unheard).body(body)?).await
    }

    /// Where a sign-in stands.
    pub async fn sign_in(&self, id: &str) -> Result<SignInView, CallError> {
        self.ask(Call::get(sign_in(id, ""))).await
    }

    /// Waits until a sign-in leaves this phase (its `kind`), or for half a minute: then ask again.
    pub async fn sign_in_after(&self, id: &str, phase: &str) -> Result<SignInView, CallError> {
        let query = query([("after", phase)]);
        self.ask(Call::get(sign_in(id, &query)).patience(Some(ASKING_OTHERS))).await
    }

    /// The link for the person's browser.
    pub async fn sign_in_link(&self, id: &str) -> Result<LinkReply, CallError> {
        self.ask(Call::get(sign_in(id, "/link"))).await
    }

    /// Hands in the address at which the browser ended.
    pub async fn paste_callback(&self, id: &str, body: &CallbackBody) -> Result<(), CallError> {
        self.tell(post(sign_in(id, "/callback"), Repeat::Unheard).body(body)?).await
    }

    /// Cancels a sign-in.
    pub async fn cancel_sign_in(&self, id: &str) -> Result<(), CallError> {
        self.tell(delete(sign_in(id, ""))).await
    }
}

/// Programs and what happened.
impl Client {
    /// Grants, silenced programs and open questions.
    pub async fn programs(&self) -> Result<Programs, CallError> {
        self.ask(Call::get("/v1/programs".to_owned())).await
    }

    /// Revokes a grant.
    pub async fn revoke_grant(&self, id: &str) -> Result<(), CallError> {
        self.tell(delete(format!("/v1/grants/{}", segment(id)))).await
    }

    /// What happened, newest first.
    pub async fn activity(&self, filter: &ActivityFilter) -> Result<Vec<ActivityEntry>, CallError> {
        self.ask(Call::get(format!("/v1/activity{}", filter_query(filter)))).await
    }

    /// Whether every entry follows from the one before it.
    pub async fn activity_chain(&self) -> Result<ChainView, CallError> {
        // Each entry is read and hashed.
        self.ask(Call::get("/v1/activity/chain".to_owned()).patience(Some(ASKING_OTHERS))).await
    }
}

fn post(target: String, repeat: Repeat) -> Call {
    Call::new(Method::POST, target, repeat).patience(Some(ASKING_OTHERS))
}

/// Deleting twice would answer that nothing is there, so it is not done twice.
fn delete(target: String) -> Call {
    Call::new(Method::DELETE, target, Repeat::Unheard)
}

fn of(account: &str, rest: &str) -> String {
    format!("/v1/accounts/{}{rest}", segment(account))
}

fn sign_in(id: &str, rest: &str) -> String {
    format!("/v1/sign-ins/{}{rest}", segment(id))
}

fn filter_query(filter: &ActivityFilter) -> String {
    let ActivityFilter { account, kind, problems_only, find, before_seq, limit } = filter;
    let kind = kind.and_then(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned));
    let named = [
        ("account", account.clone()),
        ("kind", kind),
        ("problems_only", problems_only.then(|| "true".to_owned())),
        ("find", find.clone()),
        ("before_seq", before_seq.map(|seq| seq.to_string())),
        ("limit", (*limit > 0).then(|| limit.to_string())),
    ];
    query(named.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))))
}

fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    format!("?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// One segment of a path, whatever is in it (RFC 3986 §2.1).
pub(super) fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
