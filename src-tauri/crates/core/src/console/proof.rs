//! Whether what a job ended is dead, and who ended a sign-in of ours.
//!
//! 1. Absence from a list is told and never called a proof: dead is what a refused refresh or an introspection says,
//!    where a linked account is among the ended.
//! 2. No revocation shortens a self-contained access token: until when one may work is told.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lanyard_console::{AdminError, SessionKind, SessionRef, Target};
use lanyard_oauth::{TokenKind, introspect};
use serde_json::Value;
use tokio::task::JoinSet;

use super::access::Opened;
use super::{evidence, views};
use crate::account::LeaseKey;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::provider::Receiver;
use crate::renewal;
use crate::store::jobs::{self, ItemState, StoredItem};
use crate::view::{ActivityKind, ErrorCode, ProofResult, ProofView, count, unix};

/// Sessions that are named where they are still listed.
const NAMED: usize = 100;
/// Users who are asked for at once.
const AT_ONCE: usize = 4;
/// How long who ended a sign-in from here is told with it, in seconds.
const TOLD_FOR: i64 = 86_400;

/// What is still listed of a user's sessions: id and kind.
type Listed = HashSet<(String, SessionKind)>;

impl Inner {
    /// Checks what a job ended.
    pub(crate) async fn prove_job(self: &Arc<Self>, id: &str) -> Result<ProofView, Failure> {
        let job = self.console_job(id)?;
        let opened = self.opened(&job.order.provider)?;
        opened.is_where(&job)?;
        let seq = job.order.seq;
        let dead = [ItemState::Ended, ItemState::Gone];
        let look = move |db: &mut rusqlite::Connection| {
            Ok((jobs::items_in(db, seq, &dead)?, jobs::last_end(db, seq)?))
        };
        let (items, ended_at) = self.store.run(look).await?;
        let listed = self.still_listed(&opened, &items).await?;
        let of_sessions = items.iter().filter_map(StoredItem::session).count();
        let linked = self.linked(&opened, &items);
        let mut introspection = Vec::new();
        let mut refresh = Vec::new();
        let mut proved = 0;
        for cell in &linked {
            // First: a refused refresh takes the lease with it.
            let (token, renewed) = (self.introspected(&opened, cell).await, self.refreshed(cell).await);
            let told = [token, Some(renewed)];
            let is_dead =
                told.contains(&Some(ProofResult::Dead)) && !told.contains(&Some(ProofResult::Alive));
            proved += u32::from(is_dead);
            introspection.extend(token);
            refresh.push(renewed);
        }
        let until = job.order.token_life.zip(ended_at);
        let proof = ProofView {
            job: job.order.id.clone(),
            at: unix(self.clock.unix()),
            gone: count(of_sessions - listed.len()),
            proved,
            listed: listed.into_iter().take(NAMED).collect(),
            refresh: of_all(&refresh),
            introspection: of_all(&introspection),
            tokens_until: until.map(|(life, ended_at)| views::after(ended_at, life)),
        };
        let note = opened
            .note(ActivityKind::EndingProved)
            .fact("job", proof.job.clone())
            .fact("no longer known", proof.gone.to_string())
            .fact("still listed", count(of_sessions).saturating_sub(proof.gone).to_string())
            .fact("proved dead", proof.proved.to_string())
            .fact("refresh", word(proof.refresh))
            .fact("introspection", word(proof.introspection));
        let note = match until {
            Some((life, at)) => {
                note.fact("tokens may work until", evidence::time(at.saturating_add(life.into())))
            }
            None => note,
        };
        self.record(note).await;
        Ok(proof)
    }

    /// The sessions among these that the provider still lists, in their order.
    async fn still_listed(&self, opened: &Arc<Opened>, items: &[StoredItem]) -> Result<Vec<String>, Failure> {
        let sessions = items.iter().filter_map(StoredItem::session);
        let users: HashSet<&str> = sessions.clone().map(|session| session.user.as_str()).collect();
        let mut users = users.into_iter();
        let mut asking = JoinSet::new();
        let mut listed = HashMap::<String, Listed>::new();
        loop {
            while asking.len() < AT_ONCE
                && let Some(user) = users.next()
            {
                asking.spawn(listed_of(opened.clone(), user.to_owned()));
            }
            let Some(told) = asking.join_next().await else { break };
            let (user, told) =
                told.map_err(|error| Failure::lasting(ErrorCode::Internal, "console", error.to_string()))?;
            listed.insert(user, told.map_err(|error| self.administered(opened, error))?);
        }
        let is_listed = |session: &&SessionRef| {
            let key = (session.id.clone(), session.kind);
            listed.get(&session.user).is_some_and(|theirs| theirs.contains(&key))
        };
        Ok(sessions.filter(is_listed).map(|session| session.id.clone()).collect())
    }

    /// Accounts of ours whose sign-in is among these.
    fn linked(&self, opened: &Opened, items: &[StoredItem]) -> Vec<Arc<AccountCell>> {
        let (mut sessions, mut whole, mut users) = (HashSet::new(), HashSet::new(), HashSet::new());
        for item in items {
            users.insert(item.target.user());
            match &item.target {
                Target::Session(session) => sessions.insert(session.id.as_str()),
                Target::User(user) => whole.insert(user.as_str()),
            };
        }
        let is_among = |cell: &Arc<AccountCell>| {
            let account = cell.lock();
            let of_this = account.record.provider == opened.provider.settings.id;
            let sub = account.record.sub.as_str();
            let among = match account.record.body.id_token.get("sid").and_then(Value::as_str) {
                Some(sid) => sessions.contains(sid) || whole.contains(sub),
                None => users.contains(sub),
            };
            of_this && among
        };
        self.cells().into_iter().filter(is_among).collect()
    }

    /// What the provider says of the access token that an account holds; nothing where there is none.
    async fn introspected(&self, opened: &Opened, cell: &AccountCell) -> Option<ProofResult> {
        let token = cell.lock().main_lease(self.clock.boot()).map(|lease| lease.token.clone())?;
        let metadata = opened.provider.known_metadata()?;
        metadata.introspection_endpoint.as_ref()?;
        let may_go = cell.lock().record.body.admit(Receiver::Introspection, &metadata);
        if may_go.is_err() {
            return Some(ProofResult::NotChecked);
        }
        let Ok(secret) = self.client_secret(&opened.provider).await else {
            return Some(ProofResult::NotChecked);
        };
        let client = opened.provider.client(secret);
        let (http, kind) = (&opened.provider.http, TokenKind::AccessToken);
        Some(match introspect(http, &metadata, &client, &token, kind).await {
            Ok(answer) if answer.active => ProofResult::Alive,
            Ok(_) => ProofResult::Dead,
            Err(_) => ProofResult::NotChecked,
        })
    }

    /// What the provider says of an account's refresh token: as any renewal, with all that follows from it.
    async fn refreshed(self: &Arc<Self>, cell: &Arc<AccountCell>) -> ProofResult {
        match renewal::renew(self, cell, LeaseKey::Main).await {
            Ok(()) => ProofResult::Alive,
            Err(error) if error.code == ErrorCode::Refused => ProofResult::Dead,
            Err(_) => ProofResult::NotChecked,
        }
    }

    /// Adds who ended a sign-in of ours and why to the failure that tells of its end, where it was ended from here.
    pub(crate) async fn with_who_ended_it(&self, cell: &AccountCell, mut failure: Failure) -> Failure {
        let Ok(provider) = self.provider_of(cell) else { return failure };
        if failure.code != ErrorCode::Refused {
            return failure;
        }
        let (sid, sub) = {
            let account = cell.lock();
            let sid = account.record.body.id_token.get("sid").and_then(Value::as_str).map(str::to_owned);
            (sid, account.record.sub.clone())
        };
        let (issuer, since) = (provider.settings.issuer.clone(), self.clock.unix() - TOLD_FOR);
        let look =
            move |db: &mut rusqlite::Connection| jobs::ended_here(db, &issuer, (sid.as_deref(), &sub), since);
        match self.store.run(look).await {
            Ok(Some((by, why))) => {
                failure.facts.ended_by = Some(by);
                failure.facts.ended_why = Some(why);
            }
            Ok(None) => {}
            Err(error) => tracing::info!(%error, "who ended a sign-in can't be looked up"),
        }
        failure
    }
}

async fn listed_of(opened: Arc<Opened>, user: String) -> (String, Result<Listed, AdminError>) {
    let told = match opened.admin.user_sessions(&user).await {
        Ok(sessions) => Ok(sessions.into_iter().map(|session| (session.at.id, session.at.kind)).collect()),
        // Who is not there any more has no sessions.
        Err(AdminError::NotFound) => Ok(HashSet::new()),
        Err(error) => Err(error),
    };
    (user, told)
}

/// One that lives is alive; dead they are only if all are.
fn of_all(results: &[ProofResult]) -> ProofResult {
    if results.contains(&ProofResult::Alive) {
        return ProofResult::Alive;
    }
    let dead = !results.is_empty() && results.iter().all(|result| *result == ProofResult::Dead);
    if dead { ProofResult::Dead } else { ProofResult::NotChecked }
}

fn word(result: ProofResult) -> &'static str {
    match result {
        ProofResult::Dead => "dead",
        ProofResult::Alive => "alive",
        ProofResult::NotChecked => "not checked",
    }
}
