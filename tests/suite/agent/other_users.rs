//! A desk of somebody who is not root: what only root can write, what the policy allows by path, and who else
//! is on the machine. Only root can set it up.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use harness::Result;
use harness::evil::Evil;
use harness::profile::Profile;
use harness::skip::not_tested;
use harness::terminal::Terminal;
use tempfile::TempDir;

use super::{Scene, ask, ask_at};

/// Whose desk it is.
const ADA: u32 = 54_321;
/// Somebody else.
const BOB: u32 = 54_322;
const PASSPHRASE: &str = "what only ada knows";

/// A desk of Ada's, signed in; none where nobody can be made somebody else.
async fn adas(policy: impl FnOnce(String) -> String) -> Result<Option<(Evil, Scene)>> {
    if !rustix::process::geteuid().is_root() {
        not_tested("only root can start programs of another user");
        return Ok(None);
    }
    let evil = Evil::start().await?;
    let desk = harness::desk::Desk::bare()?;
    let profile = Profile::create(desk.folder().join("profile"))?;
    profile.set_policy(&[crate::rig::provider(&evil)])?;
    let file = profile.folder().join("policy.toml");
    profile.set_policy_text(&policy(std::fs::read_to_string(file)?))?;
    let mut terminal = Terminal::with_file_vault(&desk, &profile, PASSPHRASE)?;
    terminal.hand_to(ADA, &desk)?;
    let mut scene = Scene::of(terminal, profile, desk)?;
    scene.link().await?;
    Ok(Some((evil, scene)))
}

/// A program in a folder that only root can write, all the way up: nothing below the temporary folder is.
fn installed(program: &str) -> Result<(TempDir, PathBuf)> {
    let folder = tempfile::Builder::new().prefix("lanyard-test-").tempdir_in("/opt")?;
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
    let path = folder.path().join("tool");
    std::fs::copy(program, &path)?;
    Ok((folder, path))
}

fn allow(path: &Path) -> String {
    format!("\n[[program]]\npath = \"{}\"\ndecision = \"allow\"\n", path.display())
}

#[tokio::test]
async fn the_policy_allows_by_path_what_only_root_can_write() -> Result {
    let curl = std::fs::canonicalize("/usr/bin/curl")?;
    let Some((_evil, scene)) = adas(|policy| policy + &allow(&curl)).await? else { return Ok(()) };
    assert_eq!(
        ask(&scene.terminal, "/usr/bin/curl", "token").await?.status,
        200,
        "allowed, and nobody was asked"
    );
    let copy = scene.desk.folder().join("home/curl");
    std::fs::copy(&curl, &copy)?;
    let elsewhere = ask(&scene.terminal, &copy.display().to_string(), "token").await?;
    assert_eq!((elsewhere.status, elsewhere.code()), (403, "not_granted"));
    Ok(())
}

#[tokio::test]
async fn a_path_in_the_policy_that_others_than_root_can_change_allows_nothing() -> Result {
    let around = tempfile::tempdir()?;
    std::fs::set_permissions(around.path(), Permissions::from_mode(0o755))?;
    let path = around.path().join("curl");
    std::fs::copy("/usr/bin/curl", &path)?;
    let Some((_evil, scene)) = adas(|policy| policy + &allow(&path)).await? else { return Ok(()) };
    assert_eq!(ask(&scene.terminal, &path.display().to_string(), "token").await?.code(), "not_granted");
    Ok(())
}

#[tokio::test]
async fn b13_a_program_that_only_root_can_write_keeps_its_grant_across_an_update_which_is_noted() -> Result {
    let Some((_evil, mut scene)) = adas(|policy| policy).await? else { return Ok(()) };
    let (_folder, tool) = installed("/usr/bin/curl")?;
    let path = tool.display().to_string();
    scene.tab.done(&format!("lanyard grants allow evil {path}")).await?;
    assert_eq!(ask(&scene.terminal, &path, "token").await?.status, 200);
    let updated = tool.with_extension("new");
    let mut bytes = std::fs::read(&tool)?;
    bytes.push(b'\n');
    std::fs::write(&updated, bytes)?;
    std::fs::set_permissions(&updated, Permissions::from_mode(0o755))?;
    std::fs::rename(&updated, &tool)?;
    assert_eq!(ask(&scene.terminal, &path, "token").await?.status, 200, "an update by root");
    assert!(scene.tab.done("lanyard activity --json").await?.contains("program_updated"), "and it is noted");
    std::os::unix::fs::chown(&tool, Some(ADA), Some(ADA))?;
    assert_eq!(ask(&scene.terminal, &path, "token").await?.code(), "not_granted", "Ada can write it now");
    Ok(())
}

#[tokio::test]
async fn b01_b02_neither_another_user_nor_root_gets_anything_from_adas_agent() -> Result {
    let Some((_evil, scene)) = adas(|policy| policy).await? else { return Ok(()) };
    let socket = scene.terminal.socket();
    let root = ask_at(&scene.terminal.as_root(), "curl", &socket, "token").await?;
    assert_eq!((root.status, root.code()), (403, "program_unknown"), "B2: {root:?}");
    let bob = scene.terminal.as_user(BOB);
    assert_eq!(ask_at(&bob, "curl", &socket, "token").await?.status, 0, "B1: the kernel lets nobody in");
    // Even where Ada has opened every door to everybody.
    for (path, mode) in [(scene.desk.folder(), 0o755), (scene.profile.folder(), 0o755), (&socket, 0o666)] {
        std::fs::set_permissions(path, Permissions::from_mode(mode))?;
    }
    for what in ["token", "userinfo", "renew"] {
        let reply = ask_at(&bob, "curl", &socket, what).await?;
        assert_eq!((reply.status, reply.code()), (403, "program_unknown"), "B1: {what}");
    }
    let log = std::fs::read_to_string(scene.profile.folder().join("lanyard.log"))?;
    for user in ["user=0", &format!("user={BOB}")] {
        assert!(log.contains(user), "B2: {user} is in the log: {log}");
    }
    Ok(())
}
