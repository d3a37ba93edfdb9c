//! Administrative acts in the activity log, and the log as a document.
//!
//! 1. Who, what, when, why and with which result stand in each act's entry, so that an export needs nothing else.
//! 2. In a table no cell is a formula, and no name makes a column or a row.

use jiff::Timestamp;
use lanyard_console::csv_line;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::activity::{Note, Subject};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::provider::Provider;
use crate::store::{StoreError, activity};
use crate::view::{ActivityEntry, ActivityFilter, ActivityKind, ErrorCode, EvidenceFormat, Unix};
use crate::words;

/// Acts that are evidence.
const ACTS: [ActivityKind; 8] = [
    ActivityKind::ConsoleOpened,
    ActivityKind::ConsoleLeft,
    ActivityKind::EndingOrdered,
    ActivityKind::SessionsEnded,
    ActivityKind::UserDisabled,
    ActivityKind::NotBeforeSet,
    ActivityKind::EndingProved,
    ActivityKind::EvidenceExported,
];

/// Columns of the table.
const HEADINGS: [&str; 10] =
    ["Number", "Reference", "When (UTC)", "Act", "Who", "Provider", "Why", "What", "Error", "Details"];

/// An entry about what an administrator did.
pub(super) fn note(kind: ActivityKind, subject: Subject, provider: &Provider) -> Note {
    Note::new(kind, subject).fact("issuer", provider.settings.issuer.clone())
}

/// A moment as it is written down (RFC 3339, UTC).
pub(super) fn time(at: i64) -> String {
    Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

impl Inner {
    /// Every administrative act, oldest first.
    pub(crate) async fn export_evidence(&self, format: EvidenceFormat) -> Result<String, Failure> {
        let acts = self.store.read_aside(acts).await?;
        let count = acts.len().to_string();
        let document = match format {
            EvidenceFormat::Csv => table(&acts),
            EvidenceFormat::Json => {
                let acts: Vec<Value> = acts.iter().map(object).collect();
                serde_json::to_string_pretty(&acts)
                    .map_err(|error| Failure::lasting(ErrorCode::Internal, "console", error.to_string()))?
            }
        };
        self.record(Note::new(ActivityKind::EvidenceExported, Subject::default()).fact("entries", count))
            .await;
        Ok(document)
    }
}

fn acts(connection: &mut Connection) -> Result<Vec<ActivityEntry>, StoreError> {
    let mut acts = Vec::new();
    for kind in ACTS {
        let mut filter = ActivityFilter { kind: Some(kind), limit: u32::MAX, ..ActivityFilter::default() };
        loop {
            let entries = activity::list(connection, &filter)?;
            let Some(last) = entries.last() else { break };
            filter.before_seq = Some(last.seq);
            acts.extend(entries);
        }
    }
    acts.sort_by(|one, other| one.seq.total_cmp(&other.seq));
    Ok(acts)
}

fn fact<'e>(entry: &'e ActivityEntry, name: &str) -> &'e str {
    entry.facts.iter().find(|fact| fact.name == name).map_or("", |fact| &fact.text)
}

#[expect(clippy::cast_possible_truncation, reason = "it was made of whole seconds")]
fn moment(at: Unix) -> String {
    time(at as i64)
}

fn table(acts: &[ActivityEntry]) -> String {
    let mut file = String::from("\u{feff}");
    csv_line(&mut file, HEADINGS);
    for entry in acts {
        let details = entry.facts.iter().filter(|fact| fact.name != "reason");
        let details: Vec<String> = details.map(|fact| format!("{}: {}", fact.name, fact.text)).collect();
        csv_line(
            &mut file,
            [
                &entry.seq.to_string(),
                &entry.reference,
                &moment(entry.at),
                &act(entry.kind),
                entry.account_title.as_deref().unwrap_or_default(),
                entry.provider_name.as_deref().unwrap_or_default(),
                fact(entry, "reason"),
                &words::activity(entry),
                entry.error.as_ref().map_or("", |error| &error.message),
                &details.join("; "),
            ],
        );
    }
    file
}

fn object(entry: &ActivityEntry) -> Value {
    let facts = entry.facts.iter().map(|fact| (fact.name.clone(), Value::from(fact.text.as_str())));
    json!({
        "seq": entry.seq,
        "reference": entry.reference,
        "at": moment(entry.at),
        "act": act(entry.kind),
        "who": entry.account_title,
        "provider": entry.provider_name,
        "problem": entry.problem,
        "error": entry.error.as_ref().map(|error| error.message.as_str()),
        "facts": facts.collect::<Map<_, _>>(),
    })
}

/// The act's name in documents.
fn act(kind: ActivityKind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name.replace('_', " "),
        Ok(_) | Err(_) => String::new(),
    }
}
