//! A report on a token that can be shared.
//!
//! Invariant 1: the signature is never in it, personal claims only where they were asked for.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
}

/// What a report holds: the signature never, personal claims only when asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ReportChoices {
    /// How it is written.
    pub format: ReportFormat,
    /// Claims that are masked by default and shall be shown, by name.
    pub show: Vec<String>,
    /// Claims that are shown by default and shall be masked, by name.
    pub mask: Vec<String>,
}

/// A report that can be shared, as it will be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ReportView {
    /// The whole text.
    pub text: String,
    /// Claims that are masked in it, by name.
    pub masked: Vec<String>,
    /// Every claim that is shown in it, by name.
    pub shown: Vec<String>,
}
