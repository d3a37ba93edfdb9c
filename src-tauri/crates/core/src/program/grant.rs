//! A person's consent that one program may get tokens of one account.
//!
//! Invariant 1: only an ordinary program's executable, by path and hash, is granted anything that outlives its
//! process: a shell or an interpreter would lend it to whatever it is told to run. Invariant 2: an executable
//! that the person can write and that was changed is another program; so is one that only root could write
//! once and that others can write now.

use std::path::PathBuf;
use std::time::Duration;

use super::identity::Program;
use super::limits::Limits;
use crate::view::{GrantOrigin, Keeper, Lasting, ProgramKind, ProgramView};

/// How long a grant for one answer waits to be used.
pub(crate) const ONCE_WAITS: Duration = Duration::from_mins(2);

/// A grant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grant {
    pub(crate) id: String,
    /// The account's id.
    pub(crate) account: String,
    pub(crate) holder: Holder,
    pub(crate) limits: Limits,
    pub(crate) origin: GrantOrigin,
    /// Wall clock, Unix seconds.
    pub(crate) made_at: i64,
}

/// Who holds a grant, and with that how long it lasts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Holder {
    /// For one answer, if it is asked for before this point of the clock that counts suspend.
    Once { program: Program, until: Duration },
    /// While the program runs; for a shell, while its session lasts.
    Running(Program),
    /// Until it is revoked.
    Executable(Executable),
}

/// An executable as it was when it was granted something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Executable {
    pub(crate) path: PathBuf,
    /// SHA-256, in hex.
    pub(crate) hash: String,
    pub(crate) keeper: Keeper,
    /// The program as the person saw it.
    pub(crate) seen: ProgramView,
}

/// What an executable is by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// Another program.
    Other,
    /// The same.
    Same,
    /// The same, updated by the system.
    Updated,
    /// At the same path, but no longer what was allowed.
    Changed,
}

impl Grant {
    /// How long it lasts.
    pub(crate) fn lasting(&self) -> Lasting {
        match self.holder {
            Holder::Once { .. } => Lasting::Once,
            Holder::Running(_) => Lasting::WhileItRuns,
            Holder::Executable(_) => Lasting::UntilRevoked,
        }
    }

    /// The program, for people.
    pub(crate) fn program(&self) -> ProgramView {
        match &self.holder {
            Holder::Once { program, .. } | Holder::Running(program) => program.view(),
            Holder::Executable(executable) => executable.seen.clone(),
        }
    }

    /// Which of these it takes the place of, by id, once it is granted to an executable: those within its limits,
    /// and those of the file that was there before.
    pub(crate) fn outdoes(&self, others: &[Self], program: &Program) -> Vec<String> {
        let outdone = |other: &&Self| match &other.holder {
            Holder::Executable(executable) if other.account == self.account => {
                match executable.compare(program) {
                    Compared::Other => false,
                    Compared::Changed => true,
                    Compared::Same | Compared::Updated => self.limits.hold(&other.limits),
                }
            }
            Holder::Once { .. } | Holder::Running(_) | Holder::Executable(_) => false,
        };
        others.iter().filter(outdone).map(|other| other.id.clone()).collect()
    }

    /// Whether anybody can still use it.
    pub(crate) fn lives(&self, now: Duration) -> bool {
        match &self.holder {
            Holder::Once { until, .. } => now < *until,
            Holder::Running(program) => program.runs(),
            Holder::Executable(_) => true,
        }
    }
}

impl Executable {
    /// As it is now.
    pub(crate) fn of(program: &Program) -> Self {
        Self {
            path: program.path.clone(),
            hash: program.hash.clone(),
            keeper: program.keeper,
            seen: program.view(),
        }
    }

    /// Compares with a program that asks.
    pub(crate) fn compare(&self, program: &Program) -> Compared {
        if program.kind != ProgramKind::Ordinary || program.path != self.path {
            return Compared::Other;
        }
        let loosened = self.keeper == Keeper::System && program.keeper == Keeper::Person;
        if loosened {
            Compared::Changed
        } else if program.hash == self.hash {
            Compared::Same
        } else if self.keeper == Keeper::System {
            Compared::Updated
        } else {
            Compared::Changed
        }
    }
}

/// How long a program may be granted something. A path that is no text could not be kept in the database, and
/// not be read by the person either.
pub(crate) fn offers(program: &Program) -> Vec<Lasting> {
    match program.kind {
        ProgramKind::Ordinary if program.path.to_str().is_some() => {
            vec![Lasting::Once, Lasting::WhileItRuns, Lasting::UntilRevoked]
        }
        ProgramKind::Ordinary | ProgramKind::Interpreter { .. } | ProgramKind::Session => {
            vec![Lasting::Once, Lasting::WhileItRuns]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::identity::tests::{git, python, shell};

    fn granted(program: &Program) -> Executable {
        Executable::of(program)
    }

    fn report() -> Program {
        Program { path: "/home/ada/bin/report".into(), keeper: Keeper::Person, ..git() }
    }

    #[test]
    fn b13_a_program_the_person_can_write_and_that_was_replaced_is_another_one() {
        let replaced = Program { hash: "bb".into(), ..report() };
        assert_eq!(granted(&report()).compare(&report()), Compared::Same);
        assert_eq!(granted(&report()).compare(&replaced), Compared::Changed);
        // Handing the changed file to root afterwards does not mend it.
        assert_eq!(
            granted(&report()).compare(&Program { keeper: Keeper::System, ..replaced }),
            Compared::Changed
        );
    }

    #[test]
    fn b13_a_program_that_only_root_can_write_stays_the_same_across_updates() {
        let updated = Program { hash: "bb".into(), ..git() };
        assert_eq!(granted(&git()).compare(&updated), Compared::Updated);
        assert_eq!(granted(&git()).compare(&git()), Compared::Same);
    }

    #[test]
    fn b13_a_system_program_that_others_can_write_now_is_no_longer_what_was_allowed() {
        let loosened = Program { keeper: Keeper::Person, ..git() };
        assert_eq!(granted(&git()).compare(&loosened), Compared::Changed);
    }

    #[test]
    fn another_path_is_another_program_even_with_the_same_content() {
        let copy = Program { path: "/home/ada/git".into(), ..git() };
        assert_eq!(granted(&git()).compare(&copy), Compared::Other);
    }

    #[test]
    fn an_executable_that_counts_as_an_interpreter_now_uses_no_lasting_grant() {
        let kind = ProgramKind::Interpreter { script: None };
        assert_eq!(granted(&git()).compare(&Program { kind, ..git() }), Compared::Other);
        let kind = ProgramKind::Session;
        assert_eq!(granted(&git()).compare(&Program { kind, ..git() }), Compared::Other);
    }

    #[test]
    fn only_ordinary_programs_are_offered_a_lasting_grant() {
        assert!(offers(&git()).contains(&Lasting::UntilRevoked));
        assert!(!offers(&python("a.py")).contains(&Lasting::UntilRevoked));
        assert!(!offers(&shell()).contains(&Lasting::UntilRevoked));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_offered_no_lasting_grant() {
        use std::os::unix::ffi::OsStrExt;
        let path = std::ffi::OsStr::from_bytes(b"/home/ada/\xff").into();
        assert!(!offers(&Program { path, ..git() }).contains(&Lasting::UntilRevoked));
    }
}
