//! A token for a program, from the ask to the reply.
//!
//! Invariant 1: what was decided is decided anew after every wait for the person or the provider: a grant that was
//! taken back, or an account that went away meanwhile, gives nothing. Invariant 2: a grant for one answer is used up before its token leaves, and
//! by one caller. Invariant 3: a token that the provider made wider than what was granted does not leave.
//! Invariant 4: where a grant and a lease are there, nothing is written and nobody is waited for.

use std::sync::Arc;
use std::time::Duration;

use super::consent::{about, not_granted};
use super::decide::{Allowed, Asked, By, Decision, With};
use super::identity::Program;
use super::limits::Limits;
use super::token::{GivenToken, TokenAsk};
use crate::AccessToken;
use crate::account::{Lease, LeaseKey, Leases};
use crate::activity::Given;
use crate::engine::{AccountCell, Inner, lock};
use crate::failure::Failure;
use crate::provider::Provider;
use crate::renewal;
use crate::store::grants;
use crate::view::{ActivityKind, EngineEvent, ErrorCode, ErrorView};

/// A token that is given serves for at least this long, or a quarter of its life where that is shorter.
const SERVES: Duration = Duration::from_secs(10);
/// Nobody needs a token for longer.
const LONGEST: Duration = Duration::from_hours(24 * 365);
/// A token that was refused this soon after it was issued is not refused for its age.
const TOO_YOUNG: Duration = Duration::from_secs(10);

impl Inner {
    /// A token for a program that may have it.
    ///
    /// # Errors
    /// Those of [`Engine::token_for`](crate::Engine::token_for).
    pub(crate) async fn token_for(
        self: &Arc<Self>,
        program: &Program,
        ask: TokenAsk,
    ) -> Result<GivenToken, ErrorView> {
        if let Some(broken) = &self.policy_error {
            // What it would deny is not known.
            return Err(self.refuse(broken.clone()));
        }
        let limits = Limits::of(ask.scopes, ask.resource).map_err(|failure| self.refuse(failure))?;
        let cell = self.cell_named(&ask.account).map_err(|failure| self.refuse(failure))?;
        let failed = |failure: Failure| ErrorView { account: Some(cell.id.clone()), ..self.refuse(failure) };
        let min_valid = ask.min_valid.min(LONGEST);
        let mut renewed = None;
        loop {
            // A wait may lie behind us, so that everything is looked at anew.
            self.cell(&cell.id).map_err(failed)?;
            let provider = self.provider_of(&cell).map_err(failed)?;
            let asked = asked(&cell, &limits);
            let allowed = match self.decide(program, &asked) {
                Decision::Allowed(allowed) => allowed,
                Decision::Ask { changed_since } => {
                    self.ask_person(&cell, program, &asked, changed_since, ask.wait).await.map_err(failed)?;
                    continue;
                }
                Decision::DeniedByPolicy => {
                    self.tell_once(&cell, program, "denied by the policy").await;
                    let message = "the policy denies the program this account";
                    return Err(failed(Failure::lasting(ErrorCode::PolicyDenied, "policy", message)));
                }
                Decision::Silenced => {
                    let message = "the program was denied three times";
                    return Err(failed(Failure::lasting(ErrorCode::Silenced, "consent", message)));
                }
            };
            let key = key_for(&provider, &allowed.limits);
            if let Some(lease) = self.take_lease(&cell, &key, min_valid) {
                match self.hand_out(&cell, program, &allowed, lease).await.map_err(failed)? {
                    Some(token) => return Ok(token),
                    None => continue,
                }
            }
            let lives = cell.lock().lease(&key, self.clock.boot()).map(|lease| lease.lifetime);
            if let Some(lives) = lives.filter(|lives| *lives <= min_valid) {
                // Another one would live no longer, so that the provider is left in peace.
                return Err(failed(provider.named(too_short(lives))));
            }
            if renewed.as_ref() == Some(&key) {
                return Err(failed(Failure::not_found("access token")));
            }
            let boot = self.clock.boot();
            renewal::renew_unless(self, &cell, key.clone(), |lease| serves(lease, boot, min_valid)).await?;
            renewed = Some(key);
        }
    }

    /// Decides by what is known. Another process only ever adds a grant ([`terminal`](super::terminal)), so that it is
    /// looked for where the known ones don't give all that is asked.
    fn decide(&self, program: &Program, asked: &Asked) -> Decision {
        let decide = || self.programs.book().decide(self.clock.boot(), program, asked, &self.policy.programs);
        let known = decide();
        if let Decision::Allowed(allowed) = &known
            && allowed.with == With::Nothing
            && allowed.limits == asked.limits
        {
            return known;
        }
        if self.programs.follow() {
            self.announce_programs();
        }
        decide()
    }

    /// Takes a lease that serves for at least this long.
    pub(crate) fn take_lease(
        &self,
        cell: &AccountCell,
        key: &LeaseKey,
        min_valid: Duration,
    ) -> Option<Lease> {
        let boot = self.clock.boot();
        let mut account = cell.lock();
        let leases = account.state.leases_mut()?;
        let lease = leases.get_mut(key).filter(|lease| serves(lease, boot, min_valid))?;
        lease.taken = true;
        Some(lease.clone())
    }

    /// Lets a token go; `None` if somebody else has used the grant up.
    async fn hand_out(
        &self,
        cell: &AccountCell,
        program: &Program,
        allowed: &Allowed,
        lease: Lease,
    ) -> Result<Option<GivenToken>, Failure> {
        let beyond = allowed.granted.exceeded_by(&lease.granted);
        if !beyond.is_empty() {
            let message = format!("the provider adds {} to what was granted", beyond.join(" "));
            return Err(Failure { message, ..not_granted("wider_token") });
        }
        let used_up = match (&allowed.with, &allowed.by) {
            (With::UsingUp, By::Grant(id)) => match self.programs.book().take(id) {
                Some(grant) => Some(grant),
                None => return Ok(None),
            },
            (With::Update, By::Grant(id)) => {
                self.note_update(cell, program, id).await;
                None
            }
            (With::Nothing, _) | (_, By::Policy { .. }) => None,
        };
        let given = Given {
            program,
            account: cell,
            lease: &lease.key,
            token: lease.hash,
            until: lease.ends(),
            scopes: &lease.granted,
            resource: lease.resource.as_deref(),
        };
        if let Err(failure) = self.token_given(given).await {
            // The token stays here, and with it the right to ask for it once.
            self.programs.book().grants.extend(used_up);
            return Err(failure);
        }
        if used_up.is_some() {
            self.announce_programs();
        } else {
            self.programs.book().used(&allowed.by, self.clock.unix(), &lease.granted);
        }
        let handle = cell.lock().record.handle.clone();
        let token = AccessToken {
            expires_at: lease.times().expires_at,
            token: lease.token,
            token_type: lease.token_type,
        };
        Ok(Some(GivenToken { token, handle, scopes: lease.granted, resource: lease.resource }))
    }

    /// A program that only root can write was updated: its grant goes on, and that is told once.
    async fn note_update(&self, cell: &AccountCell, program: &Program, grant: &str) {
        let note = about(ActivityKind::ProgramUpdated, &program.view(), self.subject(cell));
        let entry = note.fact("executable", program.hash.get(..16).unwrap_or(&program.hash));
        let (id, hash, entry) = (grant.to_owned(), program.hash.clone(), entry.at(self.clock.unix()));
        match self.store.run(move |db| grants::update_hash(db, &id, &hash, entry)).await {
            Ok(Some(entry)) => self.announce(EngineEvent::ActivityAdded { entry }),
            Ok(None) => {}
            // The next token tries again.
            Err(error) => tracing::warn!(%error, "the update of a program was not written"),
        }
    }

    /// A server did not take a token, named by the SHA-256 of it in hex: if it is still one that would be handed
    /// out, the next one is fetched first.
    ///
    /// # Errors
    /// `not_found`, or why there is no other one.
    pub(crate) async fn token_refused(
        self: &Arc<Self>,
        account: &str,
        token_hash: &str,
    ) -> Result<(), ErrorView> {
        let cell = self.cell_named(account).map_err(|failure| self.refuse(failure))?;
        let boot = self.clock.boot();
        let key = {
            let account = cell.lock();
            let leases = account.state.leases().into_iter().flat_map(Leases::values);
            leases
                .filter(|lease| boot >= lease.issued + TOO_YOUNG)
                .find(|lease| lease.hash.hex().eq_ignore_ascii_case(token_hash))
                .map(|lease| lease.key.clone())
        };
        match key {
            Some(key) => renewal::renew(self, &cell, key).await,
            None => Ok(()),
        }
    }

    /// An account by its handle or its id.
    fn cell_named(&self, name: &str) -> Result<Arc<AccountCell>, Failure> {
        let by_handle = {
            let accounts = lock(&self.accounts);
            accounts.values().find(|cell| cell.lock().record.handle == name).cloned()
        };
        by_handle.map_or_else(|| self.cell(name), Ok)
    }
}

fn serves(lease: &Lease, boot: Duration, min_valid: Duration) -> bool {
    lease.serves(boot, min_valid.max(SERVES.min(lease.lifetime / 4)))
}

fn asked(cell: &AccountCell, limits: &Limits) -> Asked {
    let account = cell.lock();
    Asked {
        account: cell.id.clone(),
        handle: account.record.handle.clone(),
        provider: account.record.provider.clone(),
        limits: limits.clone(),
    }
}

/// The main lease where nothing is narrowed; else one of its own, at the account's own resource unless another
/// is named.
fn key_for(provider: &Provider, limits: &Limits) -> LeaseKey {
    let own = provider.settings.resources.first();
    let resource = limits.resource.as_ref().or(own);
    if limits.scopes.is_empty() && resource == own {
        return LeaseKey::Main;
    }
    LeaseKey::Other { resource: resource.cloned(), scopes: limits.scopes.clone() }
}

fn too_short(lives: Duration) -> Failure {
    let message = "the provider's tokens don't live that long";
    Failure::lasting(ErrorCode::TokenTooShort, "token", message).detail(lives.as_secs().to_string())
}
