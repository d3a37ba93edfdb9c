//! Whether a program gets a token (pure).
//!
//! Asked in this order: does the policy deny it; did the person grant it to this program; does the policy allow
//! it; is the program silenced; was everything in its terminal granted it. What is left is asked of the person.
//! Invariant 1: the decision depends on its arguments alone, and on the program's process still being the one
//! that the kernel named. Invariant 2: a grant decides only for its account and within its limits.

use std::time::Duration;

use super::grant::{Compared, Grant, Holder};
use super::identity::Program;
use super::limits::Limits;
use super::policy::{ProgramPolicy, Ruling};
use super::silence::Silenced;
use crate::view::ProgramKind;

/// What a program asks for, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The account's id.
    pub(crate) account: String,
    /// Its handle.
    pub(crate) handle: String,
    /// Its provider's id.
    pub(crate) provider: String,
    pub(crate) limits: Limits,
}

/// What becomes of an ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Given.
    Allowed(Allowed),
    /// Denied by the policy.
    DeniedByPolicy,
    /// The program may not even ask.
    Silenced,
    /// The person decides.
    Ask {
        /// When it was allowed before, if its executable was changed since (Unix seconds).
        changed_since: Option<i64>,
    },
}

/// By what, and within which limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub(crate) by: By,
    /// What the token is asked for.
    pub(crate) limits: Limits,
    /// What it may not exceed, should the provider make it wider than it was asked for.
    pub(crate) granted: Limits,
    pub(crate) with: With,
}

/// What decided for a program.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum By {
    /// A grant, by its id.
    Grant(String),
    /// A rule of the policy, by its number, for an account.
    Policy { rule: usize, account: String },
}

/// What goes with giving a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// Nothing.
    Nothing,
    /// The grant is used up.
    UsingUp,
    /// The executable was updated by the system since the last time.
    Update,
}

/// Decides, at this point of the clock that counts suspend.
pub(crate) fn decide(
    now: Duration,
    program: &Program,
    asked: &Asked,
    grants: &[Grant],
    silenced: &[Silenced],
    policy: &ProgramPolicy,
) -> Decision {
    let ruling = policy.ruling(program, asked);
    if ruling == Ruling::Deny {
        return Decision::DeniedByPolicy;
    }
    let (own, shared): (Vec<_>, Vec<_>) = grants
        .iter()
        .filter(|grant| grant.account == asked.account)
        .filter_map(|grant| Fit::of(grant, now, program, asked))
        .partition(|fit| !fit.through_session);
    if let Some(allowed) = best(own) {
        return Decision::Allowed(allowed);
    }
    if let Ruling::Allow { rule, limits, granted } = ruling {
        let by = By::Policy { rule, account: asked.account.clone() };
        return Decision::Allowed(Allowed { by, limits, granted, with: With::Nothing });
    }
    if silenced.iter().any(|silenced| silenced.is(program)) {
        return Decision::Silenced;
    }
    // A program that was denied three times is not let in again by the terminal it was started from.
    if let Some(allowed) = best(shared) {
        return Decision::Allowed(allowed);
    }
    Decision::Ask { changed_since: changed_since(program, asked, grants) }
}

/// A grant that decides for an ask.
struct Fit<'a> {
    grant: &'a Grant,
    limits: Limits,
    with: With,
    /// It was given to everything in the program's session, not to the program.
    through_session: bool,
}

impl<'a> Fit<'a> {
    fn of(grant: &'a Grant, now: Duration, program: &Program, asked: &Asked) -> Option<Self> {
        let (with, through_session) = match &grant.holder {
            Holder::Once { program: holder, until } if now < *until && holder.is(program) => {
                (With::UsingUp, false)
            }
            Holder::Running(holder) if holder.still_is(program) => {
                (With::Nothing, holder.kind == ProgramKind::Session && program.kind != ProgramKind::Session)
            }
            Holder::Executable(executable) => match executable.compare(program) {
                Compared::Same => (With::Nothing, false),
                Compared::Updated => (With::Update, false),
                Compared::Changed | Compared::Other => return None,
            },
            Holder::Once { .. } | Holder::Running(_) => return None,
        };
        Some(Self { grant, limits: grant.limits.narrow(&asked.limits)?, with, through_session })
    }
}

/// The one that leaves most to the others: a lasting one before one that is used up, a wide one before a
/// narrow one, a new one before an old one.
fn best(fits: Vec<Fit<'_>>) -> Option<Allowed> {
    let wide = |fit: &Fit<'_>| {
        let scopes = if fit.limits.scopes.is_empty() { usize::MAX } else { fit.limits.scopes.len() };
        (scopes, fit.limits.resource.is_none())
    };
    let order = |fit: &Fit<'_>| (fit.with != With::UsingUp, wide(fit), fit.grant.made_at);
    let fit = fits.into_iter().max_by_key(order)?;
    let (by, granted) = (By::Grant(fit.grant.id.clone()), fit.grant.limits.clone());
    Some(Allowed { by, limits: fit.limits, granted, with: fit.with })
}

fn changed_since(program: &Program, asked: &Asked, grants: &[Grant]) -> Option<i64> {
    let changed = |grant: &&Grant| match &grant.holder {
        Holder::Executable(executable) => executable.compare(program) == Compared::Changed,
        Holder::Once { .. } | Holder::Running(_) => false,
    };
    let allowed = grants.iter().filter(|grant| grant.account == asked.account).filter(changed);
    allowed.map(|grant| grant.made_at).max()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::program::grant::Executable;
    use crate::program::identity::ProcessId;
    use crate::program::identity::tests::{git, python, shell};
    use crate::program::limits::tests::limits;
    use crate::program::policy::tests::policy;
    use crate::view::{GrantOrigin, Keeper};

    const NOW: Duration = Duration::from_secs(1_000);

    /// An ask for the account `acme`.
    pub(crate) fn asked(scopes: &str, resource: Option<&str>) -> Asked {
        Asked {
            account: "a1".into(),
            handle: "acme".into(),
            provider: "acme".into(),
            limits: limits(scopes, resource),
        }
    }

    fn grant(id: &str, holder: Holder, scopes: &str, resource: Option<&str>) -> Grant {
        Grant {
            id: id.into(),
            account: "a1".into(),
            holder,
            limits: limits(scopes, resource),
            origin: GrantOrigin::Window,
            made_at: 500,
        }
    }

    fn lasting(program: &Program) -> Holder {
        Holder::Executable(Executable::of(program))
    }

    fn once(program: &Program) -> Holder {
        Holder::Once { program: program.clone(), until: NOW + Duration::from_secs(1) }
    }

    fn with(grants: &[Grant], program: &Program, asked: &Asked) -> Decision {
        decide(NOW, program, asked, grants, &[], &ProgramPolicy::default())
    }

    fn by(decision: &Decision) -> Option<&str> {
        match decision {
            Decision::Allowed(Allowed { by: By::Grant(id), .. }) => Some(id),
            Decision::Allowed(Allowed { by: By::Policy { .. }, .. })
            | Decision::DeniedByPolicy
            | Decision::Silenced
            | Decision::Ask { .. } => None,
        }
    }

    const ASK: Decision = Decision::Ask { changed_since: None };

    #[test]
    fn b10_an_account_without_a_grant_is_asked_about() {
        assert_eq!(with(&[], &git(), &asked("", None)), ASK);
        let elsewhere = Grant { account: "a2".into(), ..grant("g", lasting(&git()), "", None) };
        assert_eq!(with(&[elsewhere], &git(), &asked("", None)), ASK);
        let other = grant("g", lasting(&git()), "", None);
        assert_eq!(with(&[other], &python("git"), &asked("", None)), ASK);
    }

    #[test]
    fn b09_a_grant_of_a_process_is_not_its_number_s() {
        let grants = [grant("g", Holder::Running(git()), "", None)];
        assert_eq!(by(&with(&grants, &git(), &asked("", None))), Some("g"));
        let again = Program { process: ProcessId { pid: git().process.pid, started: 9_999 }, ..git() };
        assert_eq!(with(&grants, &again, &asked("", None)), ASK);
    }

    #[test]
    fn b13_a_replaced_program_asks_again_and_the_question_says_since_when() {
        let report = Program { path: "/home/ada/report".into(), keeper: Keeper::Person, ..git() };
        let grants = [grant("g", lasting(&report), "", None)];
        assert_eq!(by(&with(&grants, &report, &asked("", None))), Some("g"));
        let replaced = Program { hash: "bb".into(), ..report };
        assert_eq!(with(&grants, &replaced, &asked("", None)), Decision::Ask { changed_since: Some(500) });
    }

    #[test]
    fn b13_an_updated_system_program_keeps_its_grant_and_the_update_is_told() {
        let grants = [grant("g", lasting(&git()), "", None)];
        let updated = Program { hash: "bb".into(), ..git() };
        let decision = with(&grants, &updated, &asked("", None));
        let Decision::Allowed(allowed) = decision else { panic!("{decision:?}") };
        assert_eq!((allowed.by, allowed.with), (By::Grant("g".into()), With::Update));
    }

    #[test]
    fn a_grant_for_less_does_not_serve_an_ask_for_more() {
        let grants = [grant("g", lasting(&git()), "read", Some("https://a"))];
        assert_eq!(by(&with(&grants, &git(), &asked("read", None))), Some("g"));
        assert_eq!(with(&grants, &git(), &asked("read write", None)), ASK);
        assert_eq!(with(&grants, &git(), &asked("read", Some("https://b"))), ASK);
    }

    #[test]
    fn two_narrow_grants_are_not_added_up() {
        let grants = [grant("r", lasting(&git()), "read", None), grant("w", lasting(&git()), "write", None)];
        assert_eq!(with(&grants, &git(), &asked("read write", None)), ASK);
    }

    #[test]
    fn a_narrow_grant_narrows_an_ask_for_everything() {
        let grants = [grant("g", lasting(&git()), "read", Some("https://a"))];
        let Decision::Allowed(allowed) = with(&grants, &git(), &asked("", None)) else { panic!() };
        assert_eq!(allowed.limits, limits("read", Some("https://a")));
        assert_eq!(allowed.granted, allowed.limits);
    }

    #[test]
    fn a_grant_for_one_answer_is_kept_for_when_nothing_else_serves() {
        let grants = [grant("once", once(&git()), "", None), grant("lasting", lasting(&git()), "", None)];
        assert_eq!(by(&with(&grants, &git(), &asked("", None))), Some("lasting"));
        assert_eq!(by(&with(&grants[..1], &git(), &asked("", None))), Some("once"));
    }

    #[test]
    fn a_grant_for_one_answer_does_not_wait_for_ever() {
        let late = Holder::Once { program: git(), until: NOW };
        assert_eq!(with(&[grant("once", late, "", None)], &git(), &asked("", None)), ASK);
    }

    #[test]
    fn what_was_allowed_to_a_terminal_serves_everything_in_it() {
        let grants = [grant("g", Holder::Running(shell()), "", None)];
        for program in [shell(), git(), python("a.py")] {
            assert_eq!(by(&with(&grants, &program, &asked("", None))), Some("g"));
        }
        let mut elsewhere = git();
        elsewhere.session.leader.pid = 5;
        assert_eq!(with(&grants, &elsewhere, &asked("", None)), ASK);
    }

    #[test]
    fn b12_a_silenced_program_is_not_asked_about_nor_let_in_by_its_terminal() {
        let silenced = [Silenced::now("s".into(), &git(), 1)];
        let nothing = ProgramPolicy::default();
        let terminal = [grant("g", Holder::Running(shell()), "", None)];
        for grants in [&[][..], &terminal] {
            let decision = decide(NOW, &git(), &asked("", None), grants, &silenced, &nothing);
            assert_eq!(decision, Decision::Silenced);
        }
        // What it was granted itself it keeps: it may not ask, that is all.
        let own = [grant("g", lasting(&git()), "", None)];
        assert_eq!(by(&decide(NOW, &git(), &asked("", None), &own, &silenced, &nothing)), Some("g"));
        let decision = decide(NOW, &shell(), &asked("", None), &[], &silenced, &nothing);
        assert_eq!(decision, ASK);
    }

    #[test]
    fn the_policy_denies_over_any_grant() {
        let deny = policy("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"deny\"");
        let grants = [grant("g", lasting(&git()), "", None), grant("t", Holder::Running(shell()), "", None)];
        let decision = decide(NOW, &git(), &asked("", None), &grants, &[], &deny);
        assert_eq!(decision, Decision::DeniedByPolicy);
        let all = policy("[programs]\ndefault = \"deny\"");
        assert_eq!(decide(NOW, &git(), &asked("", None), &grants, &[], &all), Decision::DeniedByPolicy);
    }

    #[test]
    fn the_policy_allows_a_program_that_was_silenced_but_no_more_than_it_says() {
        let allow = policy("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"allow\"\nscopes = [\"read\"]");
        let silenced = [Silenced::now("s".into(), &git(), 1)];
        let decision = decide(NOW, &git(), &asked("", None), &[], &silenced, &allow);
        let by = By::Policy { rule: 0, account: "a1".into() };
        let read = limits("read", None);
        let allowed = Allowed { by, limits: read.clone(), granted: read, with: With::Nothing };
        assert_eq!(decision, Decision::Allowed(allowed));
        let decision = decide(NOW, &git(), &asked("write", None), &[], &silenced, &allow);
        assert_eq!(decision, Decision::Silenced);
    }
}
