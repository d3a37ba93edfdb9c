//! Cancelling a job for good, going on with it, and for how long it does so by itself.

use std::time::Duration;

use super::rig::{Rig, fact};
use super::world::{Fault, World};
use crate::engine::stage::Stage;
use crate::view::{ActivityKind, EndWhat, JobState, JobView, SessionKey, SessionKind};

/// A job that was cut off after ten of thirty, at a provider that takes everything again.
async fn cut_off() -> (Stage, Rig, JobView) {
    let (stage, rig) = Rig::with(World::with(30, 1)).await;
    rig.world.fails(|number, _| if number < 10 { Fault::None } else { Fault::Unauthorized });
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.left), (JobState::CutOff, 20));
    rig.world.forgives();
    rig.world.fails(|_, _| Fault::None);
    (stage, rig, job)
}

#[tokio::test]
async fn a_job_that_was_cut_off_and_cancelled_never_comes_back() {
    let (stage, rig, job) = cut_off().await;
    rig.engine.cancel_job(&job.id).await.unwrap();
    let opened = rig.opens("u-admin", Some("own"));
    rig.inner.go_on_with_jobs(&opened).await;
    let found = rig.engine.job(&job.id).await.unwrap();
    assert_eq!((found.state, found.left), (JobState::Cancelled, 20));
    let told = &rig.entries(ActivityKind::SessionsEnded).await[0];
    assert_eq!((fact(told, "state"), fact(told, "left")), ("cancelled", "20"));
    rig.engine.close().await;
    drop(rig);

    let rig = Rig::on(&stage, World::with(30, 1), 2).await;
    let opened = rig.opens_as_process(2, "u-admin", Some("own"));
    rig.inner.go_on_with_jobs(&opened).await;
    assert_eq!(rig.engine.job(&job.id).await.unwrap().state, JobState::Cancelled);
    assert_eq!(rig.world.asked(), 0);
    rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.left, 0, "unless somebody says so");
}

#[tokio::test]
async fn a_job_goes_on_by_itself_within_the_hour_and_later_only_where_somebody_says_so() {
    for (later, goes_on) in [(3_600, true), (3_602, false)] {
        let (_stage, rig, job) = cut_off().await;
        let (spent, at) = (crate::Clock::unix(rig.clock.as_ref()), job.at.max(0.0));
        let spent = u64::try_from(spent).unwrap() - Duration::from_secs_f64(at).as_secs();
        rig.clock.advance(Duration::from_secs(later - spent));
        let opened = rig.opens("u-admin", Some("own"));
        rig.inner.go_on_with_jobs(&opened).await;
        let state = rig.engine.job(&job.id).await.unwrap().state;
        assert_eq!(state != JobState::CutOff, goes_on, "{later} s");
        if !goes_on {
            rig.engine.retry_job(&job.id).await.unwrap();
        }
        assert_eq!(rig.stopped(&job.id).await.ended, 30);
    }
}

#[tokio::test]
async fn what_is_cancelled_while_it_is_cut_off_is_cancelled() {
    let (_stage, rig) = Rig::with(World::with(200, 1)).await;
    let inner = rig.inner.clone();
    let (tell, told) = std::sync::mpsc::channel::<String>();
    rig.world.fails(move |number, _| {
        if number < 10 {
            return Fault::None;
        }
        if number == 10 {
            let job = inner.console_job(&told.recv().unwrap()).unwrap();
            job.cancel.send_replace(true);
        }
        Fault::Unauthorized
    });
    let job = rig.ends(EndWhat::All).await;
    tell.send(job.id.clone()).unwrap();
    assert_eq!(rig.stopped(&job.id).await.state, JobState::Cancelled);
}

#[tokio::test]
async fn a_job_that_can_not_be_written_down_does_not_go_on_and_stands_as_it_stood() {
    let (stage, rig) = Rig::with(World::with(4, 1)).await;
    rig.world.fails(|_, _| Fault::Failed);
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.retry, job.troubles.len()), (JobState::Done, 4, 4));
    let asked = rig.world.asked();
    let db = rusqlite::Connection::open(stage.home().database()).unwrap();
    db.execute_batch(
        "CREATE TRIGGER full BEFORE UPDATE ON console_job BEGIN SELECT RAISE(FAIL, 'full'); END",
    )
    .unwrap();
    rig.engine.retry_job(&job.id).await.unwrap_err();
    assert_eq!(rig.engine.job(&job.id).await.unwrap(), job);
    assert_eq!(rig.world.asked(), asked);
    db.execute_batch("DROP TRIGGER full").unwrap();
    rig.world.fails(|_, _| Fault::None);
    rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 4);
}

#[tokio::test]
async fn why_a_job_stopped_is_said_by_the_next_engine_too_until_it_goes_on() {
    let (stage, rig, job) = cut_off().await;
    let why = "the administrator's access ended";
    assert_eq!(job.stopped.as_deref(), Some(why));
    let world = rig.world.clone();
    rig.engine.close().await;
    drop(rig);

    let rig = Rig::on(&stage, world.clone(), 2).await;
    let found = rig.engine.job(&job.id).await.unwrap();
    assert_eq!((found.state, found.stopped.as_deref()), (JobState::CutOff, Some(why)));
    rig.opens_as_process(2, "u-admin", Some("own"));
    assert_eq!(rig.engine.retry_job(&job.id).await.unwrap().stopped, None);
    assert_eq!(rig.stopped(&job.id).await.state, JobState::Done);
    rig.engine.close().await;
    drop(rig);

    let rig = Rig::on(&stage, world, 3).await;
    let found = rig.engine.job(&job.id).await.unwrap();
    assert_eq!((found.state, found.stopped), (JobState::Done, None));
}

#[tokio::test]
async fn what_the_provider_pushed_back_and_somebody_else_ended_is_not_claimed() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    rig.world.fails(|_, id| if id == "s0" { Fault::Lost } else { Fault::Busy });
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.ended, job.retry), (1, 2), "{job:?}");
    let why = job.stopped.clone().unwrap();
    assert!(why.contains("429"), "{why}");
    rig.world.fails(|_, _| Fault::None);
    rig.world.ends("s1");
    rig.engine.retry_job(&job.id).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.ended, job.gone), (JobState::Done, 2, 1));
    assert_eq!(job.stopped, None);
}

#[tokio::test]
async fn somebody_who_was_not_there_is_not_said_to_have_been_disabled() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    rig.world.fails(|_, id| if id == "u0" { Fault::NotThere } else { Fault::None });
    let job = rig.ends(EndWhat::User { user: "u0".to_owned(), disable: true }).await;
    assert_eq!(rig.stopped(&job.id).await.ended, 2, "their sessions end all the same");
    let told = &rig.entries(ActivityKind::UserDisabled).await[0];
    assert_eq!((fact(told, "account"), told.problem), ("was not there", false));
}

#[tokio::test]
async fn two_sessions_of_one_id_are_told_apart_where_both_are_refused() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.world.begins("s0", "offline", "u0", "Person 0");
    rig.world.fails(|_, _| Fault::Refused);
    let kinds = [SessionKind::Online, SessionKind::Offline];
    let sessions = kinds.map(|kind| SessionKey { id: "s0".to_owned(), kind }).to_vec();
    let job = rig.ends(EndWhat::Sessions { sessions }).await;
    let troubles = rig.stopped(&job.id).await.troubles;
    let mut told: Vec<_> = troubles.into_iter().map(|one| one.session.unwrap().kind).collect();
    told.sort_unstable();
    assert_eq!(told, kinds);
}
