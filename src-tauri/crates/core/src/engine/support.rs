//! What concerns all accounts at once, and what a person can send to support.

use std::fmt::Write;

use super::inner::lock;
use super::{Engine, Inner};
use crate::failure::Failure;
use crate::store::activity;
use crate::view::{ActivityEntry, ActivityFilter, EngineEvent, ErrorCode, ErrorView, unix};

/// Entries of an account that go into the text for support.
const RECENT: u32 = 20;
/// Seconds by which the clock may be off before it is told (CHECKLIST R95).
const SKEW_TOLD: i64 = 300;

impl Engine {
    /// A text for support: about an account, an error's reference, or both. It holds no secret: it is made
    /// of views and activity entries, which hold none.
    ///
    /// # Errors
    /// `not_found`, or what the database says.
    pub async fn support_text(
        &self,
        account: Option<&str>,
        reference: Option<&str>,
    ) -> Result<String, ErrorView> {
        let inner = self.running()?;
        let mut text = format!("Lanyard {} on {}\n", inner.version, std::env::consts::OS);
        if let Some(reference) = reference {
            let wanted = reference.to_owned();
            let entry = inner.store.run(move |db| activity::by_reference(db, &wanted)).await;
            let entry = entry.map_err(|error| inner.refuse(error.into()))?;
            let entry = entry.ok_or_else(|| inner.refuse(Failure::not_found("reference")))?;
            push_entry(&mut text, &entry);
        }
        if let Some(id) = account {
            let detail = self.account(id).await?;
            push(&mut text, "Account", &format!("{} ({})", detail.summary.title, detail.summary.handle));
            push(&mut text, "Provider", &format!("{} · {}", detail.provider.name, detail.provider.issuer));
            push(&mut text, "Client ID", &detail.provider.client_id);
            push(&mut text, "State", &format!("{:?}", detail.summary.state));
            if let Some(answer) = detail.last_answer {
                push(
                    &mut text,
                    "Last answer",
                    &format!("{} at {} (Unix {})", answer.status, answer.endpoint, answer.at),
                );
            }
            if let Some(skew) = detail.clock_skew {
                push(&mut text, "Clock difference", &format!("{skew} s"));
            }
            let filter =
                ActivityFilter { account: Some(id.to_owned()), limit: RECENT, ..ActivityFilter::default() };
            text.push_str("\nRecent activity\n");
            for entry in self.activity(filter).await? {
                push_entry(&mut text, &entry);
            }
        }
        Ok(text)
    }
}

fn push(text: &mut String, name: &str, value: &str) {
    // Writing into a string can't fail.
    let _ = writeln!(text, "{name}: {value}");
}

fn push_entry(text: &mut String, entry: &ActivityEntry) {
    push(text, &entry.reference, &format!("{:?} at Unix {}", entry.kind, entry.at));
    if let Some(error) = &entry.error {
        push(text, "  code", &format!("{:?}", error.code));
        push(text, "  message", &error.message);
        let facts = &error.facts;
        let status = facts.status.map(|status| status.to_string());
        let told = [
            ("  step", facts.step.as_ref()),
            ("  host", facts.host.as_ref()),
            ("  status", status.as_ref()),
            ("  error", facts.oauth_error.as_ref()),
            ("  provider's words", facts.words.as_ref()),
            ("  detail", facts.detail.as_ref()),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                push(text, name, value);
            }
        }
    }
    for fact in &entry.facts {
        push(text, &format!("  {}", fact.name), &fact.text);
    }
}

impl Inner {
    /// Looks at all providers after an exchange: is the network gone, is the clock off?
    pub(crate) async fn look_around(&self) {
        let used: Vec<String> = self.cells().iter().map(|cell| cell.lock().record.provider.clone()).collect();
        let providers = self.all_providers();
        let used: Vec<_> = providers.iter().filter(|p| used.contains(&p.settings.id)).collect();
        let since: Option<Vec<i64>> = used.iter().map(|p| p.reach.unreachable_since()).collect();
        let offline = since.and_then(|since| since.into_iter().min());
        let before = std::mem::replace(&mut *lock(&self.offline_since), offline);
        if before != offline {
            self.announce(EngineEvent::OfflineChanged { since: offline.map(unix) });
        }
        let skewed = used.iter().find_map(|p| {
            let skew = p.reach.skew().filter(|skew| skew.abs() > SKEW_TOLD)?;
            let mut failure = Failure::lasting(ErrorCode::ClockOff, "clock", "the clock is off");
            failure.facts.skew = Some(unix(skew));
            Some(p.named(failure))
        });
        self.clock_problem(skewed);
    }

    fn clock_problem(&self, skewed: Option<Failure>) {
        let mut problem = lock(&self.problem);
        let told = problem.as_ref().is_some_and(|problem| problem.code == ErrorCode::ClockOff);
        match skewed {
            Some(failure) if problem.is_none() => *problem = Some(self.refuse(failure)),
            None if told => *problem = None,
            Some(_) | None => return,
        }
        let problem = problem.clone();
        self.announce(EngineEvent::ProblemChanged { problem });
    }
}
