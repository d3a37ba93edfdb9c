//! A provider that wants its tokens at another host (CHECKLIST R35): the account waits, the person is asked in the
//! consent window, and nothing is sent there before their yes.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use harness::Result;
use harness::frames::Frames;
use harness::profile::{Profile, Provider};
use harness::window::{Window, named};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::consent::{answer, to_consent, to_main, too_early};
use crate::support::the_page_can_not_answer;
use crate::world::walk;

#[tokio::test]
async fn r35_a_moved_token_endpoint_is_asked_about_in_the_consent_window_before_anything_goes_there() -> Result
{
    walk("moved", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.kill().await?;
        let elsewhere = Elsewhere::of(&acme).await?;
        elsewhere.becomes_its_token_endpoint(&world.profile, &acme).await?;
        world.open().await?;
        world.state("acme", "waiting").await?;
        world.select("acme").await?;

        let window = world.window()?;
        let frames = Frames::of(&world.desk)?;
        window.reads(&named("status-line"), &format!("wants tokens at {}", elsewhere.host())).await?;
        ask(window).await?;
        window.reads(&named("waiting-for-answer"), &elsewhere.host()).await?;
        the_page_can_not_answer(window).await?;
        to_consent(window).await?;
        window.reads("h1", &format!("Use {} for ada@acme.example?", elsewhere.host())).await?;
        let before = acme.issuer.trim_start_matches("http://");
        for told in [before, "the refresh token", "ada@acme.example (acme) at Acme ID"] {
            window.reads(&named("question-facts"), told).await?;
        }
        too_early(window).await?;
        // The ✕ of the frame: nothing changes, and it can be asked again.
        let shown = frames.wait_for(window.pid(), 2).await?;
        for small in shown.into_iter().filter(|frame| frame.above) {
            frames.close(small)?;
        }
        frames.wait_for(window.pid(), 1).await?;
        to_main(window).await?;
        world.state("acme", "waiting").await?;

        ask(window).await?;
        window.click(&named("show-question")).await?;
        to_consent(window).await?;
        answer(window, None, "deny").await?;
        to_main(window).await?;
        window.gone(&named("waiting-for-answer")).await?;
        ask(window).await?;
        window.click(&named("cancel-question")).await?;
        window.gone(&named("waiting-for-answer")).await?;
        frames.wait_for(window.pid(), 1).await?;
        assert_eq!(elsewhere.heard(), 0, "nothing went there before the yes");

        ask(window).await?;
        to_consent(window).await?;
        answer(window, None, "allow").await?;
        to_main(window).await?;
        world.state("acme", "active").await?;
        assert!(elsewhere.heard() > 0, "it was renewed there");
        let token = world.copy_token().await?;
        assert_eq!(world.orders.list(Some(&token)).await?.status, 200);
        window.click(&named("page-activity")).await?;
        for told in ["tokens not sent to", "tokens may go to"] {
            window.reads(&named("activity-page"), &format!("{told} Acme ID's new address")).await?;
        }
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}

/// Presses *Use the new address…* and waits until the page says where the answer is given.
async fn ask(window: &Window) -> Result {
    window.reads(&named("primary"), "Use the new address").await?;
    window.click(&named("primary")).await?;
    window.see(&named("waiting-for-answer")).await
}

/// Another host of a provider: it counts who comes, and hands them on.
struct Elsewhere {
    address: SocketAddr,
    heard: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl Elsewhere {
    async fn of(provider: &Provider) -> Result<Self> {
        let home: SocketAddr =
            provider.issuer.strip_prefix("http://").context("a loopback issuer")?.parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let heard = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&heard);
        let server = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut home = TcpStream::connect(home).await?;
                    tokio::io::copy_bidirectional(&mut client, &mut home).await
                });
            }
        });
        Ok(Self { address, heard, server })
    }

    fn host(&self) -> String {
        self.address.to_string()
    }

    /// How many connections there were.
    fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }

    /// The administrator's policy names the provider's endpoints, and its token endpoint is here.
    async fn becomes_its_token_endpoint(&self, profile: &Profile, provider: &Provider) -> Result {
        let described = format!("{}/.well-known/openid-configuration", provider.issuer);
        let known: Value = reqwest::get(described).await?.error_for_status()?.json().await?;
        profile.set_policy(std::slice::from_ref(provider))?;
        let mut policy = std::fs::read_to_string(profile.folder().join("policy.toml"))?;
        policy.push_str("[provider.endpoints]\n");
        for (name, member) in [
            ("authorization", "authorization_endpoint"),
            ("token", "token_endpoint"),
            ("jwks", "jwks_uri"),
            ("userinfo", "userinfo_endpoint"),
        ] {
            let address = known[member].as_str().with_context(|| format!("no {member}"))?;
            let there = address.replacen(&provider.issuer, &format!("http://{}", self.address), 1);
            let address = if name == "token" { &there } else { address };
            writeln!(policy, "{name} = {}", Value::from(address))?;
        }
        profile.set_policy_text(&policy)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.server.abort();
    }
}
