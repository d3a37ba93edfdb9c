//! The agent's memory (resident set, proc_pid_status(5)) with ten accounts and with a thousand, each with an access
//! token in memory: started anew, so that what signing in needed is not counted.

use std::time::Duration;

use anyhow::Context;
use harness::Result;
use harness::evil::Evil;
use tokio::time::sleep;

use super::lanyard::Lanyard;
use super::oidc_agent::OidcAgent;
use super::person::refresh_token;
use super::{LIFETIME, Scene};
use crate::figures::{Figures, Good, Row};

/// Accounts, and the megabytes that the agent may have with them.
const SIZES: [(usize, f64); 2] = [(10, 15.0), (1_000, 40.0)];
/// How often memory has to look the same in a row, and how long after each other it is looked at.
const ALIKE: usize = 4;
const PAUSE: Duration = Duration::from_millis(250);
/// It is taken as it is after so many looks.
const LOOKS: usize = 40;

pub(super) async fn measure(scene: &Scene, figures: &mut Figures) -> Result {
    let lanyard = Lanyard::at(&scene.desk, "many", &[("acme", scene.acme.issuer())])?;
    // One sign-in serves all accounts of theirs: it is their number that counts, not whose they are.
    let lasting = Evil::start().await?;
    lasting.lifetime(LIFETIME).without_rotation();
    let oidc_agent = OidcAgent::start(&scene.desk, "many").await?;
    let token = refresh_token(&lasting).await?;
    lanyard.agent().await?;
    let mut linked = 0;
    for (size, limit) in SIZES {
        for number in std::mem::replace(&mut linked, size)..size {
            let name = format!("many-{number}");
            scene.acme.person(&format!("u-{name}"));
            lanyard.link("acme", &name).await?;
            oidc_agent.add(&name, lasting.issuer(), &token).await?;
        }
        let ours = settled(&[of_ours(&lanyard).await?]).await?;
        let theirs = settled(&oidc_agent.pids()).await?;
        let what = format!("agent memory with {size} accounts (RSS)");
        figures.add(Row { what, ours, other: Some(limit), unit: "MB", good: Some(Good::AtMost(1.0)) });
        let what = "  beside oidc-agent's, both of its processes".to_owned();
        figures.add(Row { what, ours, other: Some(theirs), unit: "MB", good: None });
    }
    Ok(())
}

/// A new agent that has fetched a token for every account.
async fn of_ours(lanyard: &Lanyard) -> Result<u32> {
    lanyard.stop().await?;
    let agent = lanyard.agent().await?;
    let client = lanyard.client()?;
    for handle in lanyard.handles().await? {
        client.renew(&handle).await?;
    }
    Ok(agent)
}

/// Megabytes of these processes once they stay as they are.
async fn settled(pids: &[u32]) -> Result<f64> {
    let all = || pids.iter().map(|pid| resident(*pid)).sum::<Result<f64>>();
    let (mut last, mut alike) = (all()?, 0);
    for _ in 0..LOOKS {
        sleep(PAUSE).await;
        let now = all()?;
        alike = if (now - last).abs() < 0.1 { alike + 1 } else { 0 };
        last = now;
        if alike == ALIKE {
            break;
        }
    }
    Ok(last)
}

fn resident(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS line")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1_024.0)
}
