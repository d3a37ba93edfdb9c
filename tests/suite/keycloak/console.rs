//! The console against a real Keycloak, with sessions that real sign-ins began: what it lists, what it ends, and what is
//! left, of all of which Keycloak's own lists and its answers to refresh tokens are the witness.

mod api;
mod rights;

use std::collections::BTreeSet;

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::desk::Desk;
use harness::keycloak::{Keycloak, Kind};
use lanyard_core::Clock as _;
use lanyard_core::view::{
    AccountState, AdminSession, ConsoleAccess, ErrorCode, EvidenceFormat, JobState, ProofResult, Reach,
    SessionFilter, SessionKind,
};
use serde_json::Value;

use super::link;
use crate::console::{comes_open, exported, over, these};
use crate::rig::{Rig, told};
use crate::surfer::Habit;

/// A session by its id and its list.
type Key = (String, Kind);

const REASON: &str = "Mail server breached";

/// Somebody sits down and signs in to the console: what comes of it.
async fn open(rig: &Rig, keycloak: &Keycloak, login: &str) -> Result<ConsoleAccess> {
    rig.surfer.forget_cookies();
    rig.surfer.get_used_to(Habit::Follow(keycloak.visitor(login)));
    rig.engine.open_console("keycloak").await.map_err(|error| told(&error))?;
    comes_open(rig, "keycloak").await
}

fn keys(sessions: &[AdminSession]) -> BTreeSet<Key> {
    let key = |session: &AdminSession| (session.id.clone(), kind(session.kind));
    sessions.iter().map(key).collect()
}

fn kind(kind: SessionKind) -> Kind {
    match kind {
        SessionKind::Online => Kind::Online,
        SessionKind::Offline => Kind::Offline,
    }
}

/// Those of the loaded sessions that match.
async fn matching(rig: &Rig, filter: SessionFilter) -> Result<Vec<AdminSession>> {
    let mut sessions = Vec::new();
    loop {
        let offset = u32::try_from(sessions.len())?;
        let list = rig.engine.console_sessions("keycloak", filter.clone(), offset, 500).await;
        let list = list.map_err(|error| told(&error))?;
        ensure!(list.reach == Reach::Whole, "all are loaded");
        sessions.extend(list.sessions);
        if sessions.len() >= list.matching as usize {
            return Ok(sessions);
        }
    }
}

/// Online and offline ones that use a client.
async fn at_client(rig: &Rig, client: &str) -> Result<(Vec<AdminSession>, Vec<AdminSession>)> {
    let filter = SessionFilter { client: Some(client.to_owned()), ..SessionFilter::default() };
    let sessions = matching(rig, filter).await?;
    Ok(sessions.into_iter().partition(|session| session.kind == SessionKind::Online))
}

/// The acts that the activity log has as evidence, oldest first.
async fn evidence(rig: &Rig) -> Result<Vec<Value>> {
    let document: Value = serde_json::from_str(&exported(&rig.engine, EvidenceFormat::Json).await?)?;
    document["acts"].as_array().cloned().context("the acts")
}

#[tokio::test]
async fn exactly_150_of_600_sessions_end_and_a_linked_account_is_told_who_and_why() -> Result {
    let desk = Desk::bare()?;
    let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(()) };
    let rig = Rig::with(&[keycloak.provider()]).await?;
    let ada = link(&rig, &keycloak, "keycloak", "ada").await?;
    let people = keycloak.hire(200).await?;
    let programs = [("mail", Kind::Online), ("orders-web", Kind::Online), ("mail", Kind::Offline)];
    let all = people.iter().flat_map(|login| programs.map(|(client, kind)| (login.as_str(), client, kind)));
    // The last of the 600 is Ada's account here.
    let wanted: Vec<_> = all.take(599).collect();
    let given = keycloak.sign_in_all(&wanted).await?;

    let ConsoleAccess::Open { title, own_session, .. } = open(&rig, &keycloak, "grace").await? else {
        bail!("Grace may administer")
    };
    assert_eq!(title, "grace@acme.example");
    let asked_at = f64::from(u32::try_from(rig.clock.unix())?);
    let first = rig.engine.console_sessions("keycloak", SessionFilter::default(), 0, 500).await;
    let first = first.map_err(|error| told(&error))?;
    assert_eq!(first.about, Some(601), "Grace's own among them");
    ensure!((first.as_of - asked_at).abs() < 1.0, "as of {}, asked at {asked_at}", first.as_of);
    rig.engine.load_sessions("keycloak", true).await.map_err(|error| told(&error))?;
    let sessions = matching(&rig, SessionFilter::default()).await?;
    let before = keycloak.listed().await?;
    assert_eq!((sessions.len(), keys(&sessions)), (601, before.clone()), "the list is Keycloak's");
    let own: Vec<_> = sessions.iter().filter(|session| session.own).map(|session| &session.id).collect();
    assert_eq!(own, own_session.iter().collect::<Vec<_>>());

    let three = matching(&rig, SessionFilter { text: "P007".to_owned(), ..SessionFilter::default() }).await?;
    assert_eq!(three.len(), 3, "{three:?}");
    ensure!(
        three.iter().all(|session| session.title == "Person P007" && session.of_user == 3),
        "its lists of sessions don't tell names: {three:?}"
    );
    for text in ["lovelace", "ADA@acme.example"] {
        let hers =
            matching(&rig, SessionFilter { text: text.to_owned(), ..SessionFilter::default() }).await?;
        ensure!(hers.len() == 1 && hers[0].title == "Ada Lovelace", "{text}: {hers:?}");
    }
    let (online, offline) = at_client(&rig, "mail").await?;
    assert_eq!((online.len(), offline.len()), (200, 199));
    let (_, hers) = at_client(&rig, "lanyard").await?;
    assert_eq!(hers.len(), 1, "Ada's account here");
    let chosen = [&online[..100], &offline[..49], &hers].concat();

    let dry_run = rig.engine.dry_run("keycloak", these(&chosen)).await.map_err(|error| told(&error))?;
    assert_eq!((dry_run.sessions, dry_run.own), (150, 0));
    let whose: BTreeSet<_> = chosen.iter().map(|session| &session.user).collect();
    assert_eq!((dry_run.people.len(), whose.len()), (100, 100 + usize::try_from(dry_run.more_people)?));
    assert_eq!(dry_run.token_life, Some(300));
    let mistyped = rig.engine.end_sessions(&dry_run.id, REASON, 15, false).await;
    assert_eq!(mistyped.map_err(|error| error.code).err(), Some(ErrorCode::InputInvalid));
    assert_eq!(keycloak.listed().await?, before, "nothing was ended");
    let job = rig.engine.end_sessions(&dry_run.id, REASON, 150, false).await;
    let job = over(&rig, &job.map_err(|error| told(&error))?.id).await?;
    assert_eq!((job.state, job.ended, job.gone), (JobState::Done, 150, 0), "{job:?}");

    let ended = keys(&chosen);
    assert_eq!(keycloak.listed().await?, before.difference(&ended).cloned().collect());
    for ((login, client, kind), tokens) in wanted.iter().zip(&given) {
        let (status, answer) = keycloak.try_refresh(client, &tokens.refresh_token).await?;
        let expected = if ended.contains(&(tokens.session.clone(), *kind)) { 400 } else { 200 };
        assert_eq!(status, expected, "{login} {client} {kind:?}: {answer}");
    }

    let refused = rig.renew(&ada).await.err().context("her renewal is refused")?;
    assert_eq!(refused.code, ErrorCode::Refused);
    let AccountState::NeedsSignIn { error, .. } = rig.only().await?.state else { bail!("she is signed in") };
    assert_eq!(error.facts.words.as_deref(), Some("Offline user session not found"));
    assert_eq!(error.facts.ended_by.as_deref(), Some("grace@acme.example"));
    assert_eq!(error.facts.ended_why.as_deref(), Some(REASON));

    let proof = rig.engine.prove_job(&job.id).await.map_err(|error| told(&error))?;
    assert_eq!((proof.gone, proof.listed.as_slice()), (150, [].as_slice()));
    assert_eq!(proof.refresh, ProofResult::Dead, "{proof:?}");
    assert_eq!(proof.introspection, ProofResult::NotChecked, "a public client may not ask");
    ensure!(proof.tokens_until.is_some_and(|until| until > proof.at), "{proof:?}");

    rig.engine.leave_console("keycloak").await.map_err(|error| told(&error))?;
    assert_eq!(keycloak.sessions_of("grace", "lanyard", Kind::Online).await?.len(), 0, "she has left");
    let acts = evidence(&rig).await?;
    let named: Vec<_> = acts.iter().filter_map(|act| act["act"].as_str()).collect();
    assert_eq!(
        named,
        ["console opened", "ending ordered", "sessions ended", "ending proved", "console left"]
    );
    ensure!(acts.iter().all(|act| act["who"] == "grace@acme.example"), "{acts:?}");
    let (ordered, done, proved) = (&acts[1]["facts"], &acts[2]["facts"], &acts[3]["facts"]);
    assert_eq!((&ordered["reason"], &ordered["sessions"]), (&REASON.into(), &"150".into()));
    assert_eq!((&done["ended"], &done["left"]), (&"150".into(), &"0".into()));
    assert_eq!((&proved["no longer known"], &proved["refresh"]), (&"150".into(), &"dead".into()));
    Ok(())
}
