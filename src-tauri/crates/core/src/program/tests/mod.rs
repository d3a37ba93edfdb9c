//! Programs at a whole engine: a profile, a keychain in memory and a token endpoint.

mod consent;
mod hand_out;
mod kept;
mod new_address;
mod policy;
mod terminal;

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use super::identity::tests::{git, shell};
use super::{Caller, Consent, GivenToken, ProcessId, Program, TokenAsk};
use crate::engine::stage::{Stage, eventually};
use crate::view::{
    ActivityEntry, ActivityFilter, ActivityKind, Answer, ErrorCode, ErrorView, GrantOrigin, Lasting,
    Programs, QuestionAbout, QuestionView,
};
use crate::{Engine, ManualClock};

const ONCE: Answer = Answer::Allow { lasting: Lasting::Once };
const WHILE_IT_RUNS: Answer = Answer::Allow { lasting: Lasting::WhileItRuns };
const UNTIL_REVOKED: Answer = Answer::Allow { lasting: Lasting::UntilRevoked };

/// An engine with one account, `a0`.
struct Scene {
    stage: Stage,
    clock: Arc<ManualClock>,
    engine: Engine,
}

impl Scene {
    async fn new() -> Self {
        Self::on(Stage::with(1), Consent::Window).await
    }

    async fn with_policy(text: &str) -> Self {
        let stage = Stage::with(1);
        std::fs::write(stage.home().policy(), text).unwrap();
        Self::on(stage, Consent::Window).await
    }

    async fn on(stage: Stage, consent: Consent) -> Self {
        let clock = Arc::new(ManualClock::at(1_700_000_000));
        let engine = stage.open_with(clock.clone(), consent).await.unwrap();
        Self { stage, clock, engine }
    }

    /// Another engine on what is stored.
    async fn restarted(self) -> Self {
        self.engine.close().await;
        let engine = self.stage.open(self.clock.clone()).await.unwrap();
        Self { engine, ..self }
    }

    /// A token, if it can be had without waiting for anybody.
    async fn ask(&self, program: &Program, scopes: &str) -> Result<String, ErrorView> {
        told(self.engine.token_for(&caller(program), ask(scopes)).await)
    }

    async fn refused(&self, program: &Program) -> ErrorCode {
        self.ask(program, "").await.unwrap_err().code
    }

    /// Somebody who waits for the person, and the question.
    async fn waits(
        &self,
        program: &Program,
        scopes: &str,
    ) -> (JoinHandle<Result<String, ErrorView>>, QuestionView) {
        let before = self.programs().await.questions.len();
        let (engine, caller, ask) =
            (self.engine.clone(), caller(program), TokenAsk { wait: true, ..ask(scopes) });
        let waiting = tokio::spawn(async move { told(engine.token_for(&caller, ask).await) });
        let question = eventually("the question", async || {
            let questions = self.programs().await.questions;
            (questions.len() > before).then(|| questions.last().unwrap().clone())
        })
        .await;
        (waiting, question)
    }

    /// The program asks, and the person answers.
    async fn answered(&self, program: &Program, scopes: &str, answer: Answer) -> Result<String, ErrorView> {
        let (waiting, question) = self.waits(program, scopes).await;
        self.engine.answer(&question.id, answer).await.unwrap();
        waiting.await.unwrap()
    }

    async fn programs(&self) -> Programs {
        self.engine.programs().await.unwrap()
    }

    async fn entries(&self, kind: ActivityKind) -> Vec<ActivityEntry> {
        let filter = ActivityFilter { kind: Some(kind), limit: 500, ..ActivityFilter::default() };
        self.engine.activity(filter).await.unwrap()
    }
}

fn ask(scopes: &str) -> TokenAsk {
    let scopes = scopes.split_whitespace().map(str::to_owned).collect();
    TokenAsk { account: "a0".into(), scopes, ..TokenAsk::default() }
}

fn told(given: Result<GivenToken, ErrorView>) -> Result<String, ErrorView> {
    given.map(|given| given.token.token.expose_secret().to_owned())
}

fn caller(program: &Program) -> Caller {
    Caller { process: program.process, program: program.clone(), by_command_line: false }
}

/// This process, as long as the test runs.
fn alive() -> ProcessId {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let started = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().parse().unwrap();
    ProcessId { pid: std::process::id(), started }
}

/// The program, as a process that runs, in a session that goes on.
fn running(mut program: Program) -> Program {
    program.process = alive();
    program.session.leader = alive();
    program
}

/// A program that the person can write.
fn report(hash: &str) -> Program {
    let keeper = crate::view::Keeper::Person;
    Program { path: "/home/ada/bin/report".into(), hash: hash.into(), keeper, ..git() }
}

fn fact<'a>(entry: &'a ActivityEntry, name: &str) -> Option<&'a str> {
    entry.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

/// Lets what was spawned run until nothing is ready any more.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
}
