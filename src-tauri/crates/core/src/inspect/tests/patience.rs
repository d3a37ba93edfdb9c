//! How long somebody who looks at a token waits for a provider that says nothing.

use std::pin::pin;

use serde_json::json;

use super::rig::Rig;
use crate::engine::stage::eventually;
use crate::view::{ErrorCode, InspectionView, TokenOutcome};

/// Pastes a token while the provider is silent at this path: three seconds by the engine's clock, and not before.
async fn pasted_in_silence(rig: &Rig, path: &str) -> InspectionView {
    rig.desk.is_silent_at(path);
    let token = rig.token(json!({}));
    let mut pasted = pin!(rig.pasted(&token));
    let asked = eventually("the provider is asked", async || (rig.desk.asked(path).len() == 1).then_some(()));
    tokio::select! {
        biased;
        view = &mut pasted => panic!("nobody waits: {view:?}"),
        () = asked => {}
    }
    rig.clock.advance(2);
    tokio::select! {
        biased;
        view = &mut pasted => panic!("it was not waited for: {view:?}"),
        () = tokio::task::yield_now() => {}
    }
    rig.clock.advance(1);
    pasted.await.unwrap()
}

async fn is_told_and_not_asked_again(rig: &Rig, path: &str) {
    let view = pasted_in_silence(rig, path).await;
    assert_eq!(view.check.outcome, TokenOutcome::CouldNotBeVerified);
    let problem = view.keys.problem.unwrap();
    assert_eq!((problem.code, problem.message.as_str()), (ErrorCode::Unreachable, "no answer in time"));

    // For a minute nobody waits again.
    rig.clock.advance(59);
    let again = rig.pasted(&rig.token(json!({}))).await.unwrap();
    assert_eq!(again.keys.problem.map(|problem| problem.code), Some(ErrorCode::Unreachable));
    assert_eq!(rig.desk.asked(path).len(), 1);
}

#[tokio::test]
async fn keys_that_do_not_come_are_waited_for_three_seconds() {
    let rig = Rig::new().await;
    is_told_and_not_asked_again(&rig, "/jwks").await;
}

#[tokio::test]
async fn metadata_that_does_not_come_is_waited_for_three_seconds() {
    let rig = Rig::new().await.without_metadata().await;
    is_told_and_not_asked_again(&rig, "/.well-known/openid-configuration").await;
}
