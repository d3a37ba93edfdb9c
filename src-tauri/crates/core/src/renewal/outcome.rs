//! The five outcomes of a refresh, and what each does to the account (pure).
//!
//! | outcome | what happens |
//! |---|---|
//! | renewed | the rotation keeps it |
//! | refused for now | leases serve on; tried again by backoff, `Retry-After` honoured |
//! | unknown | the same token once more at once, then as above |
//! | setup | token kept; a person must look; tried again rarely |
//! | final | the sign-in ends, if the token sent is still the stored one |

use std::time::Duration;

use lanyard_oauth::{RefreshFailure, Refusal, UnknownOutcome};

use super::plan::backoff;
use crate::account::{Doubt, DoubtCause, LeaseKey};
use crate::failure::Failure;
use crate::view::{ErrorCode, WaitReason};

/// Time between two tries after 429 or 503 at least (CHECKLIST R46).
const THROTTLED: Duration = Duration::from_mins(1);
/// Time between two tries while a setting is wrong: somebody may have mended it.
const SETUP_AGAIN: Duration = Duration::from_mins(15);

/// Why there is no new lease.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Setback {
    /// The account waits; leases serve on.
    Waits {
        /// What for.
        why: WaitReason,
        /// What the person is told.
        failure: Failure,
        /// When it is tried again by itself; `None`: when what it waits for comes back.
        again: Option<Again>,
    },
    /// Only a new sign-in helps.
    Ends(Failure),
    /// It says nothing about the account: this lease alone can't be had.
    NotThisLease(Failure),
}

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// By backoff.
    Backoff,
    /// Not before this long.
    After(Duration),
    /// Not before this long, by anybody at this provider.
    AllAfter(Duration),
}

impl Again {
    /// How long to wait after this many failures in a row.
    pub(crate) fn wait(self, attempts: u32, jitter: f64) -> Duration {
        match self {
            Self::Backoff => backoff(attempts, jitter),
            Self::After(wait) | Self::AllAfter(wait) => wait.max(backoff(attempts, jitter)),
        }
    }
}

/// What a failed refresh means for the account and for this lease.
pub(crate) fn judge(failure: &RefreshFailure, key: &LeaseKey, doubt: Option<Doubt>) -> Setback {
    let told = Failure::from(failure);
    match failure {
        RefreshFailure::RefusedForNow { why: Refusal::Transport(_), .. } => {
            Setback::Waits { why: WaitReason::Network, failure: told, again: Some(Again::Backoff) }
        }
        RefreshFailure::RefusedForNow {
            why: Refusal::TooManyRequests(_) | Refusal::Unavailable(_),
            retry_after,
        } => {
            let wait = retry_after.unwrap_or(THROTTLED).max(Duration::from_secs(1));
            Setback::Waits { why: WaitReason::Provider, failure: told, again: Some(Again::AllAfter(wait)) }
        }
        RefreshFailure::Unknown(unknown) => {
            let why = match unknown {
                UnknownOutcome::Transport(error) if !error.request_was_sent() => WaitReason::Network,
                UnknownOutcome::Transport(_)
                | UnknownOutcome::Status(_)
                | UnknownOutcome::Unusable { .. } => WaitReason::Provider,
            };
            Setback::Waits { why, failure: told, again: Some(Again::Backoff) }
        }
        RefreshFailure::Setup { .. } => match key {
            LeaseKey::Main => Setback::Waits {
                why: WaitReason::Setup,
                failure: told,
                again: Some(Again::After(SETUP_AGAIN)),
            },
            LeaseKey::Other { .. } => Setback::NotThisLease(told),
        },
        RefreshFailure::Final { .. } => Setback::Ends(match doubt {
            None => told,
            Some(doubt) => cut_off(told, doubt),
        }),
    }
}

/// A sign-in that ended because a renewal was cut off.
fn cut_off(mut failure: Failure, doubt: Doubt) -> Failure {
    failure.code = ErrorCode::RenewalCut;
    let cause = match doubt.cause {
        DoubtCause::Stopped => "stopped",
        DoubtCause::ReplyLost => "reply_lost",
    };
    failure.detail(format!("{cause} {}", doubt.at))
}

#[cfg(test)]
mod tests {
    use lanyard_oauth::{Answer, TransportError, UnusableReply};

    use super::*;

    fn answer(status: u16) -> Answer {
        Answer { host: "id.acme.example".into(), status }
    }

    fn judged(failure: &RefreshFailure) -> Setback {
        judge(failure, &LeaseKey::Main, None)
    }

    #[test]
    fn r45_network_trouble_never_ends_a_sign_in() {
        let host = || "id.acme.example".to_owned();
        for error in [
            TransportError::Unreachable { host: host(), detail: "dns".into() },
            TransportError::Tls { host: host(), certificate_issuer: None, detail: "x".into() },
        ] {
            let failure = RefreshFailure::RefusedForNow { why: Refusal::Transport(error), retry_after: None };
            assert!(matches!(judged(&failure), Setback::Waits { why: WaitReason::Network, .. }));
        }
        for unknown in [
            UnknownOutcome::Transport(TransportError::TimedOut { host: host() }),
            UnknownOutcome::Transport(TransportError::Cut { host: host(), detail: "x".into() }),
            UnknownOutcome::Status(answer(500)),
            UnknownOutcome::Unusable { answer: answer(200), why: UnusableReply::Html },
        ] {
            let setback = judged(&RefreshFailure::Unknown(unknown));
            assert!(matches!(setback, Setback::Waits { why: WaitReason::Provider, .. }), "{setback:?}");
        }
    }

    #[test]
    fn r46_retry_after_is_honoured_and_a_minute_is_the_default() {
        let wait = |retry_after| {
            let why = Refusal::TooManyRequests(answer(429));
            match judged(&RefreshFailure::RefusedForNow { why, retry_after }) {
                Setback::Waits { again: Some(again), .. } => again.wait(1, 0.5),
                other @ (Setback::Waits { .. } | Setback::Ends(_) | Setback::NotThisLease(_)) => {
                    panic!("{other:?}")
                }
            }
        };
        assert_eq!(wait(None), Duration::from_mins(1));
        assert_eq!(wait(Some(Duration::from_mins(10))), Duration::from_mins(10));
    }

    #[test]
    fn setup_keeps_the_sign_in_and_a_lease_of_its_own_harms_no_account() {
        let failure = RefreshFailure::Setup { answer: answer(400), error: None, words: None };
        assert!(matches!(judged(&failure), Setback::Waits { why: WaitReason::Setup, .. }));
        let other = LeaseKey::Other { resource: Some("https://x".into()), scopes: vec![] };
        assert!(matches!(judge(&failure, &other, None), Setback::NotThisLease(_)));
    }

    #[test]
    fn final_after_a_cut_off_renewal_says_so() {
        let failure = RefreshFailure::Final { answer: answer(400), words: None };
        let doubt = Doubt { at: 77, cause: DoubtCause::Stopped };
        let Setback::Ends(told) = judge(&failure, &LeaseKey::Main, Some(doubt)) else { panic!() };
        assert_eq!(told.code, ErrorCode::RenewalCut);
        assert_eq!(told.facts.detail.as_deref(), Some("stopped 77"));
        let Setback::Ends(told) = judged(&failure) else { panic!() };
        assert_eq!(told.code, ErrorCode::Refused);
    }
}
