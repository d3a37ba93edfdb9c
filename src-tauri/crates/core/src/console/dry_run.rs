//! The dry run: a list that the provider was asked for anew, frozen.
//!
//! 1. It holds for a quarter of an hour, for the administrator who asked, and is used once.
//! 2. Their own session is set aside: it is ended only where it is named.
//! 3. It is never taken for all there are where it was made from the first of them only.

use std::sync::Arc;
use std::time::Duration;

use super::access::Opened;
use super::frozen::Frozen;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::view::{DryRunView, EndWhat, PersonCount, count, unix};

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
    pub(super) list: Frozen,
    pub(super) token_life: Option<u32>,
    /// When the provider was asked; Unix seconds.
    as_of: i64,
    /// The same by the clock that counts suspend.
    made: Duration,
}

impl DryRun {
    /// Above how many sessions the number must be typed.
    fn typed_above(&self) -> u32 {
        if self.what == EndWhat::All { 0 } else { TYPED_ABOVE }
    }

    fn view(&self) -> DryRunView {
        let counts = self.list.counts();
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
            more_people: count(others),
            own: count(self.list.own()),
            coverage: self.list.coverage(),
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
        let dry_run = Arc::new(DryRun {
            id: self.new_id(),
            list: Frozen::of(fresh, &opened),
            opened,
            what,
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
