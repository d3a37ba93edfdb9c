//! Callbacks that are late, replayed, swapped, or not ours.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil};
use lanyard_core::view::{ErrorCode, SignInPhase, SignInView};
use tokio::net::TcpStream;
use url::Url;

use super::named;
use crate::rig::{Rig, failure, told};
use crate::surfer::{Habit, Visitor};

/// A sign-in that waits for its callback; the test plays the browser.
struct Pending {
    sign_in: SignInView,
    address: Url,
}

impl Pending {
    async fn begin(rig: &Rig, provider: &str) -> Result<Self> {
        rig.surfer.get_used_to(Habit::Keep);
        let before = rig.surfer.opened().len();
        let sign_in = rig.start_sign_in(provider, None).await?;
        let address =
            eventually("the browser is opened", SOON, async || Ok(rig.surfer.opened().get(before).cloned()))
                .await?;
        Ok(Self { sign_in, address: address.parse()? })
    }

    fn parameter(&self, name: &str) -> String {
        let found = self.address.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    fn port(&self) -> Result<u16> {
        let redirect: Url = self.parameter("redirect_uri").parse()?;
        Ok(redirect.port().unwrap_or_default())
    }

    /// The address to which the browser is sent back, with these parameters.
    fn callback(&self, parameters: &[(&str, &str)]) -> Result<String> {
        Ok(Url::parse_with_params(&self.parameter("redirect_uri"), parameters)?.into())
    }

    async fn signs_in(&self, rig: &Rig) -> Result {
        rig.surfer.visit(self.address.as_str(), &Visitor::default()).await?;
        let ended = rig.end_of(&self.sign_in).await?;
        assert!(matches!(ended, SignInPhase::Done { .. }), "{ended:?}");
        Ok(())
    }
}

async fn refuses_connections(port: u16) -> Result {
    eventually("the port is closed", SOON, async || {
        Ok(TcpStream::connect(("127.0.0.1", port)).await.is_err().then_some(()))
    })
    .await
}

async fn is_ignored(rig: &Rig, callback: &str, sign_in: &SignInView) -> Result {
    let answer = rig.surfer.visit(callback, &Visitor::default()).await?;
    assert!((400..500).contains(&answer.status), "answered {}", answer.status);
    let overview = rig.engine.overview().await.map_err(|error| told(&error))?;
    let still = overview.sign_ins.iter().find(|one| one.id == sign_in.id);
    assert_eq!(still.map(|one| &one.phase), Some(&SignInPhase::Browser));
    Ok(())
}

#[tokio::test]
async fn l11_two_sign_ins_with_their_responses_swapped_are_not_mixed() -> Result {
    let (one, other) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::with(&[named(&one, "one"), named(&other, "other")]).await?;
    let first = Pending::begin(&rig, "one").await?;
    let second = Pending::begin(&rig, "other").await?;
    for (here, from, issuer) in [(&first, &second, other.issuer()), (&second, &first, one.issuer())] {
        let state = from.parameter("state");
        let swapped = here.callback(&[("code", "swapped"), ("state", &state), ("iss", issuer)])?;
        is_ignored(&rig, &swapped, &here.sign_in).await?;
    }
    assert_eq!((one.count(Endpoint::Token), other.count(Endpoint::Token)), (0, 0));
    first.signs_in(&rig).await?;
    second.signs_in(&rig).await
}

#[tokio::test]
async fn r27_two_providers_of_one_issuer_are_two_registrations() -> Result {
    let evil = Evil::start().await?;
    let mut second = named(&evil, "second");
    second.client_id = "lanyard-admin".to_owned();
    let rig = Rig::with(&[named(&evil, "first"), second]).await?;
    let plain = Pending::begin(&rig, "first").await?;
    let admin = Pending::begin(&rig, "second").await?;
    let state = admin.parameter("state");
    let mixed = plain.callback(&[("code", "of-the-other"), ("state", &state), ("iss", evil.issuer())])?;
    is_ignored(&rig, &mixed, &plain.sign_in).await?;
    admin.signs_in(&rig).await?;
    plain.signs_in(&rig).await?;
    let redeemed = evil.requests(Endpoint::Token);
    for (pending, client) in [(&plain, "lanyard"), (&admin, "lanyard-admin")] {
        let redirect = pending.parameter("redirect_uri");
        let request = redeemed.iter().find(|one| one.parameter("redirect_uri") == Some(&redirect));
        assert_eq!(request.and_then(|one| one.parameter("client_id")), Some(client));
    }
    let accounts = rig.accounts().await?;
    let [one, other] = accounts.as_slice() else { panic!("{} accounts", accounts.len()) };
    assert_ne!((&one.id, &one.provider), (&other.id, &other.provider), "one person, two registrations");
    Ok(())
}

#[tokio::test]
async fn l13_a_foreign_code_with_our_state_signs_nobody_in() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let pending = Pending::begin(&rig, "evil").await?;
    // Mallory's own sign-in, whose code is then put into ours: PKCE binds it to her verifier.
    let mut theirs = pending.address.clone();
    let changed: Vec<(String, String)> = pending
        .address
        .query_pairs()
        .map(|(name, value)| match &*name {
            "code_challenge" => (name.into_owned(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            "state" => (name.into_owned(), "of-mallory".to_owned()),
            _ => (name.into_owned(), value.into_owned()),
        })
        .collect();
    theirs.query_pairs_mut().clear().extend_pairs(changed);
    evil.person("u-mallory");
    let refused = rig.surfer.visit(theirs.as_str(), &Visitor::default()).await?;
    let stolen =
        refused.address.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    let stolen = stolen.unwrap_or_default();
    assert_ne!(stolen, "");
    evil.person("u-ada");
    let state = pending.parameter("state");
    let injected = pending.callback(&[("code", &stolen), ("state", &state), ("iss", evil.issuer())])?;
    rig.surfer.visit(&injected, &Visitor::default()).await?;
    let error = failure(rig.end_of(&pending.sign_in).await?)?;
    assert_eq!(error.facts.oauth_error.as_deref(), Some("invalid_grant"), "{error:?}");
    assert_eq!(rig.accounts().await?, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn l10_a_replay_of_the_good_callback_finds_nobody() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let pending = Pending::begin(&rig, "evil").await?;
    pending.signs_in(&rig).await?;
    refuses_connections(pending.port()?).await?;
    assert_eq!(evil.count(Endpoint::Token), 1);
    Ok(())
}

#[tokio::test]
async fn l16_a_callback_after_the_timeout_finds_nobody() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let pending = Pending::begin(&rig, "evil").await?;
    TcpStream::connect(("127.0.0.1", pending.port()?)).await?;
    rig.clock.advance(14 * 60);
    TcpStream::connect(("127.0.0.1", pending.port()?)).await?;
    rig.clock.advance(2 * 60);
    let error = failure(rig.end_of(&pending.sign_in).await?)?;
    assert_eq!(error.code, ErrorCode::SignInTimedOut);
    refuses_connections(pending.port()?).await?;
    assert_eq!(evil.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn l16_a_callback_after_the_cancel_finds_nobody() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let pending = Pending::begin(&rig, "evil").await?;
    rig.engine.cancel_sign_in(&pending.sign_in.id).await.map_err(|error| told(&error))?;
    refuses_connections(pending.port()?).await?;
    assert!(rig.surfer.visit(pending.address.as_str(), &Visitor::default()).await.is_err());
    assert_eq!(evil.count(Endpoint::Token), 0);
    assert_eq!(rig.accounts().await?, []);
    Ok(())
}

#[tokio::test]
async fn l18_the_mapped_address_of_the_loopback_is_not_listened_on() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let pending = Pending::begin(&rig, "evil").await?;
    let port = pending.port()?;
    // A listener on `[::]` would hear all of these; one on the literal of the redirect URI hears itself.
    let elsewhere = std::net::SocketAddr::from((std::net::Ipv4Addr::new(127, 0, 0, 2), port));
    assert!(TcpStream::connect(elsewhere).await.is_err(), "bound to more than the literal");
    if let Ok(mut mapped) = TcpStream::connect((std::net::Ipv4Addr::LOCALHOST.to_ipv6_mapped(), port)).await {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let host = format!("GET /callback?code=x HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:{port}\r\n\r\n");
        mapped.write_all(host.as_bytes()).await?;
        let mut answer = String::new();
        mapped.read_to_string(&mut answer).await?;
        assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    }
    pending.signs_in(&rig).await
}

#[tokio::test]
async fn c25_a_sign_out_that_comes_back_without_a_state_is_a_sign_out() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let report = rig.engine.sign_out(&account.id, true).await.map_err(|error| told(&error))?;
    assert_eq!(report.browser, lanyard_core::view::StepResult::Done);
    // Nothing waits for an answer, so nothing can be confused by one: no port stands open for it.
    let sent = eventually("the browser comes to the provider", SOON, async || {
        Ok(evil.requests(Endpoint::EndSession).pop())
    })
    .await?;
    assert_eq!(sent.parameter("post_logout_redirect_uri"), None);
    let page = rig.surfer.opened().pop().unwrap_or_default().parse::<Url>()?;
    refuses_connections(page.port().unwrap_or_default()).await?;
    let state = rig.only().await?.state;
    assert!(matches!(state, lanyard_core::view::AccountState::SignedOut { .. }), "{state:?}");
    Ok(())
}
