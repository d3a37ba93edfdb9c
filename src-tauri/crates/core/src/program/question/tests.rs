//! Bounds, joining and the end of questions.

use super::*;
use crate::program::decide::tests::asked;
use crate::program::identity::ProcessId;
use crate::program::identity::tests::{git, python, shell};
use crate::program::new_address::tests::moved_to;
use crate::program::sending::tests::sending;

const NOW: Duration = Duration::from_secs(1_000);

fn question(id: usize, program: Program, scopes: &str) -> Question {
    let about = About::Tokens { program: Box::new(program), asked: asked(scopes, None), changed_since: None };
    Question::new(id.to_string(), about, NOW, 5_000)
}

fn call(id: usize) -> Question {
    Question::new(id.to_string(), About::Sending(sending("https://other.example")), NOW, 5_000)
}

fn address(id: usize) -> Question {
    Question::new(id.to_string(), About::NewAddress(moved_to("https://login.example")), NOW, 5_000)
}

fn program(number: usize) -> Program {
    Program { path: format!("/usr/bin/program-{number}").into(), ..git() }
}

#[test]
fn a_flood_of_questions_stops_at_a_bound() {
    let mut questions = Questions::default();
    for id in 0..MOST {
        questions.open(question(id, program(id), "")).unwrap();
    }
    assert_eq!(questions.open(question(99, program(99), "")).err(), Some(TooMany));
    questions.take("3").unwrap();
    questions.open(question(99, program(99), "")).unwrap();
}

#[test]
fn one_program_asks_no_more_than_three_at_a_time() {
    let process = |pid| Program { process: ProcessId { pid, started: 1 }, ..python("a.py") };
    let mut questions = Questions::default();
    for pid in 0..3 {
        questions.open(question(0, process(pid), "")).unwrap();
    }
    assert_eq!(questions.open(question(9, process(9), "")).err(), Some(TooMany));
    questions.open(question(9, shell(), "")).unwrap();
}

#[test]
fn calls_ask_no_more_than_three_at_a_time_each_for_itself_and_take_no_programs_turn() {
    let mut questions = Questions::default();
    for id in 0..3 {
        questions.open(call(id)).unwrap();
    }
    assert_eq!(questions.open(call(3)).err(), Some(TooMany));
    questions.open(question(9, git(), "")).unwrap();
    assert!(questions.same(&shell(), &asked("", None)).is_none());
}

#[test]
fn new_addresses_are_asked_about_three_at_a_time_and_take_no_calls_turn() {
    let mut questions = Questions::default();
    for id in 0..3 {
        questions.open(address(id)).unwrap();
    }
    assert_eq!(questions.open(address(3)).err(), Some(TooMany));
    questions.open(call(9)).unwrap();
    assert!(questions.same(&git(), &asked("", None)).is_none());
}

#[test]
fn only_the_same_program_asking_for_the_same_joins() {
    let mut questions = Questions::default();
    questions.open(question(1, git(), "read")).unwrap();
    assert!(questions.same(&git(), &asked("read", None)).is_some());
    assert!(questions.same(&git(), &asked("read write", None)).is_none());
    assert!(questions.same(&git(), &asked("read", Some("https://a"))).is_none());
    assert!(questions.same(&shell(), &asked("read", None)).is_none());
    let replaced = Program { hash: "bb".into(), ..git() };
    assert!(questions.same(&replaced, &asked("read", None)).is_none());
    let elsewhere = Asked { account: "a2".into(), ..asked("read", None) };
    assert!(questions.same(&git(), &elsewhere).is_none());
}

#[test]
fn runs_out_after_two_minutes_and_ends_once() {
    let mut questions = Questions::default();
    let outcome = questions.open(question(1, git(), "")).unwrap().join(true).outcome;
    assert!(questions.run_out(NOW + Duration::from_secs(119)).is_empty());
    let mut over = questions.run_out(NOW + PATIENCE);
    over.pop().unwrap().ends(Outcome::RanOut);
    assert_eq!(*outcome.borrow(), Some(Outcome::RanOut));
    assert!(questions.take("1").is_none());
}
