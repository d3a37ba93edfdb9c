//! Which leases are due (pure).
//!
//! Invariant 1: the plan depends on its arguments alone. Invariant 2: an account that waits for a person is
//! never due. Invariant 3: after any gap (suspend, a stopped process) everything overdue is due at once.

use std::time::Duration;

use crate::account::{LeaseKey, State};

/// Something to renew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) account: String,
    pub(crate) key: LeaseKey,
}

/// What is due now, and when something will be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) due: Vec<Due>,
    /// By the clock that counts suspend.
    pub(crate) next: Option<Duration>,
}

impl Plan {
    /// Adds an account at this point of the clock that counts suspend.
    pub(crate) fn look(&mut self, boot: Duration, account: &str, state: &State) {
        for (key, at) in points(state) {
            if at <= boot {
                self.due.push(Due { account: account.to_owned(), key });
            } else {
                self.next = Some(self.next.map_or(at, |next| next.min(at)));
            }
        }
    }
}

/// When each lease of an account is to be renewed.
fn points(state: &State) -> Vec<(LeaseKey, Duration)> {
    match state {
        State::Active { leases } => {
            let main = leases.get(&LeaseKey::Main).map_or(Duration::ZERO, |lease| lease.renew_after);
            let others = leases
                .values()
                .filter(|lease| lease.key != LeaseKey::Main && lease.taken)
                .map(|lease| (lease.key.clone(), lease.renew_after));
            std::iter::once((LeaseKey::Main, main)).chain(others).collect()
        }
        State::Waiting { held, .. } => {
            held.next.map(|next| (LeaseKey::Main, next.boot)).into_iter().collect()
        }
        // A sign-in in the browser may take minutes or be forgotten: the old one is kept alive meanwhile.
        State::SigningIn { before, .. } => points(before),
        State::Renewing { .. } | State::NeedsSignIn { .. } | State::SignedOut { .. } => Vec::new(),
    }
}

/// How long to wait after this many failures in a row: 5 s doubling to 5 minutes, spread by a fifth.
pub(crate) fn backoff(attempts: u32, jitter: f64) -> Duration {
    const FIRST: f64 = 5.0;
    const LAST: f64 = 300.0;
    let doubled = FIRST * 2_f64.powi(i32::try_from(attempts.saturating_sub(1).min(16)).unwrap_or(16));
    Duration::from_secs_f64(doubled.min(LAST) * (0.9 + 0.2 * jitter.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::account::{Held, Issued, Lease, Leases, NextTry};
    use crate::failure::Failure;
    use crate::provider::Grant;
    use crate::view::{ErrorCode, WaitReason};

    const BOOT: Duration = Duration::from_secs(1_000);

    fn lease(key: LeaseKey, lifetime: u64, taken: bool) -> Lease {
        let mut lease = Lease::new(Issued {
            key,
            token: SecretString::from("opaque"),
            token_type: "Bearer".into(),
            resource: None,
            granted: vec![],
            grant: Grant::RefreshToken,
            expires_in: Some(Duration::from_secs(lifetime)),
            wall: 0,
            boot: BOOT,
            jitter: &|| 0.5,
        });
        lease.taken = taken;
        lease
    }

    fn active(leases: Vec<Lease>) -> State {
        State::Active { leases: leases.into_iter().collect() }
    }

    fn waiting(next: Option<Duration>) -> State {
        let error = Failure::passing(ErrorCode::Unreachable, "token", "x").view(0, None, None);
        let next = next.map(|boot| NextTry { boot, wall: 0 });
        let held = Held { since: 0, attempts: 1, why: WaitReason::Network, error, next };
        State::Waiting { leases: Leases::new(), held }
    }

    fn plan(at: Duration, states: &[State]) -> Plan {
        let mut plan = Plan::default();
        for (index, state) in states.iter().enumerate() {
            plan.look(at, &index.to_string(), state);
        }
        plan
    }

    #[test]
    fn an_account_without_a_main_lease_is_due_at_once() {
        let due = plan(BOOT, &[active(vec![])]).due;
        assert_eq!(due, [Due { account: "0".into(), key: LeaseKey::Main }]);
    }

    #[test]
    fn nothing_is_due_before_its_point_and_the_plan_says_when_it_is() {
        let plan = plan(BOOT, &[active(vec![lease(LeaseKey::Main, 100, false)])]);
        assert!(plan.due.is_empty());
        assert_eq!(plan.next, Some(BOOT + Duration::from_secs(80)));
    }

    #[test]
    fn x12_after_twelve_hours_of_suspend_everything_is_due_once() {
        let states: Vec<State> = (0..50).map(|_| active(vec![lease(LeaseKey::Main, 300, false)])).collect();
        let plan = plan(BOOT + Duration::from_hours(12), &states);
        assert_eq!(plan.due.len(), 50);
        assert_eq!(plan.next, None);
    }

    #[test]
    fn a_lease_nobody_took_lapses() {
        let other = || LeaseKey::Other { resource: Some("https://x".into()), scopes: vec![] };
        let later = BOOT + Duration::from_secs(90);
        let main = || lease(LeaseKey::Main, 10_000, false);
        assert!(plan(later, &[active(vec![main(), lease(other(), 100, false)])]).due.is_empty());
        assert_eq!(plan(later, &[active(vec![main(), lease(other(), 100, true)])]).due.len(), 1);
    }

    #[test]
    fn who_waits_for_a_person_is_never_due() {
        let far = BOOT + Duration::from_secs(1_000_000);
        let error = Failure::passing(ErrorCode::Refused, "token", "x").view(0, None, None);
        let states = [waiting(None), State::NeedsSignIn { at: 0, error }, State::SignedOut { at: 0 }];
        assert_eq!(plan(far, &states), Plan::default());
    }

    #[test]
    fn who_is_held_up_is_due_at_the_next_try() {
        let next = BOOT + Duration::from_secs(5);
        assert_eq!(plan(BOOT, &[waiting(Some(next))]).next, Some(next));
        assert_eq!(plan(next, &[waiting(Some(next))]).due.len(), 1);
    }

    #[test]
    fn a_sign_in_left_open_does_not_stop_renewal() {
        let mut state = active(vec![lease(LeaseKey::Main, 100, false)]);
        state.sign_in_begins("s".into());
        assert_eq!(plan(BOOT + Duration::from_secs(90), &[state]).due.len(), 1);
    }

    #[test]
    fn backoff_doubles_and_is_capped() {
        assert_eq!(backoff(1, 0.5), Duration::from_secs(5));
        assert_eq!(backoff(3, 0.5), Duration::from_secs(20));
        assert_eq!(backoff(1_000, 0.5), Duration::from_mins(5));
        assert!(backoff(1_000, 1.0) <= Duration::from_secs(330));
    }
}
