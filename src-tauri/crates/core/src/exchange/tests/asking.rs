//! A token goes to an address that is none of the account's own on the person's word alone.

use std::sync::Arc;

use serde_json::json;

use super::api::Api;
use super::{ONCE, UNTIL_IT_QUITS, answered, asked, call};
use crate::engine::stage::{Stage, eventually};
use crate::program::Consent;
use crate::view::{
    ActivityEntry, ActivityFilter, ActivityKind, Answer, ApiCall, ErrorCode, ErrorView, Lasting,
    ProviderForm, ProviderOrigin, QuestionAbout,
};
use crate::{Engine, ManualClock};

const FROM_NOW_ON: Answer = Answer::Allow { lasting: Lasting::UntilRevoked };

/// Accounts `a0` and `a1`, and an API that is none of theirs.
struct Scene {
    stage: Stage,
    clock: Arc<ManualClock>,
    engine: Engine,
    api: Api,
}

impl Scene {
    async fn new() -> Self {
        Self::on(Consent::Window).await
    }

    async fn on(consent: Consent) -> Self {
        let (stage, clock) = (Stage::with(2), Arc::new(ManualClock::at(1_700_000_000)));
        let engine = stage.open_with(clock.clone(), consent).await.unwrap();
        Self { stage, clock, engine, api: Api::always(200, "", "{}") }
    }

    /// Another engine on what is stored.
    async fn restarted(self) -> Self {
        self.engine.close().await;
        let engine = self.stage.open(self.clock.clone()).await.unwrap();
        Self { engine, ..self }
    }

    fn call(&self) -> ApiCall {
        call("a0", &format!("{}/orders?page=2", self.api.origin))
    }

    async fn answered(&self, answer: Answer) -> Result<(), ErrorView> {
        answered(&self.engine, self.call(), answer).await.map(drop)
    }

    /// The page, or whoever has taken it over, writes an address into the provider's settings.
    async fn lists(&self, resource: &str) {
        let form = ProviderForm {
            name: "Acme ID".into(),
            issuer: format!("http://{}", self.stage.provider.address),
            client_id: "lanyard".into(),
            client_secret: None,
            scopes: vec!["openid".into()],
            resources: vec![resource.into()],
            origin: ProviderOrigin::Person,
            extras: None,
        };
        self.engine.edit_provider("acme", form).await.unwrap();
    }

    async fn entries(&self, kind: ActivityKind) -> Vec<ActivityEntry> {
        let filter = ActivityFilter { kind: Some(kind), limit: 100, ..ActivityFilter::default() };
        self.engine.activity(filter).await.unwrap()
    }

    async fn nothing_is_asked(&self) {
        assert_eq!(self.engine.programs().await.unwrap().questions, []);
    }
}

fn why(refused: Result<(), ErrorView>) -> (ErrorCode, Option<String>) {
    let error = refused.unwrap_err();
    (error.code, error.facts.detail)
}

fn no(detail: &str) -> (ErrorCode, Option<String>) {
    (ErrorCode::ForeignOrigin, Some(detail.to_owned()))
}

fn fact<'a>(entry: &'a ActivityEntry, name: &str) -> Option<&'a str> {
    entry.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

#[tokio::test]
async fn the_page_can_not_answer_for_the_person() {
    let scene = Scene::new().await;
    // What a page can write: the call, with whatever it claims.
    let claimed = json!({
        "account": "a0", "method": "GET", "url": scene.api.origin, "headers": [], "body": null,
        "confirmed": true, "allowed": "once", "lasting": "until_revoked",
    });
    let claimed: ApiCall = serde_json::from_value(claimed).unwrap();
    let refused = answered(&scene.engine, claimed, Answer::Deny).await.map(drop);
    assert_eq!(why(refused), no("denied"));
    assert_eq!(scene.api.asked().len(), 0);
    scene.engine.close().await;
}

#[tokio::test]
async fn nothing_is_sent_and_no_token_fetched_before_the_answer() {
    let scene = Scene::new().await;
    let person = async {
        let question = asked(&scene.engine).await;
        let about =
            QuestionAbout::Sending { origin: scene.api.origin.clone(), listed: false, token_until: None };
        assert_eq!((question.about, question.account.as_str()), (about, "a0"));
        assert_eq!((question.title.as_str(), question.provider_name.as_str()), ("a0", "Acme ID"));
        assert_eq!(question.offers, [Lasting::Once, Lasting::WhileItRuns]);
        assert_eq!(Some(question.until), Some(1_700_000_120.0));
        assert_eq!((scene.api.asked().len(), scene.stage.provider.spent().len()), (0, 0));
        scene.engine.answer(&question.id, ONCE).await.unwrap();
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), person);
    called.unwrap();
    let heard = scene.api.asked();
    assert!(heard[0].starts_with("GET /orders?page=2 HTTP/1.1\r\n"), "{}", heard[0]);
    assert!(heard[0].contains("authorization: Bearer access-a0-2\r\n"));
    assert!(heard[0].contains("x-note: a note\r\n"));
    let [entry] = &scene.entries(ActivityKind::TokenSent).await[..] else { panic!("one entry") };
    assert_eq!(
        ["address", "allowed", "lasting"].map(|name| fact(entry, name).unwrap_or_default()),
        [&scene.api.origin, "you, in the window", "for one call"]
    );
    assert_eq!((entry.account.as_deref(), fact(entry, "token").map(str::len)), (Some("a0"), Some(16)));
    scene.engine.close().await;
}

#[tokio::test]
async fn any_no_sends_nothing_and_is_told() {
    let scene = Scene::new().await;
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"));
    assert_eq!(why(scene.answered(Answer::Dismiss).await), no("dismissed"));
    let waits = async {
        asked(&scene.engine).await;
        scene.clock.advance(120);
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), waits);
    let error = called.unwrap_err();
    assert_eq!(
        (error.facts.host.as_deref(), error.account.as_deref()),
        (Some(&*scene.api.origin), Some("a0"))
    );
    assert_eq!(why(Err(error)), no("no_answer"));
    assert_eq!((scene.api.asked().len(), scene.stage.provider.spent().len()), (0, 0));
    let told = scene.entries(ActivityKind::SendingDenied).await;
    let answers: Vec<_> = told.iter().map(|entry| fact(entry, "answer").unwrap()).collect();
    assert_eq!(answers, ["nobody answered", "the window was closed", "denied"]);
    assert_eq!(fact(&told[0], "address"), Some(scene.api.origin.as_str()));
    assert_eq!(scene.entries(ActivityKind::TokenSent).await, []);
    // None of that silences anybody, and a late yes is none.
    scene.answered(ONCE).await.unwrap();
    scene.engine.close().await;
}

#[tokio::test]
async fn where_nobody_can_be_asked_nothing_is_sent() {
    let scene = Scene::on(Consent::Nobody).await;
    assert_eq!(why(scene.engine.call_api(scene.call()).await.map(drop)), no("nobody_to_ask"));
    assert_eq!(scene.api.asked().len(), 0);
    scene.engine.close().await;
}

#[tokio::test]
async fn once_is_one_call_also_where_two_wait() {
    let scene = Scene::new().await;
    let person = async {
        let both = async || {
            let questions = scene.engine.programs().await.unwrap().questions;
            (questions.len() == 2).then_some(questions)
        };
        let [first, second] = &eventually("two questions", both).await[..] else { panic!("two") };
        scene.engine.answer(&first.id, ONCE).await.unwrap();
        scene.engine.answer(&second.id, Answer::Deny).await.unwrap();
    };
    let (first, second, ()) =
        tokio::join!(scene.engine.call_api(scene.call()), scene.engine.call_api(scene.call()), person);
    first.unwrap();
    assert_eq!(why(second.map(drop)), no("denied"));
    assert_eq!(scene.api.asked().len(), 1);
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"), "the next one is asked about anew");
    scene.engine.close().await;
}

#[tokio::test]
async fn an_answer_holds_for_one_account_and_one_origin_until_lanyard_quits() {
    let scene = Scene::new().await;
    scene.answered(UNTIL_IT_QUITS).await.unwrap();
    scene.engine.call_api(call("a0", &scene.api.origin)).await.unwrap();
    assert_eq!(scene.entries(ActivityKind::TokenSent).await.len(), 2, "each is told");

    let port = scene.api.origin.rsplit_once(':').unwrap().1;
    let neighbour = Api::always(200, "", "{}");
    for foreign in [
        call("a1", &scene.api.origin),
        call("a0", &neighbour.origin),
        call("a0", &format!("http://localhost:{port}/")),
        call("a0", &format!("https://127.0.0.1:{port}/")),
    ] {
        let url = foreign.url.clone();
        assert_eq!(
            why(answered(&scene.engine, foreign, Answer::Deny).await.map(drop)),
            no("denied"),
            "{url}"
        );
    }
    assert_eq!((scene.api.asked().len(), neighbour.asked().len()), (2, 0));
    let scene = scene.restarted().await;
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"));
    scene.engine.close().await;
}

#[tokio::test]
async fn whoever_waits_for_the_same_address_is_answered_along_and_nobody_else() {
    let scene = Scene::new().await;
    let other = call("a1", &scene.api.origin);
    let person = async {
        let three = async || {
            let questions = scene.engine.programs().await.unwrap().questions;
            (questions.len() == 3).then_some(questions)
        };
        let questions = eventually("three questions", three).await;
        let of = |account: &str| questions.iter().find(|question| question.account == account).unwrap();
        scene.engine.answer(&of("a0").id, UNTIL_IT_QUITS).await.unwrap();
        scene.engine.answer(&of("a1").id, Answer::Deny).await.unwrap();
        scene.nothing_is_asked().await;
    };
    let calls = (scene.engine.call_api(scene.call()), scene.engine.call_api(scene.call()));
    let (first, second, third, ()) = tokio::join!(calls.0, calls.1, scene.engine.call_api(other), person);
    assert_eq!((first.is_ok(), second.is_ok(), why(third.map(drop))), (true, true, no("denied")));
    scene.engine.close().await;
}

#[tokio::test]
async fn only_what_was_offered_can_be_answered() {
    let scene = Scene::new().await;
    let person = async {
        let question = asked(&scene.engine).await;
        let refused = scene.engine.answer(&question.id, FROM_NOW_ON).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InputInvalid);
        scene.engine.answer(&question.id, Answer::Deny).await.unwrap();
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), person);
    assert_eq!(why(called.map(drop)), no("denied"));
    scene.engine.close().await;
}

#[tokio::test]
async fn a_call_takes_its_question_back_and_no_programs() {
    let scene = Scene::new().await;
    let person = async {
        let question = asked(&scene.engine).await;
        scene.engine.withdraw_question(&question.id).await.unwrap();
        scene.nothing_is_asked().await;
        let late = scene.engine.answer(&question.id, UNTIL_IT_QUITS).await.unwrap_err();
        assert_eq!(late.code, ErrorCode::NotFound);
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), person);
    assert_eq!(why(called.map(drop)), no("withdrawn"));
    assert_eq!(scene.api.asked().len(), 0);
    assert_eq!(scene.entries(ActivityKind::SendingDenied).await, []);
    scene.engine.close().await;
}

#[tokio::test]
async fn a_removed_account_and_a_closed_engine_end_the_wait() {
    let scene = Scene::new().await;
    let goes = async {
        asked(&scene.engine).await;
        scene.engine.remove_account("a0", false).await.unwrap();
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), goes);
    assert_eq!(why(called.map(drop)), no("withdrawn"));
    let closes = async {
        asked(&scene.engine).await;
        scene.engine.close().await;
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(call("a1", &scene.api.origin)), closes);
    assert_eq!(called.unwrap_err().code, ErrorCode::Closing);
    assert_eq!(scene.api.asked().len(), 0);
}

#[tokio::test]
async fn an_address_that_a_lease_was_asked_for_is_not_own_by_that() {
    let scene = Scene::new().await;
    let resource = format!("{}/orders", scene.api.origin);
    scene.engine.new_lease("a0", Some(resource), vec![]).await.unwrap();
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"));
    assert_eq!(scene.api.asked().len(), 0);
    scene.engine.close().await;
}

#[tokio::test]
async fn an_address_that_was_written_into_the_settings_later_is_own_once_the_person_said_so() {
    let scene = Scene::new().await;
    scene.lists(&format!("{}/orders", scene.api.origin)).await;
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"));
    assert_eq!(why(scene.answered(Answer::Dismiss).await), no("dismissed"));
    scene.answered(ONCE).await.unwrap();
    let person = async {
        let question = asked(&scene.engine).await;
        assert!(matches!(question.about, QuestionAbout::Sending { listed: true, .. }), "{question:?}");
        let refused = scene.engine.answer(&question.id, UNTIL_IT_QUITS).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InputInvalid);
        scene.engine.answer(&question.id, FROM_NOW_ON).await.unwrap();
    };
    let (called, ()) = tokio::join!(scene.engine.call_api(scene.call()), person);
    called.unwrap();
    let [entry, _] = &scene.entries(ActivityKind::TokenSent).await[..] else { panic!("two entries") };
    assert_eq!(fact(entry, "lasting"), Some("as long as the provider's settings list it"));

    // From now on, for this account, and for what is listed there.
    let scene = scene.restarted().await;
    scene.engine.call_api(scene.call()).await.unwrap();
    assert_eq!(scene.entries(ActivityKind::TokenSent).await.len(), 2, "its own address");
    for foreign in [call("a1", &scene.call().url), call("a0", &format!("{}/users", scene.api.origin))] {
        assert_eq!(why(answered(&scene.engine, foreign, Answer::Deny).await.map(drop)), no("denied"));
    }
    scene.lists("https://another.example").await;
    assert_eq!(why(scene.answered(Answer::Deny).await), no("denied"), "it is not listed any more");
    scene.engine.close().await;
}

#[tokio::test]
async fn until_when_the_token_works_is_told_where_that_is_sure() {
    let scene = Scene::new().await;
    scene.answered(ONCE).await.unwrap();
    let until = async || {
        let question = asked(&scene.engine).await;
        scene.engine.answer(&question.id, Answer::Deny).await.unwrap();
        match question.about {
            QuestionAbout::Sending { token_until, .. } => token_until,
            QuestionAbout::Tokens { .. } | QuestionAbout::NewAddress { .. } => panic!("a call asks"),
        }
    };
    let (refused, told) = tokio::join!(scene.engine.call_api(scene.call()), until());
    assert_eq!((refused.is_err(), told), (true, Some(1_700_000_300.0)));
    // Its renewal may come before the answer.
    scene.clock.advance(200);
    let (refused, told) = tokio::join!(scene.engine.call_api(scene.call()), until());
    assert_eq!((refused.is_err(), told), (true, None));
    scene.engine.close().await;
}
