//! What stands in a job: which items wait, which are settled, and whether it goes on.

use std::collections::VecDeque;
use std::time::Duration;

use super::item::{Item, ItemResult, Limits, Step, Stopped, Summary};
use super::trial::Tried;

/// The first pause when a provider doesn't say how long it wants to be left alone; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest of those.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Told of every step, by the item's place in the list.
pub(super) type OnStep<'s> = &'s mut (dyn FnMut(usize, Step<'_>) + Send);

pub(super) struct Job<'i> {
    items: &'i [Item],
    limits: &'i Limits,
    states: Vec<State>,
    waiting: VecDeque<usize>,
    /// Answers in a row that settled nothing.
    silence: u32,
    stopped: Option<Stopped>,
    summary: Summary,
}

#[derive(Clone, Default)]
struct State {
    begun: bool,
    settled: bool,
    /// Tries of which it is not known what they did.
    open: u32,
    /// What the last try that settled nothing came to.
    why: Option<String>,
}

impl<'i> Job<'i> {
    pub(super) fn new(items: &'i [Item], limits: &'i Limits) -> Self {
        let summary = Summary { ended: 0, gone: 0, refused: 0, retry: 0, left: 0, stopped: Stopped::Done };
        Self {
            items,
            limits,
            states: vec![State::default(); items.len()],
            waiting: (0..items.len()).collect(),
            silence: 0,
            stopped: None,
            summary,
        }
    }

    /// The next item, and whether an earlier try may have ended it. None when nothing shall be begun.
    pub(super) fn begin(&mut self, on_step: OnStep<'_>) -> Option<(usize, &'i Item, bool)> {
        if self.stopped.is_some() {
            return None;
        }
        let place = self.waiting.pop_front()?;
        let (item, state) = (self.items.get(place)?, self.states.get_mut(place)?);
        if !std::mem::replace(&mut state.begun, true) {
            on_step(place, Step::Begun);
        }
        Some((place, item, item.asked || state.open > 0))
    }

    /// There is something to begin, later if not now.
    pub(super) fn waits(&self) -> bool {
        self.stopped.is_none() && !self.waiting.is_empty()
    }

    /// Begins nothing more. The first reason stands.
    pub(super) fn stop(&mut self, why: Stopped) {
        self.stopped.get_or_insert(why);
    }

    /// Takes what a try came to; returns how long the provider is to be left alone.
    pub(super) fn take(&mut self, place: usize, tried: Tried, on_step: OnStep<'_>) -> Option<Duration> {
        match tried {
            Tried::Settled(result) => {
                self.silence = 0;
                self.settle(place, &result, on_step);
                None
            }
            Tried::PushedBack { after, why } => {
                self.unsettled(place, &why);
                self.waiting.push_front(place);
                let wait = after.unwrap_or_else(|| backoff(self.silence));
                if wait > self.limits.longest_wait {
                    self.stop(Stopped::Busy { after: wait });
                }
                Some(wait)
            }
            Tried::Open { why } => {
                self.unsettled(place, &why);
                self.opened(place, why, on_step);
                // Single faults slow nobody down; when nothing else comes, the provider is in trouble.
                let others = u32::try_from(self.limits.at_once.max(1)).unwrap_or(u32::MAX);
                (self.silence > others).then(|| backoff(self.silence - others))
            }
            Tried::AccessEnded { open } => {
                if let Some((why, state)) = open.zip(self.states.get_mut(place)) {
                    state.why = Some(why);
                    state.open += 1;
                }
                self.stop(Stopped::AccessEnded);
                None
            }
        }
    }

    /// Sums up. What was tried and not settled is to retry, what was not tried is left.
    pub(super) fn end(mut self, on_step: OnStep<'_>) -> Summary {
        let whole = self.states.iter().all(|state| state.settled);
        for place in 0..self.states.len() {
            let Some(state) = self.states.get(place).filter(|state| !state.settled) else { continue };
            let asked = state.open > 0 || self.items.get(place).is_some_and(|item| item.asked);
            match state.why.clone() {
                Some(why) => self.settle(place, &ItemResult::ToRetry { why, asked }, on_step),
                None => self.summary.left += 1,
            }
        }
        self.summary.stopped = self.stopped.filter(|_| !whole).unwrap_or(Stopped::Done);
        self.summary
    }

    fn unsettled(&mut self, place: usize, why: &str) {
        self.silence += 1;
        if let Some(state) = self.states.get_mut(place) {
            state.why = Some(why.to_owned());
        }
        if self.silence >= self.limits.silence.max(1) {
            self.stop(Stopped::Silent { why: why.to_owned() });
        }
    }

    /// Back to the end of the queue, as often as an item may be tried.
    fn opened(&mut self, place: usize, why: String, on_step: OnStep<'_>) {
        let Some(state) = self.states.get_mut(place) else { return };
        state.open += 1;
        if state.open < self.limits.tries.max(1) {
            self.waiting.push_back(place);
        } else {
            self.settle(place, &ItemResult::ToRetry { why, asked: true }, on_step);
        }
    }

    fn settle(&mut self, place: usize, result: &ItemResult, on_step: OnStep<'_>) {
        let Some(state) = self.states.get_mut(place).filter(|state| !state.settled) else { return };
        state.settled = true;
        *match result {
            ItemResult::Ended => &mut self.summary.ended,
            ItemResult::AlreadyGone => &mut self.summary.gone,
            ItemResult::Refused { .. } => &mut self.summary.refused,
            ItemResult::ToRetry { .. } => &mut self.summary.retry,
        } += 1;
        on_step(place, Step::Settled(result));
    }
}

/// After that many answers in a row that settled nothing.
fn backoff(silence: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << silence.saturating_sub(1).min(10)).min(LONGEST_PAUSE)
}
