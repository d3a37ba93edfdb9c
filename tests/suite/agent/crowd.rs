//! Many at once: two hundred processes at one expiry, and one provider that hangs.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use harness::tab::Tab;

use super::Scene;
use crate::checklist::wire::Wire;
use crate::surfer::Visitor;

/// Processes that ask at once.
const CROWD: usize = 200;
/// Tokens that are asked for one after the other, to see how long one takes.
const ROUNDS: usize = 40;

#[tokio::test]
async fn x8_two_hundred_processes_at_an_expiry_make_one_request() -> Result {
    let evil = Evil::start().await?;
    let wire = Wire::before(&evil, "token_endpoint").await?;
    evil.lifetime(1);
    let mut scene = Scene::set(&[crate::rig::provider(&evil)]).await?;
    scene.link().await?;
    wire.hold();
    let mut tab = scene.terminal.tab()?;
    eventually("the token runs out and its renewal is under way", SOON, async || {
        // Whoever asks first begins it, if the engine has not already.
        if wire.inside() == 0 {
            scene.tab.begin("lanyard token evil")?;
        }
        Ok((wire.inside() == 1).then_some(()))
    })
    .await?;
    evil.lifetime(300);
    let before = evil.count(Endpoint::Token);

    let crowd = format!(
        "for i in $(seq {CROWD}); do lanyard token evil >$i.token 2>$i.error || echo $i >>failed & done; wait; cat failed *.error"
    );
    let begun = scene.tab.begin(&crowd)?;
    eventually("all of them wait", harness::terminal::PATIENCE, async || {
        anyhow::ensure!(!begun.is_over(), "it ended: {}", begun.printed()?);
        Ok((connections(&scene)? >= CROWD).then_some(()))
    })
    .await?;
    assert_eq!((wire.inside(), evil.count(Endpoint::Token)), (1, before), "one request for all of them");
    wire.open();
    begun.end().await?;
    assert_eq!(begun.printed()?, "", "nobody failed, nobody was told anything");
    assert_eq!(evil.count(Endpoint::Token), before + 1, "the provider counts one refresh");
    let tokens = tab.done("cat ../tab-1/*.token | sort | uniq -c | sort -rn").await?;
    let issued: Vec<_> = evil.issued().into_iter().map(|(_, secret)| secret).collect();
    let given: usize =
        tokens.lines().filter_map(|line| line.split_whitespace().next()?.parse::<usize>().ok()).sum();
    assert_eq!(given, CROWD);
    assert!(tokens.lines().all(|line| issued.iter().any(|token| line.ends_with(token.as_str()))));
    Ok(())
}

#[tokio::test]
async fn a_provider_that_hangs_holds_up_nobody_elses_tokens() -> Result {
    let (hanging, good) = (Evil::start().await?, Evil::start().await?);
    let named = |evil: &Evil, id: &str| harness::profile::Provider {
        id: id.to_owned(),
        ..crate::rig::provider(evil)
    };
    let mut scene = Scene::set(&[named(&hanging, "hanging"), named(&good, "good")]).await?;
    for provider in ["hanging", "good"] {
        scene.sign_in(&format!("lanyard login {provider} --no-browser"), &Visitor::default()).await?;
    }
    let alone = median(&mut scene.tab).await?;
    hanging.always(Endpoint::Token, Reply::silence());
    let asked = hanging.count(Endpoint::Token);
    let waiting = scene.tab.begin("lanyard renew hanging")?;
    eventually("the provider was asked and is silent", SOON, async || {
        Ok((hanging.count(Endpoint::Token) > asked).then_some(()))
    })
    .await?;
    let beside = median(&mut scene.tab).await?;
    assert!(!waiting.is_over(), "it still hangs: nobody's token waited for it");
    println!(
        "a token takes {:.2} times as long while another provider hangs ({alone} and {beside} µs)",
        ratio(beside, alone)
    );
    Ok(())
}

/// How long a cached token takes by the command line, in microseconds.
async fn median(tab: &mut Tab) -> Result<u32> {
    let rounds = format!(
        "for i in $(seq {ROUNDS}); do a=$EPOCHREALTIME; lanyard token good >/dev/null || exit 1; b=$EPOCHREALTIME; \
         echo $((${{b/./}} - ${{a/./}})); done"
    );
    let printed = tab.done(&rounds).await?;
    let mut times: Vec<u32> = printed.lines().map(str::parse).collect::<std::result::Result<_, _>>()?;
    times.sort_unstable();
    assert_eq!(times.len(), ROUNDS);
    Ok(times[ROUNDS / 2])
}

fn ratio(one: u32, other: u32) -> f64 {
    f64::from(one) / f64::from(other)
}

/// Connections to the agent that are established now (proc_net_unix: state 03), as its side has them.
fn connections(scene: &Scene) -> Result<usize> {
    let socket = scene.terminal.socket().display().to_string();
    let table = std::fs::read_to_string("/proc/net/unix")?;
    let established = |line: &&str| line.ends_with(&socket) && line.split_whitespace().nth(5) == Some("03");
    Ok(table.lines().filter(established).count())
}
