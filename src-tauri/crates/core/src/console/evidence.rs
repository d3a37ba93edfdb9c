//! Administrative acts in the activity log, and the log as a document.
//!
//! 1. Who, what, when, why and with which result stand in each act's entry, so that an export needs nothing else.
//! 2. A document says whether the log's hash chain held when it was made, and with which head.
//! 3. In a table no cell is a formula, and no text makes a column, a row or a detail.
//! 4. An export is an act too. It is written down once the document is where the person wants it, never before, with
//!    the document's SHA-256, so that a file can be told to be that one.

use jiff::Timestamp;
use lanyard_console::csv_line;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::activity::{Note, Subject, hex};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::provider::Provider;
use crate::store::{StoreError, activity, chain};
use crate::view::{
    ActivityEntry, ActivityFilter, ActivityKind, ChainView, ErrorCode, ErrorView, EvidenceFormat, NamedText,
    Unix,
};
use crate::words;

/// Columns of the table.
const HEADINGS: [&str; 10] =
    ["Number", "Reference", "When (UTC)", "Act", "Who", "Provider", "Why", "What", "Error", "Details"];

/// The fact that has a column of its own.
const REASON: &str = "reason";

/// An entry about what an administrator did.
pub(super) fn note(kind: ActivityKind, subject: Subject, provider: &Provider) -> Note {
    Note::new(kind, subject).fact("issuer", provider.settings.issuer.clone())
}

/// A moment as it is written down (RFC 3339, UTC).
pub(super) fn time(at: i64) -> String {
    Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

impl EvidenceFormat {
    /// What a file of it is called, as long as the person calls it nothing else.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "evidence.csv",
            Self::Json => "evidence.json",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

impl Inner {
    /// Has `write` keep every administrative act as a document, and then writes down that this was done.
    pub(crate) async fn export_evidence<W>(
        &self,
        format: EvidenceFormat,
        write: impl FnOnce(String) -> W,
    ) -> Result<(), ErrorView>
    where
        W: Future<Output = Result<(), ErrorView>>,
    {
        let evidence = self.store.read_aside(Evidence::read).await.map_err(|e| self.refuse(e.into()))?;
        let document =
            evidence.document(format, self.clock.unix()).map_err(|failure| self.refuse(failure))?;
        let note = Note::new(ActivityKind::EvidenceExported, Subject::default())
            .fact("format", format.name())
            .fact("acts", evidence.acts.len().to_string())
            .fact("sha256", hex(&Sha256::digest(&document)))
            .fact("log", state(&evidence.log));
        write(document).await?;
        self.record_durably(vec![note]).await.map_err(|error| self.refuse(error.into()))
    }
}

/// What there is to export.
struct Evidence {
    /// Whether the log holds.
    log: ChainView,
    /// Oldest first.
    acts: Vec<ActivityEntry>,
}

impl Evidence {
    fn read(connection: &mut Connection) -> Result<Self, StoreError> {
        // One snapshot: the head that is told is that of the acts that are.
        let snapshot = connection.transaction()?;
        Ok(Self { log: chain::check_snapshot(&snapshot)?, acts: acts(&snapshot)? })
    }

    fn document(&self, format: EvidenceFormat, now: i64) -> Result<String, Failure> {
        match format {
            EvidenceFormat::Csv => Ok(self.table(now)),
            EvidenceFormat::Json => self.json(),
        }
    }

    fn table(&self, now: i64) -> String {
        let mut file = String::from("\u{feff}");
        csv_line(&mut file, HEADINGS);
        for entry in &self.acts {
            csv_line(
                &mut file,
                [
                    &entry.seq.to_string(),
                    &entry.reference,
                    &moment(entry.at),
                    &act(entry.kind),
                    entry.account_title.as_deref().unwrap_or_default(),
                    entry.provider_name.as_deref().unwrap_or_default(),
                    reason(entry),
                    &words::activity(entry),
                    entry.error.as_ref().map_or("", |error| &error.message),
                    &details(entry.facts.iter().filter(|fact| fact.name != REASON)),
                ],
            );
        }
        let what = format!("The log is {}", state(&self.log));
        let log = details(&state_facts(&self.log));
        csv_line(&mut file, ["", "", &time(now), "log checked", "", "", "", &what, "", &log]);
        file
    }

    fn json(&self) -> Result<String, Failure> {
        let acts: Vec<Value> = self.acts.iter().map(object).collect();
        let mut log = members(&state_facts(&self.log));
        log.insert("state".to_owned(), state(&self.log).into());
        serde_json::to_string_pretty(&json!({ "log": log, "acts": acts }))
            .map_err(|error| Failure::lasting(ErrorCode::Internal, "console", error.to_string()))
    }
}

fn acts(snapshot: &Connection) -> Result<Vec<ActivityEntry>, StoreError> {
    let kinds = activity::kinds(snapshot)?;
    let mut acts = Vec::new();
    for kind in kinds.into_iter().filter(|kind| kind.is_administrative()) {
        let mut filter = ActivityFilter { kind: Some(kind), limit: u32::MAX, ..ActivityFilter::default() };
        loop {
            let entries = activity::list(snapshot, &filter)?;
            let Some(last) = entries.last() else { break };
            filter.before_seq = Some(last.seq);
            acts.extend(entries);
        }
    }
    acts.sort_by(|one, other| one.seq.total_cmp(&other.seq));
    Ok(acts)
}

/// Whether the log holds, in a word.
fn state(log: &ChainView) -> &'static str {
    match log {
        ChainView::Empty => "empty",
        ChainView::Unbroken { .. } => "unbroken",
        ChainView::Broken { .. } => "broken",
    }
}

/// How far it holds.
fn state_facts(log: &ChainView) -> Vec<NamedText> {
    let fact = |name: &str, text: String| NamedText { name: name.to_owned(), text };
    match log {
        ChainView::Empty => Vec::new(),
        ChainView::Unbroken { since, entries, head } => vec![
            fact("since", moment(*since)),
            fact("entries", entries.to_string()),
            fact("head", head.clone()),
        ],
        ChainView::Broken { after, after_seq } => {
            let after = after.map(|after| fact("after", moment(after)));
            let number = after_seq.map(|seq| fact("after number", seq.to_string()));
            after.into_iter().chain(number).collect()
        }
    }
}

/// Facts in one cell, each ended by what no text has bare.
fn details<'f>(facts: impl IntoIterator<Item = &'f NamedText>) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;");
    let each = facts.into_iter().map(|fact| format!("{}: {}", fact.name, escaped(&fact.text)));
    each.collect::<Vec<_>>().join("; ")
}

fn members(facts: &[NamedText]) -> Map<String, Value> {
    facts.iter().map(|fact| (fact.name.clone(), fact.text.as_str().into())).collect()
}

fn object(entry: &ActivityEntry) -> Value {
    json!({
        "seq": entry.seq,
        "reference": entry.reference,
        "at": moment(entry.at),
        "act": act(entry.kind),
        "who": entry.account_title,
        "provider": entry.provider_name,
        "problem": entry.problem,
        "error": entry.error.as_ref().map(|error| error.message.as_str()),
        "facts": members(&entry.facts),
    })
}

/// The reason that was given.
fn reason(entry: &ActivityEntry) -> &str {
    entry.facts.iter().find(|fact| fact.name == REASON).map_or("", |fact| &fact.text)
}

#[expect(clippy::cast_possible_truncation, reason = "it was made of whole seconds")]
fn moment(at: Unix) -> String {
    time(at as i64)
}

/// The act's name in documents.
fn act(kind: ActivityKind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name.replace('_', " "),
        Ok(_) | Err(_) => String::new(),
    }
}
