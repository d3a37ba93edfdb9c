//! Who gets a token at a terminal: the session that signed in, and nobody else.

use harness::Result;
use serde_json::Value;

use super::signed_in;

#[tokio::test]
async fn a_shell_that_signed_in_goes_on_and_another_one_gets_nothing() -> Result {
    let (evil, mut scene) = signed_in().await?;
    let mut other = scene.terminal.tab()?;
    let refused = other.run("lanyard token evil").await?;
    assert_eq!((refused.code, refused.out.as_str()), (Some(6), ""), "{}", refused.err);
    assert!(refused.err.contains("isn't allowed to use this account"), "{}", refused.err);
    let token = scene.tab.done("lanyard token evil").await?;
    assert!(evil.issued().iter().any(|(_, secret)| secret == token.trim()));
    for way in [
        "sh -c 'lanyard token evil'",
        "timeout 60 lanyard token evil",
        "echo evil | xargs lanyard token",
        "env -i PATH=\"$PATH\" LANYARD_HOME=\"$LANYARD_HOME\" lanyard token evil",
        "python3 -c 'import subprocess; subprocess.run([\"lanyard\", \"token\", \"evil\"], check=True)'",
    ] {
        assert_eq!(scene.tab.done(way).await?, token, "{way}: whatever the shell starts");
        assert_eq!(other.run(way).await?.out, "", "{way}: in another session");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_session_was_granted_ends_when_it_is_revoked_or_the_shell_closes() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    let mut other = scene.terminal.tab()?;
    let grants: Value = serde_json::from_str(&other.done("lanyard grants list --json").await?)?;
    let grant = &grants["grants"][0];
    assert_eq!((&grant["origin"], &grant["lasting"]), (&"login".into(), &"while_it_runs".into()));
    assert_eq!((&grant["program"]["kind"]["kind"], &grant["handle"]), (&"session".into(), &"evil".into()));
    other.done(&format!("lanyard grants revoke {}", grant["id"].as_str().unwrap_or_default())).await?;
    assert_eq!(scene.tab.run("lanyard token evil").await?.code, Some(6), "revoked");
    scene.link().await?;
    assert_eq!(
        scene.tab.run("lanyard token evil").await?.code,
        Some(6),
        "signing in again links nothing new"
    );

    scene.tab.done("lanyard remove evil --yes").await?;
    scene.link().await?;
    scene.tab.done("lanyard token evil").await?;
    scene.tab = scene.terminal.tab()?;
    let grants: Value = serde_json::from_str(&other.done("lanyard grants list --json").await?)?;
    assert_eq!(grants["grants"], Value::Array(Vec::new()), "nobody holds it any more");
    Ok(())
}

#[tokio::test]
async fn a_session_that_signed_in_goes_on_with_the_next_agent() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    let mut other = scene.terminal.tab()?;
    other.done("lanyard agent --stop").await?;
    assert_eq!(scene.terminal.agents(), Vec::<u32>::new());
    scene.tab.done("lanyard token evil").await?;
    assert_eq!(other.run("lanyard token evil").await?.code, Some(6), "and nobody else does");
    Ok(())
}
