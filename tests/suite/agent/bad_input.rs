//! What goes wrong between a command and its engine, and between the engine and the person.

use std::fs::File;
use std::net::TcpStream;

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{Enterprise, Scene, signed_in};
use crate::surfer::Visitor;

#[tokio::test]
async fn a_lock_whose_owner_hangs_is_told_with_its_process_number() -> Result {
    let mut scene = Scene::set(&[]).await?;
    let lock = File::create(scene.profile.folder().join("engine.lock"))?;
    lock.lock()?;
    let told = scene.tab.run("lanyard accounts").await?;
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.err.contains(&std::process::id().to_string()), "who holds it is named: {}", told.err);
    assert_eq!(scene.terminal.agents(), Vec::<u32>::new(), "nothing is left that waits for it");
    drop(lock);
    scene.tab.done("lanyard accounts").await?;
    Ok(())
}

#[tokio::test]
async fn an_agent_that_stands_still_is_told_with_its_process_number_and_goes_on_later() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    let [agent] = scene.terminal.agents()[..] else { anyhow::bail!("one agent runs") };
    signal(agent, Signal::STOP)?;
    let told = scene.tab.run("lanyard accounts").await;
    signal(agent, Signal::CONT)?;
    let told = told?;
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.err.contains(&format!("process {agent}")), "{}", told.err);
    scene.tab.done("lanyard token evil").await?;
    Ok(())
}

#[tokio::test]
async fn ctrl_c_during_a_sign_in_cancels_it_and_closes_its_port() -> Result {
    let evil = harness::evil::Evil::start().await?;
    let mut scene = Scene::set(&[crate::rig::provider(&evil)]).await?;
    let login = scene.tab.begin("bash -c 'echo $$; exec lanyard login evil --no-browser'")?;
    let pid = login.line("its process number", |line| line.parse().ok()).await?;
    let link = login.line("the address", |line| line.starts_with("http").then(|| line.to_owned())).await?;
    let link = url::Url::parse(&link)?;
    let redirect = link.query_pairs().find(|(name, _)| name == "redirect_uri").context("a redirect URI")?;
    let redirect = url::Url::parse(&redirect.1)?;
    let port = redirect.port().context("a port")?;
    TcpStream::connect(("127.0.0.1", port)).context("the port is open")?;
    signal(pid, Signal::INT)?;
    let ended = login.end().await?;
    assert_eq!(ended.code, Some(130), "{ended:?}");
    eventually("the port is closed", SOON, async || {
        Ok(TcpStream::connect(("127.0.0.1", port)).is_err().then_some(()))
    })
    .await?;
    assert_eq!(scene.tab.done("lanyard accounts --json").await?.trim(), "[]");
    scene.link().await
}

#[tokio::test]
async fn an_impossible_scope_gets_a_sentence_and_costs_nothing() -> Result {
    let mut at = Enterprise::new().await?;
    at.sign_in("acme", "ada").await?;
    let tab = &mut at.scene.tab;
    let before = tab.done("lanyard token acme").await?;
    for scope in ["no:such:scope", "orders:write", "openid\u{2028}", "%00"] {
        let told = tab.run(&format!("lanyard token acme --scope '{scope}'")).await?;
        assert_eq!(told.out, "", "{scope}: no token");
        assert!(matches!(told.code, Some(1 | 2 | 5 | 6)), "{scope}: {told:?}");
        assert!(!told.err.trim().is_empty(), "{scope}: a sentence");
    }
    assert_eq!(tab.done("lanyard token acme").await?, before, "the account's own token serves on");
    tab.done("lanyard renew acme").await?;
    let accounts: Value = serde_json::from_str(&tab.done("lanyard accounts --json").await?)?;
    assert_eq!(accounts[0]["state"]["kind"], "active");
    Ok(())
}

#[tokio::test]
async fn a_provider_may_have_any_name_and_none_reaches_the_terminal() -> Result {
    let evil = harness::evil::Evil::start().await?;
    evil.id_token(|token| token.claim("name", "Ada\u{1b}[2J\u{7}\u{202e}adA\r\nroot:x"));
    let mut scene = Scene::set(&[]).await?;
    let long = "x".repeat(10_000);
    let names = [
        "\u{1b}]0;title\u{7}\u{1b}[2J",
        "\u{202e}gnp.emca",
        "../../etc",
        "-rf",
        "🦀",
        "'; exit 3 #",
        "a\r\nb",
        " ",
        &long,
    ];
    let mut printed = String::new();
    for name in names {
        let added = scene
            .terminal
            .lanyard(["provider", "add", "--issuer", evil.issuer(), "--client-id", "lanyard", "--", name])
            .await?;
        assert!(matches!(added.code, Some(0..=2)), "{name:?}: {added:?}");
        let shown = scene.terminal.lanyard(["provider", "show", "--", name]).await?;
        assert!(matches!(shown.code, Some(0..=2)), "{name:?}: {shown:?}");
        printed.extend([added.out, added.err, shown.out, shown.err]);
    }
    let providers: Vec<Value> = scene.terminal.json(&["provider", "list"]).await?;
    assert!(providers.len() >= 4, "odd names are names all the same: {}", providers.len());
    let id = providers.iter().find_map(|provider| provider["id"].as_str()).unwrap_or_default();
    let outcome =
        scene.sign_in(&format!("lanyard login {id} --as odd --no-browser"), &Visitor::default()).await?;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    printed.extend([outcome.out, outcome.err]);
    for command in
        ["provider list", "accounts", "show odd", "userinfo odd", "activity", "grants list", "doctor"]
    {
        let outcome = scene.tab.run(&format!("lanyard {command}")).await?;
        printed.extend([outcome.out, outcome.err]);
    }
    let odd = |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(printed.chars().find(odd), None, "{printed:?}");
    Ok(())
}

fn signal(pid: u32, signal: Signal) -> Result {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).context("a pid")?;
    Ok(kill_process(pid, signal)?)
}
