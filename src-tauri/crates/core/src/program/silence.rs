//! Denials counted, and who may not ask any more.
//!
//! Invariant 1: an ordinary program is known by its path alone here: it can't start anew by changing itself.
//! Invariant 2: only the person's own *Don't allow* counts; running out of time or closing the window doesn't.

use std::collections::HashMap;

use super::identity::{Identity, Program};
use crate::view::ProgramView;

/// Denials that silence.
const ENOUGH: u8 = 3;

/// A program that may not ask any more.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Silenced {
    pub(crate) id: String,
    pub(crate) who: Identity,
    pub(crate) program: ProgramView,
    /// Wall clock, Unix seconds.
    pub(crate) since: i64,
}

/// Denials of programs that may still ask. Each is a click of the person, so that they are few.
#[derive(Debug, Default)]
pub(crate) struct Denials(HashMap<Identity, u8>);

impl Silenced {
    /// Silences a program.
    pub(crate) fn now(id: String, program: &Program, since: i64) -> Self {
        Self { id, who: program.identity(), program: program.view(), since }
    }

    /// Whether that is the program.
    pub(crate) fn is(&self, program: &Program) -> bool {
        self.who == program.identity()
    }

    /// The path by which it is kept over a restart, if it is kept at all.
    pub(crate) fn path(&self) -> Option<&str> {
        match &self.who {
            Identity::Executable(path) => path.to_str(),
            Identity::Process(_) | Identity::Session(_) => None,
        }
    }

    /// Whether it can still be told from others.
    pub(crate) fn lives(&self) -> bool {
        match &self.who {
            Identity::Executable(_) => true,
            Identity::Process(process) | Identity::Session(process) => process.runs(),
        }
    }
}

impl Denials {
    /// Counts one more, and tells whether that was enough.
    pub(crate) fn count(&mut self, program: &Program) -> bool {
        let denials = self.0.entry(program.identity()).or_default();
        *denials += 1;
        let enough = *denials >= ENOUGH;
        if enough {
            self.forget(program);
        }
        enough
    }

    /// The person allowed it something.
    pub(crate) fn forget(&mut self, program: &Program) {
        self.0.remove(&program.identity());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::identity::tests::{git, python, shell};
    use crate::view::Keeper;

    #[test]
    fn b12_the_third_denial_is_enough() {
        let mut denials = Denials::default();
        assert_eq!([(); 3].map(|()| denials.count(&git())), [false, false, true]);
    }

    #[test]
    fn b12_a_program_that_changes_itself_is_counted_on() {
        let mut denials = Denials::default();
        let changed = |hash: &str| Program { hash: hash.into(), keeper: Keeper::Person, ..git() };
        assert_eq!(["a", "b", "c"].map(|hash| denials.count(&changed(hash))), [false, false, true]);
        assert!(Silenced::now("s".into(), &changed("a"), 0).is(&changed("d")));
    }

    #[test]
    fn others_are_not_counted_along() {
        let mut denials = Denials::default();
        denials.count(&git());
        denials.count(&git());
        assert!(!denials.count(&python("a.py")));
        assert!(!denials.count(&shell()));
        let mut another = python("a.py");
        another.process.pid = 7;
        assert!(!Silenced::now("s".into(), &python("a.py"), 0).is(&another));
    }

    #[test]
    fn an_allowed_program_starts_anew() {
        let mut denials = Denials::default();
        denials.count(&git());
        denials.count(&git());
        denials.forget(&git());
        assert!(!denials.count(&git()));
    }

    #[test]
    fn only_an_ordinary_program_is_silenced_over_a_restart() {
        assert_eq!(Silenced::now("s".into(), &git(), 0).path(), Some("/usr/bin/git"));
        assert_eq!(Silenced::now("s".into(), &shell(), 0).path(), None);
        assert_eq!(Silenced::now("s".into(), &python("a.py"), 0).path(), None);
    }
}
