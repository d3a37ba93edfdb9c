//! A token that is looked at: what it says, and whether it is valid.
//!
//! Invariant 1: verdict and claims travel together, so that no reader can show claims without saying whether they were
//! verified.

mod check;
mod comparison;
mod keys;
mod report;
mod token;

pub use check::{
    CheckChoices, CheckProfile, CheckView, KeyChoice, ObservationView, RuleResult, VerdictView, Weight,
};
pub use comparison::{CompareWith, ComparedClaim, ComparisonView, EarlierLease};
pub use keys::{KeySetView, KeyView};
pub use report::{ReportChoices, ReportFormat, ReportView};
pub use token::{InspectedClaim, InspectionView, TokenForm, TokenPreview, TokenSource, Wrapping};
