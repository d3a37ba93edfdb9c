//! A report on a token that can be given to others: what `lanyard-jwt` writes, on the verification as it was shown.

use lanyard_jwt::{ShareChoices, ShareFormat};

use super::found::Found;
use super::register::Checked;
use crate::view::{ReportChoices, ReportFormat, ReportView};

/// Writes the report.
pub(super) fn report(found: &Found, checked: &Checked, choices: ReportChoices) -> ReportView {
    let decoded = found.decode();
    let observed = decoded.as_ref().map(|decoded| lanyard_jwt::observe(decoded, checked.at));
    let choices = ShareChoices {
        format: match choices.format {
            ReportFormat::Text => ShareFormat::Text,
            ReportFormat::Markdown => ShareFormat::Markdown,
            ReportFormat::Json => ShareFormat::Json,
        },
        show: choices.show,
        mask: choices.mask,
    };
    let observations = observed.unwrap_or_default();
    let shared = lanyard_jwt::share(decoded.as_ref(), &checked.report, &observations, &choices);
    let masked = shared.masked.into_iter().chain(shared.removed).collect();
    ReportView { text: shared.text, masked, shown: shared.shown }
}
