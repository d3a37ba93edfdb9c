//! The Inspector against the real provider, without its window: the support staff's walk, what is left of a token that
//! was pasted, and what becomes of anything else that can be.

mod bad_input;
mod nothing_left;
mod walk;

use anyhow::Context;
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::{Result, colleague};
use lanyard_core::view::{
    AccountSummary, ErrorView, InspectionView, ReportChoices, ReportFormat, RuleResult, TokenSource,
};
use secrecy::SecretString;
use serde_json::json;

use crate::real::sits_down;
use crate::rig::{Rig, told};

/// A desk of the support staff, where Ada is signed in at Acme ID.
struct Support {
    rig: Rig,
    account: AccountSummary,
    enterprise: Enterprise,
    _desk: Desk,
}

impl Support {
    async fn desk() -> Result<Self> {
        let desk = Desk::bare()?;
        let enterprise = Enterprise::start(&desk).await?;
        let rig = Rig::with(&[enterprise.acme(), enterprise.contoso()]).await?;
        sits_down(&rig, &enterprise, "ada", false);
        let account = rig.link("acme").await?;
        Ok(Self { rig, account, enterprise, _desk: desk })
    }

    /// Ada's token of the orders API, which a program of hers has kept for ten minutes.
    async fn expired(&self) -> Result<String> {
        self.enterprise.press("date-back", json!({ "login": "ada", "seconds": 600 })).await?;
        let token = colleague::access_token(&self.enterprise, "ada").await?;
        self.enterprise.press("date-back", json!({ "login": "ada", "seconds": 0 })).await?;
        Ok(token)
    }

    async fn pasted(&self, text: &str) -> Result<InspectionView> {
        self.paste(text).await.map_err(|error| told(&error))
    }

    async fn paste(&self, text: &str) -> std::result::Result<InspectionView, ErrorView> {
        self.rig.engine.inspect(TokenSource::Clipboard, SecretString::from(text)).await
    }
}

/// Names of the rules that came out like this, in the view's order.
fn rules(inspection: &InspectionView, result: RuleResult) -> Vec<&str> {
    let verdicts = &inspection.check.verdicts;
    verdicts.iter().filter(|verdict| verdict.result == result).map(|verdict| verdict.rule.as_str()).collect()
}

/// A report as it is proposed.
fn as_proposed(format: ReportFormat) -> ReportChoices {
    ReportChoices { format, show: Vec::new(), mask: Vec::new() }
}

/// A claim's value as text, where it is one.
fn claim(inspection: &InspectionView, name: &str) -> Result<String> {
    let claim = inspection.claims.iter().find(|claim| claim.name == name);
    let claim = claim.with_context(|| format!("the token has {name}"))?;
    serde_json::from_str(&claim.json).with_context(|| format!("{name} is a text"))
}
