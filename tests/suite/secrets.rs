//! The search for secrets in all that the engine says and stores.

use harness::Result;
use harness::canary::Canaries;
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::ActivityFilter;

use crate::rig::{Rig, told};

#[tokio::test]
async fn t2_nothing_that_crosses_to_the_window_or_is_stored_holds_a_secret() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let mut events = rig.engine.subscribe();
    let account = rig.link("evil").await?;
    let mut said = Vec::new();
    rig.renew(&account).await.map_err(|error| told(&error))?;
    let link = rig.surfer.opened().pop().unwrap_or_default();
    evil.always(Endpoint::Token, Reply::error(400, "invalid_scope"));
    let refused = rig.renew(&account).await;
    said.push(serde_json::to_string(&refused.err())?);
    said.push(serde_json::to_string(
        &rig.engine.introspect(&account.id, None).await.map_err(|error| told(&error))?,
    )?);
    said.push(serde_json::to_string(&rig.detail(&account).await?)?);
    said.push(serde_json::to_string(&rig.engine.overview().await.map_err(|error| told(&error))?)?);
    let everything = ActivityFilter { limit: 500, ..ActivityFilter::default() };
    said.push(serde_json::to_string(&rig.engine.activity(everything).await.map_err(|error| told(&error))?)?);
    said.push(rig.engine.support_text(Some(&account.id), None).await.map_err(|error| told(&error))?);
    said.push(serde_json::to_string(
        &rig.engine.sign_out(&account.id, false).await.map_err(|error| told(&error))?,
    )?);
    while let Ok(event) = events.try_recv() {
        said.push(serde_json::to_string(&event)?);
    }
    let mut canaries = Canaries::default();
    for (kind, secret) in evil.issued() {
        canaries.plant(kind, &secret);
    }
    for (name, value) in url::Url::parse(&link)?.query_pairs() {
        if ["state", "nonce", "code_challenge"].contains(&&*name) {
            canaries.plant(&name, &value);
        }
    }
    for request in evil.requests(Endpoint::Token) {
        for name in ["code_verifier", "refresh_token", "code"] {
            if let Some(value) = request.parameter(name) {
                canaries.plant(name, value);
            }
        }
    }
    assert!(canaries.len() > 10, "secrets are known");
    assert!(said.len() > 10, "the engine spoke");
    assert_eq!(canaries.search("what the engine says", said.join("\n").as_bytes()), []);
    assert_eq!(canaries.search_folder(rig.folder(), &[])?, []);
    Ok(())
}
