//! What comes late, or from elsewhere: a moved endpoint, a clock that is off, an answer after a removal.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::AccountState;

use super::wire::Wire;
use crate::rig::{Rig, code, failure, told};

#[tokio::test]
async fn r35_another_persons_sign_in_moves_no_refresh_token_elsewhere() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    let there = format!("{}/token", elsewhere.issuer());
    evil.metadata(move |metadata| metadata["token_endpoint"] = there.clone().into());
    // Whose code it is nobody knows there, so the sign-in fails, and what it read is not believed.
    failure(rig.sign_in("evil").await?)?;
    assert_eq!(code(rig.renew(&ada).await), None, "she goes on where she was");
    let sent = elsewhere.requests(Endpoint::Token);
    assert!(sent.iter().all(|request| request.parameter("refresh_token").is_none()), "{sent:?}");
    Ok(())
}

#[tokio::test]
async fn x11_a_clock_ten_minutes_ahead_signs_nobody_out_at_a_renewal() -> Result {
    use lanyard_core::Clock as _;
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    rig.clock.set_unix(rig.clock.unix() + 600);
    drop(rig.renew(&account).await);
    let state = rig.only().await?.state;
    assert!(!matches!(state, AccountState::NeedsSignIn { .. }), "{state:?}");
    rig.clock.set_unix(rig.clock.unix() - 600);
    assert_eq!(code(rig.renew(&account).await), None, "the rotated token was dropped");
    Ok(())
}

#[tokio::test]
async fn x17_userinfo_that_arrives_after_a_removal_brings_nothing_back() -> Result {
    let evil = Evil::start().await?;
    // The token is not revoked before the answer to it is made.
    evil.always(Endpoint::Revocation, Reply::status(200));
    let wire = Wire::before(&evil, "userinfo_endpoint").await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    wire.hold();
    assert_eq!(code(rig.renew(&account).await), None);
    eventually("UserInfo is asked", SOON, async || Ok((wire.inside() == 1).then_some(()))).await?;
    rig.engine.remove_account(&account.id, false).await.map_err(|error| told(&error))?;
    wire.open();
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(rig.accounts().await?, [], "it came back");
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}
