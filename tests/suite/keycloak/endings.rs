//! Whatever ends a session there, the next renewal says so in Keycloak's words, and only a new sign-in helps.

use anyhow::Context;
use harness::Result;
use harness::desk::Desk;
use harness::keycloak::{Keycloak, Kind};
use lanyard_core::view::{AccountState, AccountSummary, ErrorCode};
use lanyard_vault::Vault as _;

use super::link;
use crate::rig::{Rig, told};

/// How a session ends.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// A thief uses a refresh token that was used before.
    Reuse,
    /// An administrator ends the session.
    Session,
    /// An administrator signs the person out everywhere.
    Everything,
    /// An administrator lets the person in no more.
    Disabled,
}

#[tokio::test]
async fn an_ended_session_is_told_in_its_words_and_a_new_sign_in_helps() -> Result {
    let desk = Desk::bare()?;
    let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(()) };
    let rig = Rig::with(&[keycloak.provider()]).await?;
    let mut ada = link(&rig, &keycloak, "keycloak", "ada").await?;
    for (ending, words) in [
        (Ending::Reuse, "Session doesn't have required client"),
        (Ending::Session, "Offline user session not found"),
        (Ending::Everything, "Stale token"),
        (Ending::Disabled, "User disabled"),
    ] {
        end(&keycloak, &rig, &ada, ending).await?;
        let refused = rig.renew(&ada).await.err().context("it was renewed")?;
        assert_eq!(refused.code, ErrorCode::Refused, "{ending:?}");
        assert_eq!(refused.facts.words.as_deref(), Some(words), "{ending:?}");
        let AccountState::NeedsSignIn { error, .. } = rig.only().await?.state else {
            panic!("{ending:?}: a sign-in is not needed")
        };
        assert_eq!(error.facts.words.as_deref(), Some(words), "{ending:?}");

        keycloak.enable("ada", true).await?;
        rig.surfer.forget_cookies();
        rig.sign_in_again(&ada).await?;
        ada = rig.becomes("active", |state| *state == AccountState::Active).await?;
        rig.renew(&ada).await.map_err(|error| told(&error))?;
    }
    Ok(())
}

async fn end(keycloak: &Keycloak, rig: &Rig, ada: &AccountSummary, ending: Ending) -> Result {
    match ending {
        Ending::Reuse => {
            let used = stored_refresh_token(rig)?;
            rig.renew(ada).await.map_err(|error| told(&error))?;
            let (status, answer) = keycloak.try_refresh("lanyard", &used).await?;
            assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
            Ok(())
        }
        Ending::Session => {
            let sessions = keycloak.sessions_of("ada", "lanyard", Kind::Offline).await?;
            let session = sessions.first().context("a session")?;
            keycloak.end_session(&session.id, Kind::Offline).await
        }
        Ending::Everything => keycloak.log_out("ada").await,
        Ending::Disabled => keycloak.enable("ada", false).await,
    }
}

/// What a thief finds in an unlocked keychain.
fn stored_refresh_token(rig: &Rig) -> Result<String> {
    let names = rig.memory.names();
    let name = names.iter().find(|name| name.contains("/refresh-token/")).context("a refresh token")?;
    let item = String::from_utf8_lossy(&rig.memory.get(name)?).into_owned();
    let token = item.find("eyJ").and_then(|start| item.get(start..)).context("a JWT")?;
    Ok(token.to_owned())
}
