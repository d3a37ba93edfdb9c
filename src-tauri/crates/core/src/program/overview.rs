//! Programs, as people see them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::decide::By;
use super::grant::{Grant, offers};
use super::new_address::NewAddress;
use super::policy::ProgramRule;
use super::question::{About, Question};
use super::register::Use;
use crate::engine::Inner;
use crate::view::{
    EngineEvent, GrantOrigin, GrantView, Keeper, Lasting, ProgramKind, ProgramView, Programs, QuestionAbout,
    QuestionView, SilencedView, unix,
};

/// What stands before the number of a rule in the id of what it grants.
const OF_POLICY: &str = "policy-";

/// What people know an account by.
struct Named {
    handle: String,
    title: String,
    provider: String,
    /// Scopes that its own tokens have.
    scopes: Vec<String>,
}

impl Inner {
    /// Everything about programs.
    pub(crate) fn programs_view(&self) -> Programs {
        let (grants, silenced, questions) = {
            let book = self.programs.book();
            let grants: Vec<(Grant, Use)> = book
                .grants
                .iter()
                .map(|grant| (grant.clone(), book.use_of(&By::Grant(grant.id.clone()))))
                .collect();
            let questions: Vec<_> = book.questions.iter().map(asked_by).collect();
            (grants, book.silenced.clone(), questions)
        };
        let mut views: Vec<GrantView> =
            grants.into_iter().filter_map(|(grant, used)| self.grant_view(&grant, used)).collect();
        views.extend(self.policy_views());
        views.sort_by_key(|grant| {
            Reverse((grant.used_at.map(f64::to_bits), grant.made_at.to_bits(), grant.id.clone()))
        });
        Programs {
            grants: views,
            silenced: silenced
                .into_iter()
                .map(|silenced| SilencedView {
                    id: silenced.id,
                    program: silenced.program,
                    since: unix(silenced.since),
                })
                .collect(),
            questions: questions.into_iter().filter_map(|question| self.question_view(question)).collect(),
        }
    }

    /// Announces what changed about programs.
    pub(crate) fn announce_programs(&self) {
        self.announce(EngineEvent::ProgramsChanged { programs: self.programs_view() });
    }

    /// Names of the programs that may use an account now, each once.
    pub(crate) fn programs_using(&self, account: &str) -> Vec<String> {
        self.programs.follow();
        let grants = self.programs_view().grants.into_iter().filter(|grant| grant.account == account);
        grants.map(|grant| grant.program.name).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether this is the id of something that the policy grants.
    pub(super) fn is_of_policy(&self, grant: &str) -> bool {
        grant.starts_with(OF_POLICY) && self.policy_views().iter().any(|view| view.id == grant)
    }

    fn grant_view(&self, grant: &Grant, used: Use) -> Option<GrantView> {
        let account = self.named(&grant.account)?;
        Some(GrantView {
            id: grant.id.clone(),
            program: grant.program(),
            account: grant.account.clone(),
            handle: account.handle,
            title: account.title,
            asked_scopes: grant.limits.scopes.clone(),
            given_scopes: used.given_scopes,
            resource: grant.limits.resource.clone(),
            lasting: grant.lasting(),
            origin: grant.origin,
            made_at: unix(grant.made_at),
            used_at: used.at.map(unix),
            uses: used.times,
        })
    }

    fn policy_views(&self) -> Vec<GrantView> {
        let mut views = Vec::new();
        for (number, rule) in self.policy.programs.allowing() {
            for cell in self.cells() {
                let Some(account) = self.named(&cell.id).filter(|a| rule.is_for(&a.provider, &a.handle))
                else {
                    continue;
                };
                let by = By::Policy { rule: number, account: cell.id.clone() };
                let used = self.programs.book().use_of(&by);
                views.push(GrantView {
                    id: format!("{OF_POLICY}{number}-{}", cell.id),
                    program: program_of(rule),
                    account: cell.id.clone(),
                    handle: account.handle,
                    title: account.title,
                    asked_scopes: rule.limits.scopes.clone(),
                    given_scopes: used.given_scopes,
                    resource: rule.limits.resource.clone(),
                    lasting: Lasting::UntilRevoked,
                    origin: GrantOrigin::Policy,
                    made_at: unix(self.programs.since()),
                    used_at: used.at.map(unix),
                    uses: used.times,
                });
            }
        }
        views
    }

    fn question_view(&self, question: QuestionView) -> Option<QuestionView> {
        let account = self.named(&question.account)?;
        let provider_name = self.provider(&account.provider).ok()?.settings.name.clone();
        let mut question = question;
        match &mut question.about {
            QuestionAbout::Tokens { scopes, .. } if scopes.is_empty() => *scopes = account.scopes,
            QuestionAbout::Tokens { .. }
            | QuestionAbout::Sending { .. }
            | QuestionAbout::NewAddress { .. } => {}
        }
        Some(QuestionView { handle: account.handle, title: account.title, provider_name, ..question })
    }

    fn named(&self, account: &str) -> Option<Named> {
        let cell = self.cell(account).ok()?;
        let account = cell.lock();
        Some(Named {
            handle: account.record.handle.clone(),
            title: account.title(),
            provider: account.record.provider.clone(),
            scopes: account.record.body.granted.clone(),
        })
    }
}

/// A question as far as it tells itself; what the account is called is filled in afterwards.
fn asked_by(question: &Question) -> QuestionView {
    let (about, offers) = match &question.about {
        About::Tokens { program, asked, changed_since } => {
            let about = QuestionAbout::Tokens {
                program: program.view(),
                scopes: asked.limits.scopes.clone(),
                resource: asked.limits.resource.clone(),
                changed_since: changed_since.map(unix),
            };
            (about, offers(program))
        }
        About::Sending(sending) => (sending.view(), sending.offers().into()),
        About::NewAddress(address) => (address.view(), NewAddress::OFFERS.into()),
    };
    QuestionView {
        id: question.id.clone(),
        about,
        account: question.about.account().to_owned(),
        handle: String::new(),
        title: String::new(),
        provider_name: String::new(),
        offers,
        until: unix(question.until),
    }
}

/// A rule names a file; who runs it is not known before it asks.
fn program_of(rule: &ProgramRule) -> ProgramView {
    let name = rule.path.file_name().unwrap_or(rule.path.as_os_str());
    ProgramView {
        name: lanyard_oauth::inert(&name.to_string_lossy()),
        path: super::identity::inert_path(&rule.path),
        kind: ProgramKind::Ordinary,
        keeper: Keeper::System,
        parents: Vec::new(),
        terminal: None,
        folder: None,
    }
}
