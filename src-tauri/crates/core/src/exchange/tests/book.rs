//! What is remembered of exchanges, and how much.

use crate::exchange::Book;
use crate::exchange::book::{LARGEST, MOST};
use crate::exchange::steps::Steps;
use crate::view::{
    AnswerView, ExchangeKind, ExchangeStep, ExchangeView, NamedText, RedactedMessage, Timings,
};

fn exchange(id: &str, kind: ExchangeKind) -> ExchangeView {
    ExchangeView {
        id: id.to_owned(),
        kind,
        at: 0.0,
        provider: "acme".to_owned(),
        account: Some(format!("account-of-{id}")),
        steps: Steps::untouched().into_views(),
        answer: None,
        refusal: None,
        problem: None,
    }
}

fn ids(book: &Book) -> Vec<String> {
    book.exchanges().into_iter().map(|exchange| exchange.id).collect()
}

#[test]
fn renewals_do_not_push_out_what_a_person_did() {
    let book = Book::default();
    book.keep(exchange("failed", ExchangeKind::SignIn), None);
    for number in 0..100 {
        book.keep(exchange(&number.to_string(), ExchangeKind::Renewal), None);
    }
    assert_eq!(ids(&book), ["99", "98", "97", "96", "95", "94", "93", "92", "91", "90", "failed"]);
    for number in 100..150 {
        book.keep(exchange(&number.to_string(), ExchangeKind::Call), None);
    }
    assert_eq!(ids(&book).len(), MOST);
    assert_eq!(ids(&book)[0], "149");
    book.keep(exchange("140", ExchangeKind::Call), None);
    assert_eq!((ids(&book).len(), ids(&book)[0].as_str()), (MOST, "140"));
    book.forget();
    assert_eq!(ids(&book).len(), 0);
}

#[test]
fn an_exchange_is_cut_to_size() {
    let long = "ä".repeat(100_000);
    let mut large = exchange("large", ExchangeKind::Call);
    let message = || RedactedMessage {
        request: long.clone(),
        request_body: long.clone(),
        answer: long.clone(),
        answer_body: long.clone(),
    };
    for step in &mut large.steps {
        step.message = Some(message());
        step.facts = vec![NamedText { name: "url".into(), text: long.clone() }];
    }
    large.answer = Some(AnswerView {
        status: 200,
        reason: "OK".into(),
        headers: (0..100).map(|n| NamedText { name: format!("x-{n}"), text: "v".repeat(1024) }).collect(),
        body: long.clone(),
        json: false,
        cut_from: None,
        binary: false,
        redirects: vec!["r".repeat(16 * 1024); 5],
        timings: Timings { token: 0, head: 0, whole: 0 },
    });
    let book = Book::default();
    book.keep(large, None);
    let kept = book.exchanges().remove(0);
    assert!(serde_json::to_vec(&kept).unwrap().len() <= LARGEST);
    let answer = kept.answer.unwrap();
    assert_eq!((answer.cut_from, answer.body.ends_with('…')), (Some(200_000), true));
    assert_eq!(kept.steps[0].step, ExchangeStep::TokenAsked);
}
