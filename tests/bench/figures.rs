//! What was found, and the table of it.

use std::fmt::Write as _;
use std::time::Duration;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// The figure of Lanyard.
    pub(crate) ours: f64,
    /// What it is held against: the empty window's figure, or a limit.
    pub(crate) other: Option<f64>,
    /// `ms`, `MB`, `k/s` or `/s`.
    pub(crate) unit: &'static str,
    /// Which ratio is good; `None` where the line only informs.
    pub(crate) good: Option<Good>,
}

/// Which ratio of ours to the other is good.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Good {
    /// This one or less: of times and sizes.
    AtMost(f64),
    /// This one or more: of rates.
    AtLeast(f64),
}

/// All lines, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Figures {
    /// Adds a line.
    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds what a reader has to know about the figures.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// The table.
    pub(crate) fn table(&self) -> String {
        let mut text = format!("\n{:<58} {:>9} {:>9} {:>6}\n", "", "Lanyard", "beside", "ratio");
        for row in &self.rows {
            let figure = |value: f64| format!("{} {}", three_digits(value), row.unit);
            let (ours, other) = (figure(row.ours), row.other.map(figure).unwrap_or_default());
            let ratio = row.other.map(|other| row.ours / other);
            let verdict = ratio.zip(row.good).map(|(ratio, good)| good.says(ratio)).unwrap_or_default();
            let ratio = ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
            let _ = writeln!(text, "{:<58} {ours:>9} {other:>9} {ratio:>6}  {verdict}", row.what);
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}");
        }
        text
    }
}

impl Good {
    fn says(self, ratio: f64) -> String {
        match self {
            Self::AtMost(most) if ratio <= most => format!("good (at most {most})"),
            Self::AtMost(most) => format!("TOO MUCH (at most {most})"),
            Self::AtLeast(least) if ratio >= least => format!("good (at least {least})"),
            Self::AtLeast(least) => format!("TOO LITTLE (at least {least})"),
        }
    }
}

/// As many decimals as a reader can use.
fn three_digits(value: f64) -> String {
    let decimals = if value < 1.0 {
        3
    } else if value < 10.0 {
        2
    } else {
        1
    };
    format!("{value:.decimals$}")
}

/// A duration as the table has it.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The middle value.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which that part of all values lies.
pub(crate) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred values"
    )]
    let index = ((sorted.len().saturating_sub(1)) as f64 * part).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}
