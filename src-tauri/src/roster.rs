//! What tray and notifications know of providers and accounts: a picture kept up to date by events.
//!
//! Invariant 1: an account that turns to *needs sign-in* is noticed once, and one that was found so at the
//! start is not. Invariant 2: nothing here asks the engine, so that an icon never waits for a database.

use std::collections::{BTreeMap, BTreeSet};

use lanyard_core::view::{AccountState, AccountSummary, EngineEvent, Overview, ProviderView};
use lanyard_core::words::status_of;

use crate::shell::unix_now;
use crate::words;

/// How many accounts the tray lists.
const LISTED: usize = 10;

/// The picture.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    provider_names: BTreeMap<String, String>,
    accounts: BTreeMap<String, AccountSummary>,
}

/// An account has just come to need its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The account's id.
    pub(crate) account: String,
    /// The account's title.
    pub(crate) title: String,
    /// The provider's name.
    pub(crate) provider_name: String,
}

/// What the tray shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TrayView {
    /// The first accounts, those that need their person before the others.
    pub(crate) lines: Vec<TrayLine>,
    /// How many more there are.
    pub(crate) more: usize,
    /// How many need their person.
    pub(crate) needs: usize,
}

/// One account in the tray's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrayLine {
    /// The account's id.
    pub(crate) account: String,
    /// Its title and its state.
    pub(crate) text: String,
}

impl Roster {
    /// The picture at the start; nothing in it is news.
    pub(crate) fn new(overview: &Overview) -> Self {
        let mut roster = Self::default();
        roster.name_providers(&overview.providers);
        roster.accounts = overview.accounts.iter().map(|row| (row.id.clone(), row.clone())).collect();
        roster
    }

    /// Takes an event in; says so if an account has just come to need its person.
    pub(crate) fn hear(&mut self, event: &EngineEvent) -> Option<Notice> {
        match event {
            EngineEvent::AccountChanged { account } => self.account_changed(account),
            EngineEvent::AccountRemoved { id } => {
                self.accounts.remove(id);
                None
            }
            EngineEvent::ProvidersChanged { providers } => {
                self.name_providers(providers);
                None
            }
            EngineEvent::SignInChanged { .. }
            | EngineEvent::VaultChanged { .. }
            | EngineEvent::OfflineChanged { .. }
            | EngineEvent::ProgramsChanged { .. }
            | EngineEvent::ActivityAdded { .. }
            | EngineEvent::ConsoleChanged { .. }
            | EngineEvent::JobChanged { .. }
            | EngineEvent::ProblemChanged { .. } => None,
        }
    }

    /// The events that lead from this picture to that one, for who missed the real ones.
    pub(crate) fn missed(&self, now: Overview) -> Vec<EngineEvent> {
        let present: BTreeSet<String> = now.accounts.iter().map(|row| row.id.clone()).collect();
        let gone = self.accounts.keys().filter(|id| !present.contains(*id));
        let mut events = vec![
            EngineEvent::ProvidersChanged { providers: now.providers },
            EngineEvent::VaultChanged { state: now.vault },
            EngineEvent::OfflineChanged { since: now.offline_since },
            EngineEvent::ProblemChanged { problem: now.problem },
        ];
        events.extend(gone.map(|id| EngineEvent::AccountRemoved { id: id.clone() }));
        events.extend(now.accounts.into_iter().map(|account| EngineEvent::AccountChanged { account }));
        events.extend(now.sign_ins.into_iter().map(|sign_in| EngineEvent::SignInChanged { sign_in }));
        events
    }

    /// What the tray shows now.
    pub(crate) fn tray(&self) -> TrayView {
        let now = unix_now();
        let mut rows: Vec<&AccountSummary> = self.accounts.values().collect();
        rows.sort_by_key(|row| (!needs_person(row), row.title.to_lowercase(), row.handle.clone()));
        let lines = rows.iter().take(LISTED).map(|row| TrayLine {
            account: row.id.clone(),
            text: format!("{}: {}", words::plain(&row.title), status_of(row, now).word()),
        });
        TrayView {
            lines: lines.collect(),
            more: rows.len().saturating_sub(LISTED),
            needs: rows.iter().filter(|row| needs_person(row)).count(),
        }
    }

    fn account_changed(&mut self, account: &AccountSummary) -> Option<Notice> {
        let before = self.accounts.insert(account.id.clone(), account.clone());
        let news = needs_person(account) && !before.as_ref().is_some_and(needs_person);
        news.then(|| Notice {
            account: account.id.clone(),
            title: account.title.clone(),
            provider_name: self.provider_names.get(&account.provider).cloned().unwrap_or_default(),
        })
    }

    fn name_providers(&mut self, providers: &[ProviderView]) {
        self.provider_names =
            providers.iter().map(|provider| (provider.id.clone(), provider.name.clone())).collect();
    }
}

fn needs_person(account: &AccountSummary) -> bool {
    matches!(account.state, AccountState::NeedsSignIn { .. })
}

#[cfg(test)]
pub(crate) mod samples {
    use lanyard_core::view::{AccountState, AccountSummary, Overview, VaultState};

    pub(crate) fn account(id: &str, state: AccountState) -> AccountSummary {
        AccountSummary {
            id: id.to_owned(),
            provider: "acme".to_owned(),
            handle: id.to_owned(),
            title: format!("{id}@acme.example"),
            name: None,
            state,
            lease: None,
            session_until: None,
            renews: true,
            not_saved: false,
        }
    }

    pub(crate) fn needs_sign_in() -> AccountState {
        AccountState::NeedsSignIn { at: 0.0, error: crate::shell::fault("ended".to_owned()) }
    }

    pub(crate) fn overview(accounts: Vec<AccountSummary>) -> Overview {
        Overview {
            version: "0.0.0".to_owned(),
            profile: None,
            providers: Vec::new(),
            accounts,
            vault: VaultState::Unknown,
            offline_since: None,
            problem: None,
            sign_ins: Vec::new(),
            tray: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{account, needs_sign_in, overview};
    use super::*;

    fn changed(id: &str, state: AccountState) -> EngineEvent {
        EngineEvent::AccountChanged { account: account(id, state) }
    }

    #[test]
    fn an_account_found_ended_at_the_start_is_no_news() {
        let mut roster = Roster::new(&overview(vec![account("ada", needs_sign_in())]));
        assert_eq!(roster.hear(&changed("ada", needs_sign_in())), None);
    }

    #[test]
    fn an_ended_sign_in_is_noticed_once_per_transition() {
        let mut roster = Roster::new(&overview(vec![account("ada", AccountState::Active)]));
        let notice = roster.hear(&changed("ada", needs_sign_in())).unwrap();
        assert_eq!((notice.account.as_str(), notice.title.as_str()), ("ada", "ada@acme.example"));
        assert_eq!(roster.hear(&changed("ada", needs_sign_in())), None);
        assert_eq!(roster.hear(&changed("ada", AccountState::Active)), None);
        assert!(roster.hear(&changed("ada", needs_sign_in())).is_some());
    }

    #[test]
    fn who_needs_the_person_comes_first_and_ten_are_listed() {
        let mut rows: Vec<_> = (0..12).map(|n| account(&format!("a{n:02}"), AccountState::Active)).collect();
        rows.push(account("zoe", needs_sign_in()));
        let view = Roster::new(&overview(rows)).tray();
        assert_eq!(view.lines.len(), LISTED);
        assert_eq!(view.lines[0].text, "zoe@acme.example: Sign in again");
        assert_eq!(view.lines[1].text, "a00@acme.example: Signed in");
        assert_eq!((view.more, view.needs), (3, 1));
    }

    #[test]
    fn who_fell_behind_learns_of_removals_and_ended_sign_ins() {
        let rows = vec![account("ada", AccountState::Active), account("bob", AccountState::Active)];
        let mut roster = Roster::new(&overview(rows));
        let missed = roster.missed(overview(vec![account("ada", needs_sign_in())]));
        let notices: Vec<_> = missed.iter().filter_map(|event| roster.hear(event)).collect();
        assert_eq!(notices.len(), 1);
        assert_eq!(roster.tray().lines.len(), 1);
        assert_eq!(roster.tray().needs, 1);
    }
}
