//! Signing in where the engine's browser is of no use: the link is opened elsewhere, and the address at which the
//! browser ended is pasted. And whose sign-in it is.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use harness::Result;
use harness::condition::SOON;
use harness::evil::{Endpoint, Evil};
use lanyard_core::program::{Caller, ProcessId, Program, SessionId};
use lanyard_core::view::{
    BrowserUse, ErrorCode, ErrorView, Keeper, ProgramKind, SignInPhase, SignInStart, SignInView,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use url::Url;

use crate::rig::{Rig, failure, told};
use crate::surfer::{Habit, Visitor};

/// A sign-in whose link the person opens; the test plays person and browser.
struct ByHand<'a> {
    rig: &'a Rig,
    sign_in: SignInView,
    link: Url,
}

impl<'a> ByHand<'a> {
    async fn begin(rig: &'a Rig, start: SignInStart) -> Result<Self> {
        Self::begin_for(rig, None, start).await
    }

    async fn begin_for(rig: &'a Rig, caller: Option<&Caller>, start: SignInStart) -> Result<Self> {
        rig.surfer.get_used_to(Habit::Keep);
        let started = rig.engine.start_sign_in_for(caller, start).await.map_err(|error| told(&error))?;
        let sign_in = rig
            .engine
            .sign_in_after(&started.id, started.phase.name(), SOON)
            .await
            .map_err(|error| told(&error))?;
        assert_eq!(sign_in.phase, SignInPhase::Browser);
        let link = rig.engine.sign_in_link_for(caller, &sign_in.id).map_err(|error| told(&error))?;
        Ok(Self { rig, sign_in, link: link.expose_secret().parse()? })
    }

    fn parameter(&self, name: &str) -> String {
        let found = self.link.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    fn port(&self) -> Result<u16> {
        self.parameter("redirect_uri").parse::<Url>()?.port().context("a port")
    }

    /// Where the browser ends, on a machine where nobody listens.
    async fn ended_at(&self) -> Result<String> {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let reply = client.build()?.get(self.link.clone()).send().await?;
        Ok(reply.headers().get("location").context("a redirect")?.to_str()?.to_owned())
    }

    async fn paste(&self, address: &str) -> std::result::Result<(), ErrorView> {
        self.rig.engine.paste_callback(&self.sign_in.id, SecretString::from(address)).await
    }

    async fn is_over(&self) -> Result<SignInPhase> {
        let mut seen = self.sign_in.phase.clone();
        while !seen.is_over() {
            let view = self.rig.engine.sign_in_after(&self.sign_in.id, seen.name(), SOON).await;
            seen = view.map_err(|error| told(&error))?.phase;
        }
        Ok(seen)
    }
}

fn start(provider: &str) -> SignInStart {
    SignInStart { provider: provider.to_owned(), browser: BrowserUse::Link, ..SignInStart::default() }
}

#[tokio::test]
async fn r07_r15_a_wrong_paste_is_told_and_leaves_the_sign_in_waiting() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    let good = by_hand.ended_at().await?;
    let other_port = good.replacen(&by_hand.port()?.to_string(), "1", 1);
    let foreign = good.replace(&by_hand.parameter("state"), "another-state");
    for address in [
        String::new(),
        "no address".to_owned(),
        other_port,
        foreign,
        format!("{good}&code=twice"),
        good.replace("/callback", "/elsewhere"),
        by_hand.parameter("redirect_uri"),
    ] {
        let error = by_hand.paste(&address).await.err().context("it was taken")?;
        assert_eq!(error.code, ErrorCode::InputInvalid, "{address}");
        assert!(error.retry && error.facts.detail.is_some(), "{error:?}");
        assert!(!format!("{error:?}").contains(&by_hand.parameter("state")), "{error:?}");
        let view = rig.engine.sign_in(&by_hand.sign_in.id).await.map_err(|error| told(&error))?;
        assert_eq!(view.phase, SignInPhase::Browser);
    }
    assert_eq!(evil.count(Endpoint::Token), 0);
    by_hand.paste(&format!(" {good}\n")).await.map_err(|error| told(&error))?;
    assert!(matches!(by_hand.is_over().await?, SignInPhase::Done { was_here: false, .. }));
    Ok(())
}

#[tokio::test]
async fn a_pasted_response_signs_in_without_the_listener_and_closes_it() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    assert_eq!(rig.surfer.opened(), Vec::<String>::new(), "nobody was to open a browser");
    let address = by_hand.ended_at().await?;
    by_hand.paste(&address).await.map_err(|error| told(&error))?;
    assert!(matches!(by_hand.is_over().await?, SignInPhase::Done { .. }));
    assert!(TcpStream::connect(("127.0.0.1", by_hand.port()?)).await.is_err(), "the port is still open");
    let again = by_hand.paste(&address).await.err().context("a code was taken twice")?;
    assert_eq!(again.code, ErrorCode::NotFound);
    assert_eq!(evil.count(Endpoint::Token), 1);
    let gone = rig.engine.sign_in_link(&by_hand.sign_in.id).err().context("the link is still given")?;
    assert_eq!(gone.code, ErrorCode::NotFound);
    Ok(())
}

#[tokio::test]
async fn r24_a_pasted_response_of_another_issuer_ends_the_sign_in() -> Result {
    let evil = Evil::start().await?;
    evil.callback(|parameters| parameters.retain(|(name, _)| name != "iss"));
    let rig = Rig::at(&evil).await?;
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    by_hand.paste(&by_hand.ended_at().await?).await.map_err(|error| told(&error))?;
    assert_eq!(failure(by_hand.is_over().await?)?.code, ErrorCode::MixedUp);
    assert_eq!(evil.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn a_browser_on_this_machine_may_still_come_back_by_itself() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    rig.surfer.visit(by_hand.link.as_str(), &Visitor::default()).await?;
    assert!(matches!(by_hand.is_over().await?, SignInPhase::Done { .. }));
    Ok(())
}

#[tokio::test]
async fn a_long_poll_ends_with_its_time_and_tells_the_same() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    let (id, seen) = (&by_hand.sign_in.id, SignInPhase::Browser);
    let poll = rig.engine.sign_in_after(id, seen.name(), Duration::from_secs(1));
    let (view, ()) = tokio::join!(poll, async { rig.clock.advance(2) });
    assert_eq!(view.map_err(|error| told(&error))?.phase, seen);
    rig.engine.cancel_sign_in(id).await.map_err(|error| told(&error))?;
    let view = rig.engine.sign_in_after(id, seen.name(), SOON).await.map_err(|error| told(&error))?;
    assert_eq!(view.phase, SignInPhase::Cancelled);
    assert!(TcpStream::connect(("127.0.0.1", by_hand.port()?)).await.is_err(), "the port is still open");
    Ok(())
}

#[tokio::test]
async fn a_handle_names_the_new_account_and_a_taken_one_is_told_before_the_browser_opens() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let named = |handle: &str| SignInStart { handle: Some(handle.to_owned()), ..start("evil") };
    for handle in ["", "../x", "-x", "a b", "ü", &"x".repeat(65)] {
        let error = rig.engine.start_sign_in(named(handle)).await.err().context("it began")?;
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some("handle")));
    }
    let by_hand = ByHand::begin(&rig, named("work")).await?;
    by_hand.paste(&by_hand.ended_at().await?).await.map_err(|error| told(&error))?;
    assert!(matches!(by_hand.is_over().await?, SignInPhase::Done { .. }));
    let account = rig.only().await?;
    assert_eq!(account.handle, "work");
    let error = rig.engine.start_sign_in(named("work")).await.err().context("it began")?;
    assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::HandleTaken, Some("work")));
    for name in [&account.handle, &account.id] {
        assert_eq!(rig.engine.find_account(name).await.map_err(|error| told(&error))?, account.id);
    }
    let nobody = rig.engine.find_account("wor").await.err().context("somebody")?;
    assert_eq!(nobody.code, ErrorCode::NotFound);
    Ok(())
}

/// A shell in a session of its own.
fn shell(leader: u32) -> Caller {
    let process = ProcessId { pid: leader, started: 1 };
    Caller {
        process: ProcessId { pid: leader + 1, started: 2 },
        program: Program {
            process,
            session: SessionId { leader: process, terminal: Some(format!("pts/{leader}")) },
            path: PathBuf::from("/usr/bin/bash"),
            hash: "0".repeat(64),
            keeper: Keeper::System,
            kind: ProgramKind::Session,
            parents: Vec::new(),
            folder: None,
        },
        by_command_line: true,
    }
}

#[tokio::test]
async fn another_session_gets_neither_link_nor_paste_nor_cancel() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let (own, other) = (shell(100), shell(200));
    let by_hand = ByHand::begin_for(&rig, Some(&own), start("evil")).await?;
    let id = by_hand.sign_in.id.as_str();
    let address = by_hand.ended_at().await?;
    let pasted = rig.engine.paste_callback_for(Some(&other), id, SecretString::from(address.as_str())).await;
    let refused = [
        rig.engine.sign_in_link_for(Some(&other), id).map(drop),
        pasted,
        rig.engine.cancel_sign_in_for(Some(&other), id).await,
    ];
    for refused in refused {
        assert_eq!(refused.err().map(|error| error.code), Some(ErrorCode::NotGranted));
    }
    // Nor does a sign-in of its own end the first one.
    let theirs = ByHand::begin_for(&rig, Some(&other), start("evil")).await?;
    assert!(rig.engine.sign_in_link_for(Some(&own), &theirs.sign_in.id).is_err());
    let another = Caller { process: ProcessId { pid: 101, started: 9 }, ..own.clone() };
    rig.engine
        .paste_callback_for(Some(&another), id, SecretString::from(address))
        .await
        .map_err(|error| told(&error))?;
    assert!(matches!(by_hand.is_over().await?, SignInPhase::Done { .. }));
    // The person at the window may end anybody's.
    rig.engine.cancel_sign_in(&theirs.sign_in.id).await.map_err(|error| told(&error))?;
    assert_eq!(theirs.is_over().await?, SignInPhase::Cancelled);
    Ok(())
}

#[tokio::test]
async fn a_program_gets_no_link_of_the_window_and_can_not_begin_without_end() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let own = shell(100);
    let by_hand = ByHand::begin(&rig, start("evil")).await?;
    let refused = rig.engine.sign_in_link_for(Some(&own), &by_hand.sign_in.id);
    assert_eq!(refused.err().map(|error| error.code), Some(ErrorCode::NotGranted));
    let mut begun = 0;
    let error = loop {
        let named = SignInStart { handle: Some(format!("work-{begun}")), ..start("evil") };
        match rig.engine.start_sign_in_for(Some(&own), named).await {
            Ok(_) => begun += 1,
            Err(error) => break error,
        }
        assert!(begun < 100, "nothing stops it");
    };
    assert_eq!(error.code, ErrorCode::InputInvalid);
    let view = rig.engine.sign_in(&by_hand.sign_in.id).await.map_err(|error| told(&error))?;
    assert_eq!(view.phase, SignInPhase::Browser, "the window's own goes on");
    Ok(())
}
