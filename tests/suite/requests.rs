//! Calls of an API with an account's token, against the real provider and the real orders API, without the window.

use anyhow::{Context, bail};
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::orders::{self, Orders};
use harness::stranger::Stranger;
use lanyard_core::view::{
    AccountSummary, Answer, ApiCall, CallAdvice, ErrorCode, ErrorView, ExchangeKind, ExchangeStep,
    ExchangeView, Lasting, NamedText, QuestionView, SignInPhase, SignInStart, StepState,
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::real::sits_down;
use crate::rig::{Rig, told};

mod own;

const ONCE: Answer = Answer::Allow { lasting: Lasting::Once };

/// Every step, in the view's order.
const STEPS: [ExchangeStep; 8] = [
    ExchangeStep::TokenAsked,
    ExchangeStep::ClientVerified,
    ExchangeStep::PersonConsented,
    ExchangeStep::TokenGiven,
    ExchangeStep::TokenChecked,
    ExchangeStep::ResourceAsked,
    ExchangeStep::TokenValidated,
    ExchangeStep::ResourceReturned,
];

/// Ada, signed in at Acme ID, beside the orders API that her tokens are for.
struct Scene {
    rig: Rig,
    account: AccountSummary,
    orders: Orders,
    enterprise: Enterprise,
    _desk: Desk,
}

impl Scene {
    async fn set() -> Result<Self> {
        let desk = Desk::bare()?;
        let shop = TcpListener::bind("127.0.0.1:0").await?;
        let enterprise = Enterprise::start_for(&desk, &orders::address_at(&shop)?).await?;
        let acme = enterprise.acme();
        let orders = Orders::start_on(shop, &acme.issuer, enterprise.orders_resource())?;
        let rig = Rig::with(&[acme]).await?;
        sits_down(&rig, &enterprise, "ada", false);
        let account = rig.link("acme").await?;
        Ok(Self { rig, account, orders, enterprise, _desk: desk })
    }

    fn get(&self, url: &str) -> ApiCall {
        let (account, method, url) = (self.account.id.clone(), "GET".to_owned(), url.to_owned());
        ApiCall { account, method, url, headers: Vec::new(), body: None }
    }

    /// Buys a headset.
    fn order(&self) -> ApiCall {
        let json = NamedText { name: "content-type".to_owned(), text: "application/json".to_owned() };
        let body = json!({ "item": "Headset", "quantity": 1 }).to_string();
        let call = self.get(self.orders.address());
        ApiCall { method: "POST".to_owned(), headers: vec![json], body: Some(body), ..call }
    }

    async fn call(&self, call: ApiCall) -> std::result::Result<ExchangeView, ErrorView> {
        self.rig.engine.call_api(call).await
    }

    async fn called(&self, call: ApiCall) -> Result<ExchangeView> {
        let exchange = self.call(call).await.map_err(|error| told(&error))?;
        assert_eq!(exchange.steps.iter().map(|step| step.step).collect::<Vec<_>>(), STEPS);
        Ok(exchange)
    }

    /// A call that Ada is asked about, and lets.
    async fn allowed(&self, call: ApiCall) -> Result<ExchangeView> {
        answered(&self.rig, call, ONCE).await?.map_err(|error| told(&error))
    }
}

/// Calls; the person is asked about it in the consent window, and answers.
async fn answered(
    rig: &Rig,
    call: ApiCall,
    answer: Answer,
) -> Result<std::result::Result<ExchangeView, ErrorView>> {
    let person = async {
        let question = asked(rig).await?;
        rig.engine.answer(&question.id, answer).await.map_err(|error| told(&error))
    };
    let (called, person) = tokio::join!(rig.engine.call_api(call), person);
    person.map(|()| called)
}

/// What the person is asked.
async fn asked(rig: &Rig) -> Result<QuestionView> {
    eventually("the question", SOON, async || {
        let programs = rig.engine.programs().await.map_err(|error| told(&error))?;
        Ok(programs.questions.into_iter().next())
    })
    .await
}

fn status(exchange: &ExchangeView) -> Option<u16> {
    exchange.answer.as_ref().map(|answer| answer.status)
}

fn state(exchange: &ExchangeView, wanted: ExchangeStep) -> Option<StepState> {
    exchange.steps.iter().find(|step| step.step == wanted).map(|step| step.state)
}

#[tokio::test]
async fn a_call_goes_through_all_eight_steps() -> Result {
    let scene = Scene::set().await?;
    scene.rig.clock.advance(10);
    let exchange = scene.called(scene.get(scene.orders.address())).await?;
    assert_eq!(status(&exchange), Some(200), "{exchange:?}");
    assert_eq!((exchange.refusal.is_none(), exchange.problem.is_none()), (true, true));
    for step in [ExchangeStep::ResourceAsked, ExchangeStep::TokenValidated, ExchangeStep::ResourceReturned] {
        assert_eq!(state(&exchange, step), Some(StepState::Done), "{step:?}");
    }
    assert_eq!(state(&exchange, ExchangeStep::PersonConsented), Some(StepState::Earlier));
    let answer = exchange.answer.context("an answer")?;
    assert!(answer.json && answer.body.contains("orders"), "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn a_403_names_the_scope_that_is_missing_and_asking_for_it_mends_the_same_call() -> Result {
    let scene = Scene::set().await?;
    let refused = scene.called(scene.order()).await?;
    assert_eq!(status(&refused), Some(403), "{refused:?}");
    let refusal = refused.refusal.as_ref().context("a refusal")?;
    assert_eq!(refusal.error.as_deref(), Some("insufficient_scope"));
    let scopes = vec!["orders:write".to_owned()];
    assert_eq!(refusal.advice, CallAdvice::AskScope { scopes: scopes.clone() });
    assert_eq!(state(&refused, ExchangeStep::TokenValidated), Some(StepState::Failed));
    assert_eq!(state(&refused, ExchangeStep::ResourceReturned), Some(StepState::NotReached));

    scene.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": true })).await?;
    let start = SignInStart {
        provider: scene.account.provider.clone(),
        account: Some(scene.account.id.clone()),
        extra_scopes: scopes,
        ..SignInStart::default()
    };
    let started = scene.rig.engine.start_sign_in(start).await.map_err(|error| told(&error))?;
    let ended = scene.rig.end_of(&started).await?;
    assert!(matches!(ended, SignInPhase::Done { .. }), "{ended:?}");
    let mended = scene.called(scene.order()).await?;
    assert_eq!(status(&mended), Some(201), "{mended:?}");

    let remembered = scene.rig.engine.exchanges().await.map_err(|error| told(&error))?;
    let kinds: Vec<_> = remembered.iter().map(|exchange| exchange.kind).collect();
    let (call, sign_in) = (ExchangeKind::Call, ExchangeKind::SignIn);
    assert_eq!(kinds, [call, sign_in, call, sign_in], "newest first");
    Ok(())
}

#[tokio::test]
async fn an_expired_token_is_renewed_by_the_button_that_a_401_offers() -> Result {
    let scene = Scene::set().await?;
    // A token that came a moment ago would be refused again.
    scene.rig.clock.advance(30);
    scene.orders.be_ahead(600);
    let refused = scene.called(scene.get(scene.orders.address())).await?;
    assert_eq!(status(&refused), Some(401), "{refused:?}");
    let refusal = refused.refusal.context("a refusal")?;
    assert_eq!((refusal.error.as_deref(), refusal.advice), (Some("invalid_token"), CallAdvice::Renew));
    scene.orders.be_ahead(0);
    scene.rig.renew(&scene.account).await.map_err(|error| told(&error))?;
    assert_eq!(status(&scene.called(scene.get(scene.orders.address())).await?), Some(200));
    Ok(())
}

#[tokio::test]
async fn a_foreign_origin_is_asked_about_before_anything_is_sent_there() -> Result {
    let scene = Scene::set().await?;
    let stranger = Stranger::start().await?;
    let call = scene.get(&format!("{}/orders", stranger.origin()));
    let Err(error) = answered(&scene.rig, call.clone(), Answer::Deny).await? else { bail!("it was sent") };
    assert_eq!(
        (error.code, error.facts.host.as_deref(), error.facts.detail.as_deref()),
        (ErrorCode::ForeignOrigin, Some(stranger.origin()), Some("denied"))
    );
    let nobody = async {
        asked(&scene.rig).await?;
        scene.rig.clock.advance(120);
        Ok::<_, anyhow::Error>(())
    };
    let (unanswered, nobody) = tokio::join!(scene.call(call.clone()), nobody);
    nobody?;
    assert_eq!(unanswered.err().and_then(|error| error.facts.detail).as_deref(), Some("no_answer"));
    assert!(stranger.heard().is_empty());
    // The same host on another port, user information in front of the known one, and a name that begins like it.
    let authority = scene.orders.address().trim_start_matches("http://").trim_end_matches("/orders");
    let foreign = stranger.origin().trim_start_matches("http://");
    for url in
        [format!("http://{authority}@{foreign}/orders"), format!("http://{authority}.acme.example/orders")]
    {
        let Err(error) = scene.call(scene.get(&url)).await else { bail!("{url} was called") };
        assert_eq!(error.code, ErrorCode::InputInvalid, "{url}: {error:?}");
    }
    assert!(stranger.heard().is_empty());

    assert_eq!(status(&scene.allowed(call).await?), Some(200));
    assert!(stranger.heard()[0].headers.contains_key("authorization"), "it was allowed");
    Ok(())
}

#[tokio::test]
async fn r91_the_authorization_header_never_follows_a_redirect_to_another_origin() -> Result {
    let scene = Scene::set().await?;
    let other = Stranger::start().await?;
    let sender = Stranger::sending_on_to(&format!("{}/elsewhere", other.origin())).await?;
    let url = format!("{}/orders", sender.origin());
    let asked = scene.allowed(scene.get(&url)).await?.answer.context("an answer")?;
    assert_eq!(asked.redirects, [format!("{}/elsewhere", other.origin())], "it is told");
    let [heard] = other.heard().try_into().map_err(|_| anyhow::anyhow!("one request"))?;
    for name in ["authorization", "cookie", "referer"] {
        assert!(!heard.headers.contains_key(name), "{heard:?}");
    }
    // What changes something there is not sent on at all.
    let placed = scene.allowed(ApiCall { url, ..scene.order() }).await?;
    assert_eq!(status(&placed), Some(307));
    let asked =
        placed.steps.iter().find(|step| step.step == ExchangeStep::ResourceAsked).context("the step")?;
    assert!(asked.facts.iter().any(|fact| fact.name == "redirect_not_followed"), "{asked:?}");
    assert_eq!(other.heard().len(), 1);
    assert_eq!(sender.heard().len(), 2);
    assert!(sender.heard().iter().all(|heard| heard.headers.contains_key("authorization")), "it was allowed");
    Ok(())
}

#[tokio::test]
async fn t2_no_exchange_holds_a_secret() -> Result {
    let scene = Scene::set().await?;
    scene.called(scene.get(scene.orders.address())).await?;
    scene.called(scene.order()).await?;
    scene.rig.renew(&scene.account).await.map_err(|error| told(&error))?;
    sits_down(&scene.rig, &scene.enterprise, "ada", true);
    let declined = scene.rig.sign_in_again(&scene.account).await?;
    assert!(matches!(declined, SignInPhase::Failed { .. }), "{declined:?}");

    let remembered = scene.rig.engine.exchanges().await.map_err(|error| told(&error))?;
    let failed = &remembered[0];
    assert_eq!(failed.kind, ExchangeKind::SignIn);
    assert_eq!(state(failed, ExchangeStep::PersonConsented), Some(StepState::Failed), "{failed:?}");
    let messages =
        remembered.iter().flat_map(|exchange| &exchange.steps).filter(|step| step.message.is_some());
    assert!(messages.count() >= 4, "there is something to search in");
    let text = serde_json::to_string(&remembered)?;
    assert!(text.contains("grant_type") && text.contains("code_challenge"), "requests are shown");
    assert_eq!(scene.enterprise.canaries()?.search("exchanges", text.as_bytes()), []);
    assert_eq!(scene.enterprise.canaries()?.search_folder(scene.rig.folder(), &[])?, []);
    scene.rig.engine.forget_exchanges().await.map_err(|error| told(&error))?;
    assert_eq!(scene.rig.engine.exchanges().await.map_err(|error| told(&error))?, []);
    Ok(())
}
