//! Every exit code of the manual page, made by the real thing.

use harness::Result;
use harness::evil::{Endpoint, Evil, Reply};
use harness::profile::Provider;

use super::Scene;
use crate::surfer::Visitor;

#[tokio::test]
async fn every_exit_code_is_what_the_manual_page_says() -> Result {
    let (evil, plain) = (Evil::start().await?, Evil::start().await?);
    plain.metadata(|metadata| drop(metadata.remove("introspection_endpoint")));
    let providers =
        [crate::rig::provider(&evil), Provider { id: "plain".to_owned(), ..crate::rig::provider(&plain) }];
    let mut scene = Scene::set(&providers).await?;
    scene.link().await?;
    scene.sign_in("lanyard login plain --no-browser", &Visitor::default()).await?;
    let mut other = scene.terminal.tab()?;

    let cases = [
        ("lanyard accounts", 0),
        ("lanyard show nobody", 1),
        ("lanyard token", 2),
        ("lanyard token evil --scope 'two words'", 2),
        ("lanyard token evil --min-valid 100000", 1),
        ("lanyard introspect evil", 0),
        ("lanyard introspect plain", 8),
        ("lanyard exec evil -- /nonexistent/command", 127),
        ("lanyard exec evil -- /etc/passwd", 126),
    ];
    for (command, code) in cases {
        let outcome = scene.tab.run(command).await?;
        assert_eq!(outcome.code, Some(code), "{command}: {outcome:?}");
        assert_eq!(outcome.err.is_empty(), code == 0, "{command} says why: {outcome:?}");
    }
    assert_eq!(other.run("lanyard token evil").await?.code, Some(6), "not granted");
    plain.always(Endpoint::Token, Reply::error(400, "invalid_scope"));
    let scope = scene.tab.run("lanyard renew plain").await?;
    assert_eq!(scope.code, Some(1), "no later try helps: {scope:?}");
    assert!(scope.err.contains("Run: lanyard login plain --scope"), "{}", scope.err);
    plain.always(Endpoint::Token, Reply::status(503));
    assert_eq!(scene.tab.run("lanyard renew plain").await?.code, Some(5), "the provider, for now");
    scene.desk.session()?.lock().await?;
    let locked = scene.tab.run("lanyard renew evil").await?;
    assert_eq!(locked.code, Some(4), "the keychain is locked: {locked:?}");
    scene.desk.session()?.unlock().await?;
    assert_eq!(scene.tab.run("lanyard renew evil").await?.code, Some(0), "and unlocked again");
    evil.end_sessions();
    assert_eq!(scene.tab.run("lanyard introspect evil").await?.code, Some(7), "the token is not valid");
    let ended = scene.tab.run("lanyard renew evil").await?;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.err.contains("Run: lanyard login evil"), "{}", ended.err);
    Ok(())
}
