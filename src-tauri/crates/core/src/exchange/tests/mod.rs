//! Calls, sign-ins and renewals as exchanges, against a token endpoint and an API that answer what a test wants.

mod api;
mod asking;
mod book;
mod calls;
mod canaries;
mod protocol;

use crate::Engine;
use crate::engine::stage::eventually;
use crate::view::{Answer, ApiCall, ErrorView, ExchangeView, Lasting, NamedText, QuestionView};

const ONCE: Answer = Answer::Allow { lasting: Lasting::Once };
const UNTIL_IT_QUITS: Answer = Answer::Allow { lasting: Lasting::WhileItRuns };

fn call(account: &str, url: &str) -> ApiCall {
    ApiCall {
        account: account.to_owned(),
        method: "get".to_owned(),
        url: url.to_owned(),
        headers: vec![NamedText { name: "x-note".into(), text: "a note".into() }],
        body: None,
    }
}

/// The person is asked about a call, and answers.
async fn answered(engine: &Engine, call: ApiCall, answer: Answer) -> Result<ExchangeView, ErrorView> {
    let person = async {
        let question = asked(engine).await;
        engine.answer(&question.id, answer).await.unwrap();
    };
    tokio::join!(engine.call_api(call), person).0
}

/// The person lets a call, and those to the same origin after it.
async fn allowed(engine: &Engine, call: ApiCall) -> ExchangeView {
    answered(engine, call, UNTIL_IT_QUITS).await.unwrap()
}

/// The question that waits.
async fn asked(engine: &Engine) -> QuestionView {
    eventually("the question", async || engine.programs().await.unwrap().questions.into_iter().next()).await
}
