//! What the administrator's policy says about programs.
//!
//! ```toml
//! [programs]
//! default = "deny"                # or "ask", which is what holds without a policy
//!
//! [[program]]
//! path = "/usr/bin/git"           # as the kernel names the file, which `readlink -f` shows
//! decision = "allow"              # "allow", "deny" or "ask"
//! providers = ["acme"]            # optional: only accounts there
//! accounts = ["acme-admin"]       # optional: only accounts of these handles
//! scopes = ["orders:read"]        # optional, for "allow": no more than these
//! resource = "https://orders.acme.example"        # optional, for "allow": only there
//! ```
//!
//! Invariant 1: what one rule denies, no other rule and no grant allows; the order of rules is of no account.
//! Invariant 2: `allow` holds only for an ordinary program that only root can change. Whoever can write the
//! file could put anything in its place, and a policy would then allow what its author never saw; a shell or an
//! interpreter would lend the permission to whatever it is told to run. Both then go by the default.
//! Invariant 3: a rule whose path is a link denies (or has asked) the program behind it too, but it does not
//! allow it. Handles are the person's to choose, so that a rule that denies is better made with `providers`.

use std::path::PathBuf;

use serde::Deserialize;

use super::decide::Asked;
use super::identity::Program;
use super::limits::Limits;
use crate::view::{Keeper, ProgramKind};

/// The rules about programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProgramPolicy {
    rules: Vec<ProgramRule>,
    otherwise: Otherwise,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProgramRule {
    pub(crate) path: PathBuf,
    /// The file behind the path, if that is a link.
    behind: Option<PathBuf>,
    verdict: Verdict,
    providers: Option<Vec<String>>,
    accounts: Option<Vec<String>>,
    pub(crate) limits: Limits,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Allow,
    Deny,
    Ask,
}

/// What holds where no rule speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Otherwise {
    #[default]
    Ask,
    Deny,
}

/// What the policy makes of an ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ruling {
    /// Given: these limits of what the rule of this number grants.
    Allow { rule: usize, limits: Limits, granted: Limits },
    /// Denied, whatever the person says.
    Deny,
    /// The person decides.
    Ask,
}

impl ProgramPolicy {
    /// What the policy makes of an ask.
    pub(crate) fn ruling(&self, program: &Program, asked: &Asked) -> Ruling {
        let rules = || self.rules.iter().enumerate().filter(|(_, rule)| rule.concerns(program, asked));
        if rules().any(|(_, rule)| rule.verdict == Verdict::Deny) {
            return Ruling::Deny;
        }
        let allowed = rules().find_map(|(number, rule)| {
            let limits = rule.allows(program, asked)?;
            Some(Ruling::Allow { rule: number, limits, granted: rule.limits.clone() })
        });
        if let Some(allowed) = allowed {
            return allowed;
        }
        let asks = rules().any(|(_, rule)| rule.verdict == Verdict::Ask);
        match self.otherwise {
            Otherwise::Deny if !asks => Ruling::Deny,
            Otherwise::Deny | Otherwise::Ask => Ruling::Ask,
        }
    }

    /// Rules that allow something, with their numbers.
    pub(crate) fn allowing(&self) -> impl Iterator<Item = (usize, &ProgramRule)> {
        self.rules.iter().enumerate().filter(|(_, rule)| rule.verdict == Verdict::Allow)
    }
}

impl ProgramRule {
    fn concerns(&self, program: &Program, asked: &Asked) -> bool {
        (self.path == program.path || self.behind.as_ref() == Some(&program.path))
            && self.is_for(&asked.provider, &asked.handle)
    }

    /// Whether it speaks of an account of this handle at this provider.
    pub(crate) fn is_for(&self, provider: &String, handle: &String) -> bool {
        self.providers.as_ref().is_none_or(|providers| providers.contains(provider))
            && self.accounts.as_ref().is_none_or(|accounts| accounts.contains(handle))
    }

    fn allows(&self, program: &Program, asked: &Asked) -> Option<Limits> {
        let holds = self.verdict == Verdict::Allow
            && self.path == program.path
            && program.kind == ProgramKind::Ordinary
            && program.keeper == Keeper::System;
        if holds { self.limits.narrow(&asked.limits) } else { None }
    }
}

/// The table `[programs]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgramsTable {
    #[serde(default)]
    default: Otherwise,
}

/// One table `[[program]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgramTable {
    path: PathBuf,
    decision: Verdict,
    providers: Option<Vec<String>>,
    accounts: Option<Vec<String>>,
    #[serde(default)]
    scopes: Vec<String>,
    resource: Option<String>,
}

impl ProgramsTable {
    /// The policy of these rules.
    pub(crate) fn with(self, rules: Vec<ProgramRule>) -> ProgramPolicy {
        ProgramPolicy { rules, otherwise: self.default }
    }
}

impl ProgramTable {
    /// The rule, or what is wrong with it.
    pub(crate) fn rule(self) -> Result<ProgramRule, String> {
        if !self.path.is_absolute() {
            return Err("path is not absolute".to_owned());
        }
        let limits = Limits::of(self.scopes, self.resource).map_err(|bad| {
            format!("{:?} is no scope or no resource", bad.facts.detail.unwrap_or_default())
        })?;
        if self.decision != Verdict::Allow && limits != Limits::default() {
            return Err("scopes and resource go with decision = \"allow\" alone".to_owned());
        }
        let behind = std::fs::canonicalize(&self.path).ok().filter(|file| *file != self.path);
        Ok(ProgramRule {
            path: self.path,
            behind,
            verdict: self.decision,
            providers: self.providers,
            accounts: self.accounts,
            limits,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::program::decide::tests::asked;
    use crate::program::identity::tests::{git, python, shell};
    use crate::program::limits::tests::limits;
    use crate::provider::Policy;

    /// A policy's part about programs.
    pub(crate) fn policy(text: &str) -> ProgramPolicy {
        Policy::parse(text).unwrap().programs
    }

    const ALLOW_GIT: &str = "[[program]]\npath = \"/usr/bin/git\"\ndecision = \"allow\"\n";

    #[test]
    fn no_policy_asks() {
        assert_eq!(ProgramPolicy::default().ruling(&git(), &asked("", None)), Ruling::Ask);
    }

    #[test]
    fn allows_by_path() {
        let ruling = policy(ALLOW_GIT).ruling(&git(), &asked("", None));
        let free = Limits::default();
        assert_eq!(ruling, Ruling::Allow { rule: 0, limits: free.clone(), granted: free });
        let other = Program { path: "/usr/bin/curl".into(), ..git() };
        assert_eq!(policy(ALLOW_GIT).ruling(&other, &asked("", None)), Ruling::Ask);
    }

    #[test]
    fn never_allows_a_file_that_the_person_can_write() {
        let writable = Program { keeper: Keeper::Person, ..git() };
        assert_eq!(policy(ALLOW_GIT).ruling(&writable, &asked("", None)), Ruling::Ask);
        let strict = policy(&format!("[programs]\ndefault = \"deny\"\n{ALLOW_GIT}"));
        assert_eq!(strict.ruling(&writable, &asked("", None)), Ruling::Deny);
    }

    #[test]
    fn never_allows_a_shell_or_an_interpreter() {
        let rule = |program: &Program| {
            let path = program.path.display();
            policy(&format!("[[program]]\npath = \"{path}\"\ndecision = \"allow\""))
        };
        for program in [shell(), python("a.py")] {
            assert_eq!(rule(&program).ruling(&program, &asked("", None)), Ruling::Ask);
        }
    }

    #[test]
    fn what_is_denied_is_denied_in_whatever_order() {
        let deny = "[[program]]\npath = \"/usr/bin/git\"\ndecision = \"deny\"\nproviders = [\"acme\"]\n";
        for text in [format!("{deny}{ALLOW_GIT}"), format!("{ALLOW_GIT}{deny}")] {
            assert_eq!(policy(&text).ruling(&git(), &asked("", None)), Ruling::Deny);
            let elsewhere = Asked { provider: "contoso".into(), ..asked("", None) };
            assert!(matches!(policy(&text).ruling(&git(), &elsewhere), Ruling::Allow { rule: 0 | 1, .. }));
        }
    }

    #[test]
    fn allows_within_its_limits_only() {
        let text =
            format!("{ALLOW_GIT}scopes = [\"read\"]\nresource = \"https://a\"\naccounts = [\"acme\"]\n");
        let policy = policy(&text);
        let given = limits("read", Some("https://a"));
        let allowed = Ruling::Allow { rule: 0, limits: given.clone(), granted: given };
        assert_eq!(policy.ruling(&git(), &asked("", None)), allowed);
        assert_eq!(policy.ruling(&git(), &asked("read write", None)), Ruling::Ask);
        assert_eq!(policy.ruling(&git(), &asked("read", Some("https://b"))), Ruling::Ask);
        let other = Asked { handle: "acme-admin".into(), ..asked("", None) };
        assert_eq!(policy.ruling(&git(), &other), Ruling::Ask);
    }

    #[test]
    fn denies_the_rest_but_asks_where_a_rule_says_so() {
        let strict =
            "[programs]\ndefault = \"deny\"\n[[program]]\npath = \"/usr/bin/git\"\ndecision = \"ask\"";
        assert_eq!(policy(strict).ruling(&git(), &asked("", None)), Ruling::Ask);
        assert_eq!(policy(strict).ruling(&shell(), &asked("", None)), Ruling::Deny);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_denies_the_program_behind_it_and_never_allows_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("tool-1.2"), folder.path().join("tool"));
        std::fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let program = Program { path: std::fs::canonicalize(&file).unwrap(), ..git() };
        let ruling = |decision: &str| {
            let rule = format!("[[program]]\npath = {:?}\ndecision = \"{decision}\"", link.display());
            policy(&rule).ruling(&program, &asked("", None))
        };
        assert_eq!(ruling("deny"), Ruling::Deny);
        assert_eq!(ruling("allow"), Ruling::Ask);
    }

    #[test]
    fn a_rule_that_cannot_be_meant_breaks_the_policy_at_its_place() {
        let cases = [
            ("\n[[program]]\npath = \"git\"\ndecision = \"allow\"", 2, 1),
            ("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"maybe\"", 3, 12),
            ("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"deny\"\nscopes = [\"read\"]", 1, 1),
            ("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"allow\"\nscopes = [\"a b\"]", 1, 1),
            ("[[program]]\npath = \"/usr/bin/git\"", 1, 1),
            ("[[program]]\npath = \"/usr/bin/git\"\ndecision = \"allow\"\nuser = \"ada\"", 4, 1),
            ("[programs]\ndefault = \"allow\"", 2, 11),
        ];
        for (text, line, column) in cases {
            let error = Policy::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }
}
