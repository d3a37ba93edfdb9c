//! Whether each provider answers, and the clock beside theirs.

use std::time::Duration;

use jiff::fmt::rfc2822;
use lanyard_core::view::ProviderView;
use lanyard_core::words::{length_in_words, plain};
use reqwest::header::DATE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::task::JoinSet;

use super::Check;
use crate::time;

/// How long a provider may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds by which a clock may be off: beyond that tokens are refused (CHECKLIST R95).
const TOLERATED: f64 = 300.0;

/// What came of one provider.
struct Answer {
    check: Check,
    /// Our clock less theirs, in seconds.
    skew: Option<f64>,
}

/// Every provider at once; then the clock, by whoever told the time.
pub(super) async fn checks(providers: &[ProviderView]) -> Vec<Check> {
    let client = match Client::builder().redirect(Policy::none()).timeout(PATIENCE).build() {
        Ok(client) => client,
        Err(error) => {
            return vec![Check::problem("Network", error.to_string(), "Check the system's certificates.")];
        }
    };
    let mut asking = JoinSet::new();
    for (position, provider) in providers.iter().enumerate() {
        let (client, name, address) = (client.clone(), plain(&provider.name), address(provider));
        asking.spawn(async move { (position, ask(&client, &name, &address).await) });
    }
    let mut answers = asking.join_all().await;
    answers.sort_by_key(|(position, _)| *position);
    let skews: Vec<f64> = answers.iter().filter_map(|(_, answer)| answer.skew).collect();
    let mut checks: Vec<_> = answers.into_iter().map(|(_, answer)| answer.check).collect();
    checks.extend(clock(&skews));
    checks
}

/// What is asked for: the metadata (OpenID Connect Discovery, section 4), else the token endpoint.
fn address(provider: &ProviderView) -> String {
    let token = provider.endpoints.iter().find(|endpoint| endpoint.name == "token");
    match token.filter(|_| provider.endpoints_given) {
        Some(token) => token.url.clone(),
        None => format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/')),
    }
}

async fn ask(client: &Client, name: &str, address: &str) -> Answer {
    let named = format!("Provider {name}");
    match client.get(address).send().await {
        Ok(response) => {
            let detail = format!("answers (HTTP {})", response.status().as_u16());
            Answer { skew: skew(&response), check: Check::ok(named, detail) }
        }
        Err(error) => {
            let advice = if is_certificate(&error) {
                "If your IT gave it a certificate authority of its own, Lanyard uses that; this check doesn't."
            } else {
                "Check the network, the proxy and the issuer's address."
            };
            Answer { skew: None, check: Check::problem(named, deepest(&error), advice) }
        }
    }
}

/// The `Date` of an answer has whole seconds.
fn skew(response: &Response) -> Option<f64> {
    let date = response.headers().get(DATE)?.to_str().ok()?;
    let theirs = rfc2822::parse(date).ok()?.timestamp().as_millisecond();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 stay below 2^53")]
    let theirs = theirs as f64 / 1_000.0;
    Some(time::unix() - theirs)
}

/// The clock that most agree on: the smallest difference, since one provider alone may be wrong.
fn clock(skews: &[f64]) -> Option<Check> {
    let skew = skews.iter().copied().min_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    if skew.abs() <= TOLERATED {
        return Some(Check::ok("Clock", "as the providers'"));
    }
    let way = if skew < 0.0 { "behind" } else { "ahead of" };
    let detail = format!("{} {way} the providers'", length_in_words(skew));
    Some(Check::problem("Clock", detail, "Set the clock, or let the system set it (NTP)."))
}

fn is_certificate(error: &reqwest::Error) -> bool {
    deepest(error).contains("certificate")
}

fn deepest(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    crate::output::inert(&cause.to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::State;

    #[test]
    fn one_wrong_provider_makes_no_wrong_clock() {
        assert_eq!(clock(&[]), None);
        assert_eq!(clock(&[9_000.0, -2.0]).unwrap().state, State::Ok);
        let behind = clock(&[-420.0, -425.0]).unwrap();
        assert_eq!(
            (behind.state, behind.detail.as_str()),
            (State::Problem, "7 minutes behind the providers'")
        );
    }
}
