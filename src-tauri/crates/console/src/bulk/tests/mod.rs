//! Jobs against a provider in memory.

mod faults;
mod stops;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;

use super::{Item, ItemResult, Limits, Sleep, Step, Summary, Target, end_all_of};
use crate::{Access, AdminError, Allowed, Can, EndResult, SessionAdmin, SessionKind, SessionRef};

/// How a provider answers when it is asked to end something; `true`: it did end it.
pub(super) type Rule = Box<dyn FnMut(&str, usize) -> (bool, EndResult) + Send>;

/// A provider whose sessions are alive until they are ended.
pub(super) struct Provider {
    pub(super) alive: Mutex<BTreeSet<String>>,
    rule: Mutex<Rule>,
    /// Whether it tells what is listed.
    pub(super) lists: fn(usize) -> Result<(), AdminError>,
    asked: AtomicUsize,
    under_way: AtomicUsize,
    pub(super) most_at_once: AtomicUsize,
    pub(super) tried: Mutex<Vec<String>>,
}

impl Provider {
    pub(super) fn new(
        alive: &[Item],
        rule: impl FnMut(&str, usize) -> (bool, EndResult) + Send + 'static,
    ) -> Self {
        Self {
            alive: Mutex::new(alive.iter().map(|item| id(item).to_owned()).collect()),
            rule: Mutex::new(Box::new(rule)),
            lists: |_| Ok(()),
            asked: AtomicUsize::default(),
            under_way: AtomicUsize::default(),
            most_at_once: AtomicUsize::default(),
            tried: Mutex::default(),
        }
    }
}

#[async_trait]
impl SessionAdmin for Provider {
    fn kind(&self) -> &'static str {
        "In memory"
    }

    fn can(&self) -> Can {
        Can::default()
    }

    async fn allowed(&self) -> Result<Access, AdminError> {
        Ok(Access::Allowed(Allowed::default()))
    }

    async fn end(&self, session: &SessionRef) -> EndResult {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        tokio::task::yield_now().await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        self.tried.lock().unwrap().push(session.id.clone());
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let (does, answer) = (self.rule.lock().unwrap())(&session.id, number);
        let was_alive = if does {
            self.alive.lock().unwrap().remove(&session.id)
        } else {
            self.alive.lock().unwrap().contains(&session.id)
        };
        if answer == EndResult::Ended && !was_alive { EndResult::AlreadyGone } else { answer }
    }

    async fn is_listed(&self, session: &SessionRef) -> Result<bool, AdminError> {
        (self.lists)(self.asked.fetch_add(1, Ordering::SeqCst))?;
        Ok(self.alive.lock().unwrap().contains(&session.id))
    }
}

pub(super) fn cut() -> AdminError {
    AdminError::Unknown { why: "cut".into() }
}

/// What was heard of a job.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) begun: BTreeSet<usize>,
    pub(super) settled: BTreeMap<usize, ItemResult>,
    pub(super) pauses: Vec<Duration>,
}

pub(super) fn items(count: usize) -> Vec<Item> {
    let session = |n| SessionRef { id: format!("s{n}"), kind: SessionKind::Online, user: "bob".into() };
    (0..count).map(|n| Item { target: Target::Session(session(n)), asked: false }).collect()
}

pub(super) fn id(item: &Item) -> &str {
    &item.target.session().unwrap().id
}

/// Runs a job in which no time passes. `cancel_after` settled items it is cancelled.
pub(super) async fn run(
    provider: &Provider,
    items: &[Item],
    limits: &Limits,
    cancel_after: Option<usize>,
) -> (Summary, Heard) {
    let heard = Mutex::new(Heard::default());
    let cancel = tokio::sync::Notify::new();
    let mut on_step = |place: usize, step: Step<'_>| {
        let mut heard = heard.lock().unwrap();
        match step {
            Step::Begun => assert!(heard.begun.insert(place), "begun twice: {place}"),
            Step::Settled(result) => {
                assert!(heard.begun.contains(&place), "settled before it was begun: {place}");
                assert!(heard.settled.insert(place, result.clone()).is_none(), "settled twice: {place}");
            }
        }
        if cancel_after.is_some_and(|after| heard.settled.len() >= after) {
            cancel.notify_one();
        }
    };
    let pauses = std::sync::Arc::new(Mutex::new(Vec::new()));
    let noted = pauses.clone();
    let pause = move |wait: Duration| -> Sleep {
        noted.lock().unwrap().push(wait);
        Box::pin(tokio::task::yield_now())
    };
    let summary = end_all_of(provider, items, limits, &pause, cancel.notified(), &mut on_step).await;
    let mut heard = heard.into_inner().unwrap();
    heard.pauses = pauses.lock().unwrap().clone();
    assert_adds_up(items, &summary, &heard);
    (summary, heard)
}

fn assert_adds_up(items: &[Item], summary: &Summary, heard: &Heard) {
    let count = |is: fn(&ItemResult) -> bool| {
        u32::try_from(heard.settled.values().filter(|one| is(one)).count()).unwrap()
    };
    assert_eq!(summary.total() as usize, items.len());
    assert_eq!(summary.ended, count(|result| matches!(result, ItemResult::Ended)));
    assert_eq!(summary.gone, count(|result| matches!(result, ItemResult::AlreadyGone)));
    assert_eq!(summary.refused, count(|result| matches!(result, ItemResult::Refused { .. })));
    assert_eq!(summary.retry, count(|result| matches!(result, ItemResult::ToRetry { .. })));
    assert_eq!(summary.left as usize, items.len() - heard.settled.len());
}
