//! The dry run: a list that the provider was asked for anew, frozen.
//!
//! 1. It holds for a quarter of an hour, for the administrator who asked, and is used once.
//! 2. Their own session is set aside: it is ended only where it is named.
//! 3. It is never taken for all there are where it was made from the first of them only.

use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{Counts, Session, csv};
use sha2::{Digest, Sha256};

use super::access::Opened;
use super::views;
use crate::activity::hex;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::store::jobs::{ItemKind, ItemState, StoredItem};
use crate::view::{DryRunView, EndWhat, PersonCount, unix};

/// How long it holds.
const HOLDS: Duration = Duration::from_mins(15);
/// Dry runs that are kept at once.
const MOST: usize = 8;
/// Most people who are named; the list as a file has all.
const NAMED: usize = 100;
/// Above this many sessions the number must be typed.
const TYPED_ABOVE: u32 = 10;

/// A frozen list.
pub(super) struct DryRun {
    pub(super) id: String,
    pub(super) opened: Arc<Opened>,
    pub(super) what: EndWhat,
    sessions: Vec<Session>,
    own: Vec<Session>,
    whole_user: bool,
    /// There are more sessions than so many, and only the first of them were looked through.
    pub(super) more_than: Option<u32>,
    /// The provider's list could not be read whole.
    pub(super) unread: bool,
    pub(super) token_life: Option<u32>,
    /// When the provider was asked; Unix seconds.
    as_of: i64,
    /// The same by the clock that counts suspend.
    made: Duration,
}

impl DryRun {
    /// How many are ended, the administrator's own with them where it is named.
    pub(super) fn total(&self, include_own: bool) -> usize {
        self.sessions.len() + if include_own { self.own.len() } else { 0 }
    }

    /// Above how many sessions the number must be typed.
    fn typed_above(&self) -> u32 {
        if self.what == EndWhat::All { 0 } else { TYPED_ABOVE }
    }

    /// The list as a job keeps it, the administrator's own at its end.
    pub(super) fn items(&self, include_own: bool) -> Vec<StoredItem> {
        let own = self.own.iter().filter(|_| include_own);
        let all = self.sessions.iter().chain(own);
        all.zip(0..)
            .map(|(session, item)| StoredItem {
                item,
                session: session.at.id.clone(),
                kind: if self.whole_user { ItemKind::User } else { views::item_kind(session.at.kind) },
                user: session.at.user.clone(),
                title: session.title().to_owned(),
                state: ItemState::Left,
            })
            .collect()
    }

    /// The list as a file.
    pub(super) fn list(&self) -> String {
        csv(&self.sessions)
    }

    /// SHA-256 of that file: a list that was saved can be told to be this one.
    pub(super) fn file_hash(&self) -> String {
        hex(&Sha256::digest(self.list()))
    }

    fn view(&self) -> DryRunView {
        let counts = Counts::of(&self.sessions);
        let others = counts.people.len().saturating_sub(NAMED);
        let people = counts.people.into_iter().take(NAMED);
        DryRunView {
            id: self.id.clone(),
            provider: self.opened.provider.settings.id.clone(),
            what: self.what.clone(),
            sessions: counts.sessions,
            people: people
                .map(|person| PersonCount {
                    user: person.user,
                    title: person.title,
                    sessions: person.sessions,
                })
                .collect(),
            more_people: views::count(others),
            own: views::count(self.own.len()),
            more_than: self.more_than,
            unread: self.unread,
            token_life: self.token_life,
            typed_above: self.typed_above(),
            as_of: unix(self.as_of),
        }
    }
}

impl Inner {
    /// Asks what would be ended, and freezes it.
    pub(crate) async fn dry_run(&self, provider: &str, what: EndWhat) -> Result<DryRunView, Failure> {
        let opened = self.opened(provider)?;
        let (as_of, made) = (self.clock.unix(), self.clock.boot());
        let fresh = self.ask_anew(&opened, &what).await?;
        // How long tokens last is good to know, and no reason to stop.
        let token_life = opened.admin.token_life().await.unwrap_or_default();
        let is_own = |session: &Session| {
            if fresh.whole_user { session.at.user == opened.who.sub } else { opened.is_own(session) }
        };
        let (own, sessions) = fresh.sessions.into_iter().partition(is_own);
        let dry_run = Arc::new(DryRun {
            id: self.new_id(),
            opened,
            what,
            sessions,
            own,
            whole_user: fresh.whole_user,
            more_than: fresh.more_than,
            unread: fresh.unread,
            token_life,
            as_of,
            made,
        });
        let view = dry_run.view();
        let mut dry_runs = lock(&self.consoles.dry_runs);
        dry_runs.retain(|dry_run| self.holds(dry_run));
        if dry_runs.len() >= MOST {
            dry_runs.remove(0);
        }
        dry_runs.push(dry_run);
        Ok(view)
    }

    /// A dry run that holds.
    pub(super) fn held(&self, id: &str) -> Result<Arc<DryRun>, Failure> {
        let dry_runs = lock(&self.consoles.dry_runs);
        let held = dry_runs.iter().find(|dry_run| dry_run.id == id && self.holds(dry_run));
        held.cloned().ok_or_else(|| Failure::not_found("dry run"))
    }

    /// Takes a dry run to use it; nobody else can then.
    pub(super) fn use_up(&self, dry_run: &Arc<DryRun>) -> Result<(), Failure> {
        let mut dry_runs = lock(&self.consoles.dry_runs);
        let place = dry_runs.iter().position(|held| Arc::ptr_eq(held, dry_run));
        place.map(|place| drop(dry_runs.remove(place))).ok_or_else(|| Failure::not_found("dry run"))
    }

    fn holds(&self, dry_run: &DryRun) -> bool {
        self.clock.boot() < dry_run.made + HOLDS && !dry_run.opened.is_left()
    }
}
