//! Grants as a server makes them, where nobody can be asked: with the passphrase of the file vault. No session
//! bus, no keychain, no display.

use harness::Result;
use harness::evil::Evil;
use serde_json::Value;

use super::{Scene, ask};

const PASSPHRASE: &str = "a passphrase that only this test knows";

async fn signed_in() -> Result<(Evil, Scene)> {
    let evil = Evil::start().await?;
    let mut scene = Scene::without_a_session(&[crate::rig::provider(&evil)], PASSPHRASE)?;
    scene.link().await?;
    Ok((evil, scene))
}

#[tokio::test]
async fn b10_curl_gets_nothing_before_the_grant_a_token_after_it_and_nothing_once_it_is_revoked() -> Result {
    let (evil, mut scene) = signed_in().await?;
    let curl = "curl";
    let before = ask(&scene.terminal, curl, "token").await?;
    assert_eq!((before.status, before.code()), (403, "not_granted"), "{before:?}");
    let unknown = ask(&scene.terminal, curl, "userinfo").await?;
    assert_eq!(unknown.status, 200, "what is no token needs no grant: {unknown:?}");

    let made: Value =
        serde_json::from_str(&scene.tab.done("lanyard grants allow evil $(command -v curl) --json").await?)?;
    let given = ask(&scene.terminal, curl, "token").await?;
    let token = given.body["access_token"].as_str().unwrap_or_default().to_owned();
    assert!(
        given.status == 200 && evil.issued().iter().any(|(_, secret)| *secret == token),
        "{}",
        given.status
    );

    scene.tab.done("lanyard agent --stop").await?;
    scene.tab.done("lanyard accounts").await?;
    assert_eq!(ask(&scene.terminal, curl, "token").await?.status, 200, "it lasts until it is revoked");

    let id = made["id"].as_str().unwrap_or_default();
    scene.tab.done(&format!("lanyard grants revoke {id}")).await?;
    let after = ask(&scene.terminal, curl, "token").await?;
    assert_eq!((after.status, after.code()), (403, "not_granted"));
    let log = scene.tab.done("lanyard activity --json").await?;
    for kind in ["granted", "grant_ended", "denied", "token_given"] {
        assert!(log.contains(kind), "{kind} is in the log: {log}");
    }
    assert!(!log.contains(&token), "and the token is not");
    assert!(scene.tab.done("lanyard activity --verify").await?.starts_with("Unbroken since"));
    Ok(())
}

#[tokio::test]
async fn a_grant_takes_the_passphrase_and_no_shell_gets_one_that_lasts() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    for shell in ["bash", "python3", "env", "sshd"] {
        let path = scene.tab.run(&format!("command -v {shell}")).await?.out;
        if path.is_empty() {
            continue;
        }
        let refused = scene.tab.run(&format!("lanyard grants allow evil {path}")).await?;
        assert_ne!(refused.code, Some(0), "{shell}: {refused:?}");
    }
    let wrong = scene.desk.folder().join("wrong");
    std::fs::write(&wrong, "another passphrase")?;
    std::fs::set_permissions(&wrong, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let wrong = format!("LANYARD_PASSPHRASE_FILE={}", wrong.display());
    let refused = scene.tab.run(&format!("{wrong} lanyard grants allow evil $(command -v curl)")).await?;
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert_eq!(ask(&scene.terminal, "curl", "token").await?.code(), "not_granted");
    scene.tab.done("lanyard agent --stop").await?;
    let locked = scene.tab.run(&format!("{wrong} lanyard token evil")).await?;
    assert_eq!((locked.code, locked.out.as_str()), (Some(4), ""), "{}", locked.err);
    assert_eq!(scene.terminal.agents(), Vec::<u32>::new(), "no agent runs without its vault");
    scene.tab.done("lanyard renew evil").await?;
    Ok(())
}

#[tokio::test]
async fn b13_a_program_that_the_person_can_write_is_another_one_once_it_was_replaced() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    let report = scene.desk.folder().join("report").display().to_string();
    scene.tab.done(&format!("cp $(command -v curl) {report} && lanyard grants allow evil {report}")).await?;
    assert_eq!(ask(&scene.terminal, &report, "token").await?.status, 200);
    // One byte more: it still is curl, and it is not what was allowed.
    scene
        .tab
        .done(&format!("cp {report} {report}.new && echo >>{report}.new && mv {report}.new {report}"))
        .await?;
    let refused = ask(&scene.terminal, &report, "token").await?;
    assert_eq!((refused.status, refused.code()), (403, "not_granted"), "{refused:?}");
    assert_eq!(
        ask(&scene.terminal, "curl", "token").await?.code(),
        "not_granted",
        "nor is another path allowed"
    );
    Ok(())
}
