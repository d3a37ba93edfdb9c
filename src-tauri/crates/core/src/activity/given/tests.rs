//! What is written down of tokens that leave, and what is only counted.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::*;
use crate::engine::stage::{Stage, eventually};
use crate::program::{ProcessId, SessionId};
use crate::view::{ActivityEntry, ActivityFilter, ChainView, ErrorCode, Keeper};
use crate::{Engine, ManualClock};

/// An engine with one account; it renews nothing unless it is started.
struct Scene {
    stage: Stage,
    clock: Arc<ManualClock>,
    engine: Engine,
    inner: Arc<Inner>,
}

impl Scene {
    async fn set() -> Self {
        let stage = Stage::with(1);
        let clock = Arc::new(ManualClock::at(1_750_000_000));
        let engine = stage.open(clock.clone()).await.unwrap();
        let inner = engine.running().unwrap().clone();
        Self { stage, clock, engine, inner }
    }

    async fn give(&self, program: &Program, token: &str) -> Result<(), Failure> {
        self.give_until(program, token, Duration::from_secs(4_600)).await
    }

    async fn give_until(&self, program: &Program, token: &str, until: Duration) -> Result<(), Failure> {
        let account = self.inner.cell("a0").unwrap();
        let given = Given {
            program,
            account: &account,
            lease: &LeaseKey::Main,
            token: TokenHash::of(&SecretString::from(token)),
            until,
            scopes: &["openid".to_owned(), "orders:read".to_owned()],
            resource: Some("https://orders.acme.example"),
        };
        self.inner.token_given(given).await
    }

    /// The entries about tokens, oldest first.
    async fn entries(&self) -> Vec<ActivityEntry> {
        entries(&self.engine).await
    }

    fn pairs(&self) -> usize {
        self.inner.ledger.lock().pairs
    }
}

async fn entries(engine: &Engine) -> Vec<ActivityEntry> {
    let filter =
        ActivityFilter { kind: Some(ActivityKind::TokenGiven), limit: 500, ..ActivityFilter::default() };
    let mut entries = engine.activity(filter).await.unwrap();
    entries.reverse();
    entries
}

fn fact<'a>(entry: &'a ActivityEntry, name: &str) -> Option<&'a str> {
    entry.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

fn program(pid: u32, path: &str) -> Program {
    Program {
        process: ProcessId { pid, started: 1_000 },
        session: SessionId { leader: ProcessId { pid: 4_000, started: 900 }, terminal: Some("pts/3".into()) },
        path: path.into(),
        hash: "ab".repeat(32),
        keeper: Keeper::System,
        kind: ProgramKind::Ordinary,
        parents: vec!["bash".into(), "sshd".into()],
        folder: None,
    }
}

fn git() -> Program {
    program(4_242, "/usr/bin/git")
}

#[tokio::test]
async fn the_first_time_is_written_with_the_tokens_hash_and_never_the_token() {
    let scene = Scene::set().await;
    scene.give(&git(), "canary-7f3a").await.unwrap();
    let entries = scene.entries().await;
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(entry.account.as_deref(), Some("a0"));
    assert_eq!(entry.provider_name.as_deref(), Some("Acme ID"));
    // The first sixteen digits of `printf canary-7f3a | sha256sum`.
    assert_eq!(fact(entry, "token"), Some("59fb5173e179d356"));
    let told = [
        ("program", "git"),
        ("path", "/usr/bin/git"),
        ("process", "4242"),
        ("executable", "abababababababab"),
        ("started by", "bash, sshd"),
        ("terminal", "pts/3"),
        ("lease", "main"),
        ("scopes", "openid orders:read"),
        ("resource", "https://orders.acme.example"),
    ];
    for (name, text) in told {
        assert_eq!(fact(entry, name), Some(text), "{name}");
    }
    for file in ["state.db", "state.db-wal"] {
        let bytes = std::fs::read(scene.stage.home().root().join(file)).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"canary-7f3a"), "{file}");
    }
}

#[tokio::test]
async fn a_token_that_can_not_be_written_down_does_not_leave() {
    let scene = Scene::set().await;
    let other = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    other.execute_batch("ALTER TABLE chain RENAME TO gone").unwrap();
    assert!(scene.give(&git(), "t").await.is_err());
    other.execute_batch("ALTER TABLE gone RENAME TO chain").unwrap();
    scene.give(&git(), "t").await.unwrap();
    assert_eq!(scene.entries().await.len(), 1, "nothing was counted before it was written");
}

#[tokio::test]
async fn repeats_are_told_once_a_minute_by_number_and_not_before() {
    let scene = Scene::set().await;
    scene.engine.start();
    for _ in 0..38 {
        scene.give(&git(), "t").await.unwrap();
    }
    scene.clock.advance(59);
    scene.give(&program(4_243, "/usr/bin/git"), "t").await.unwrap();
    assert_eq!(scene.entries().await.len(), 1);
    scene.clock.advance(61);
    let told = eventually("the repeats are told", async || scene.entries().await.into_iter().nth(1)).await;
    assert_eq!(fact(&told, "again"), Some("38"));
    assert_eq!(fact(&told, "program"), Some("git"));
    assert_eq!(fact(&told, "token"), fact(&scene.entries().await[0], "token"));
    // Nothing new: nothing told.
    scene.clock.advance(120);
    scene.give(&program(1, "/usr/bin/curl"), "t").await.unwrap();
    scene.clock.advance(120);
    scene.engine.close().await;
    let next = scene.stage.open(scene.clock.clone()).await.unwrap();
    assert_eq!(entries(&next).await.len(), 3);
}

#[tokio::test]
async fn repeats_are_told_when_the_engine_closes() {
    let scene = Scene::set().await;
    for _ in 0..4 {
        scene.give(&git(), "t").await.unwrap();
    }
    scene.engine.close().await;
    assert_eq!(scene.give(&git(), "t").await.unwrap_err().code, ErrorCode::Closing);
    assert_eq!(scene.give(&git(), "other").await.unwrap_err().code, ErrorCode::Closing);
    let next = scene.stage.open(scene.clock.clone()).await.unwrap();
    let entries = entries(&next).await;
    assert_eq!(entries.len(), 2);
    assert_eq!(fact(&entries[1], "again"), Some("3"));
    assert!(matches!(next.activity_chain().await.unwrap(), ChainView::Unbroken { .. }));
}

#[tokio::test]
async fn another_token_and_another_program_are_first_times_of_their_own() {
    let scene = Scene::set().await;
    let replaced = Program { hash: "cd".repeat(32), ..git() };
    let script = |pid| Program {
        kind: ProgramKind::Interpreter { script: Some("/home/ada/report.py".into()) },
        ..program(pid, "/usr/bin/python3")
    };
    let all = [git(), replaced, program(1, "/usr/bin/curl"), script(7), script(8)];
    for program in &all {
        scene.give(program, "t").await.unwrap();
    }
    scene.give(&git(), "next").await.unwrap();
    for program in &all {
        scene.give(program, "t").await.unwrap();
    }
    let entries = scene.entries().await;
    assert_eq!(entries.len(), 6);
    assert_eq!(fact(&entries[3], "script"), Some("/home/ada/report.py"));
}

#[tokio::test]
async fn many_at_once_make_one_entry_and_a_count() {
    let scene = Scene::set().await;
    let program = git();
    let all = (0..200).map(|_| scene.give(&program, "t"));
    for given in futures(all).await {
        given.unwrap();
    }
    assert_eq!(scene.entries().await.len(), 1);
    scene.engine.close().await;
    let next = scene.stage.open(scene.clock.clone()).await.unwrap();
    assert_eq!(fact(&entries(&next).await[1], "again"), Some("199"));
}

/// All of them at once, on this task.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in all.iter_mut().filter(|(_, output)| output.is_none()) {
            if let std::task::Poll::Ready(ready) = future.as_mut().poll(context) {
                *output = Some(ready);
            }
        }
        if all.iter().all(|(_, output)| output.is_some()) {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    })
    .await;
    all.into_iter().filter_map(|(_, output)| output).collect()
}

#[tokio::test]
async fn counts_that_could_not_be_written_are_told_later() {
    let scene = Scene::set().await;
    for _ in 0..5 {
        scene.give_until(&git(), "t", Duration::from_secs(1_001)).await.unwrap();
    }
    let other = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    other.execute_batch("ALTER TABLE chain RENAME TO gone").unwrap();
    scene.clock.advance(61);
    scene.inner.tell_repeats_if_due().await;
    scene.give(&git(), "t").await.unwrap();
    other.execute_batch("ALTER TABLE gone RENAME TO chain").unwrap();
    scene.clock.advance(59);
    scene.inner.tell_repeats_if_due().await;
    assert_eq!(scene.entries().await.len(), 1, "not yet a minute after the last try");
    scene.clock.advance(1);
    scene.inner.tell_repeats_if_due().await;
    assert_eq!(fact(&scene.entries().await[1], "again"), Some("5"));
    assert_eq!(scene.pairs(), 0);
}

#[tokio::test]
async fn counts_are_forgotten_when_their_token_has_ended() {
    let scene = Scene::set().await;
    let start = Duration::from_secs(1_000);
    scene.give_until(&git(), "short", start + Duration::from_secs(30)).await.unwrap();
    scene.give_until(&git(), "long", start + Duration::from_mins(50)).await.unwrap();
    scene.give_until(&git(), "short", start + Duration::from_secs(30)).await.unwrap();
    assert_eq!(scene.pairs(), 2);
    scene.clock.advance(100);
    scene.inner.tell_repeats_if_due().await;
    assert_eq!(scene.pairs(), 1);
    assert_eq!(scene.entries().await.len(), 3, "what was counted of the one that ended was told");
    scene.give_until(&git(), "long", start + Duration::from_mins(50)).await.unwrap();
    assert_eq!(scene.entries().await.len(), 3, "the other is still known");
}

#[tokio::test]
async fn counts_stay_few_and_none_is_lost_when_room_is_made() {
    let scene = Scene::set().await;
    {
        let mut counts = scene.inner.ledger.lock();
        let takers = (0..u32::try_from(MOST).unwrap() - 1).map(|pid| Taken {
            program: program(pid, "/usr/bin/x"),
            until: Duration::MAX,
            again: u32::from(pid == 5) * 7,
            subject: Subject::default(),
            lease: "main".to_owned(),
        });
        counts.taken.insert(TokenHash([0; 32]), takers.collect());
        counts.pairs = MOST - 1;
    }
    scene.give(&git(), "t").await.unwrap();
    assert_eq!(scene.pairs(), MOST);
    scene.give(&program(1, "/usr/bin/curl"), "t").await.unwrap();
    assert_eq!(scene.pairs(), 1);
    let entries = scene.entries().await;
    assert_eq!(entries.len(), 3);
    assert_eq!(fact(&entries[1], "again"), Some("7"));
}
