//! Jobs: faults on the way, cancelling, trying again, and that the counts add up.

use super::rig::{Rig, fact};
use super::world::{Fault, World};
use crate::view::{ActivityKind, Disabling, EndWhat, EngineEvent, ErrorCode, ItemResult, JobState, JobView};

fn of_user(user: &str, disable: bool) -> EndWhat {
    EndWhat::User { user: user.to_owned(), disable }
}

fn counts(job: &JobView) -> (u32, u32, u32, u32, u32) {
    (job.ended, job.gone, job.refused, job.retry, job.left)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_sessions_with_a_fault_in_ten_add_up() {
    const ALL: usize = 10_000;
    let (_stage, rig) = Rig::with(World::with(ALL, 500)).await;
    rig.world.fails(|number, _| match number % 40 {
        3 => Fault::Busy,
        13 => Fault::Failed,
        23 => Fault::Lost,
        33 => Fault::Offline,
        _ => Fault::None,
    });
    for number in (0..ALL).step_by(100) {
        rig.world.begins(&format!("x{number}"), "online", "u1", "Person 1");
    }
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!(usize::try_from(job.total).unwrap(), ALL + 100);
    assert_eq!(job.state, JobState::Done);
    assert_eq!(usize::try_from(job.ended).unwrap(), rig.world.ended().len());
    assert_eq!(usize::try_from(job.retry + job.left).unwrap(), rig.world.ids().len());
    assert_eq!(rig.world.asked_again(), 0);
    rig.world.fails(|_, _| Fault::None);
    rig.engine.retry_job(&job.id).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (job.total, 0, 0, 0, 0));
    assert_eq!(rig.world.ids(), Vec::<String>::new());
}

#[tokio::test]
async fn each_session_comes_out_one_way_and_says_why() {
    let (_stage, rig) = Rig::with(World::with(4, 1)).await;
    rig.world.fails(|_, id| match id {
        "s1" => Fault::Refused,
        "s2" => Fault::Failed,
        _ => Fault::None,
    });
    let dry_run = rig.engine.dry_run("acme", of_user("u0", false)).await.unwrap();
    // Another administrator was faster.
    rig.world.ends("s3");
    let job = rig.engine.end_sessions(&dry_run.id, "why", 4, false).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (1, 1, 1, 1, 0));
    let troubles: Vec<_> =
        job.troubles.iter().filter_map(|trouble| trouble.session.as_ref()).map(|key| &key.id).collect();
    assert_eq!(troubles, ["s1", "s2"]);
    assert!(matches!(job.troubles[0].result, ItemResult::Refused { .. }));
    assert!(matches!(job.troubles[1].result, ItemResult::ToRetry { .. }));
    assert_eq!(rig.engine.jobs().await.unwrap(), std::slice::from_ref(&job));

    rig.world.fails(|_, _| Fault::None);
    let again = rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(again.total, 4);
    let job = rig.stopped(&job.id).await;
    // What was refused stays refused: asking again changes nothing.
    assert_eq!(counts(&job), (2, 1, 1, 0, 0));
    assert_eq!(job.troubles.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_looked_after_and_not_asked_twice() {
    let (_stage, rig) = Rig::with(World::with(6, 1)).await;
    rig.world.fails(|_, _| Fault::Lost);
    let job = rig.ends(of_user("u0", false)).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (6, 0, 0, 0, 0));
    assert_eq!((rig.world.asked(), rig.world.asked_again()), (6, 0));
}

#[tokio::test]
async fn roles_that_vanish_midway_are_told_for_each_session() {
    let (_stage, rig) = Rig::with(World::with(30, 1)).await;
    rig.world.fails(|number, _| if number < 10 { Fault::None } else { Fault::Refused });
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (10, 0, 20, 0, 0));
    assert_eq!(job.troubles.len(), 20);
}

#[tokio::test]
async fn an_access_that_ends_midway_cuts_the_job_off_and_closes_the_console() {
    let (_stage, rig) = Rig::with(World::with(30, 1)).await;
    rig.world.fails(|number, _| if number < 10 { Fault::None } else { Fault::Unauthorized });
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.ended, job.left), (JobState::CutOff, 10, 20));
    let refused = rig.engine.retry_job(&job.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "a new sign-in is needed");

    rig.world.forgives();
    rig.world.fails(|_, _| Fault::None);
    let opened = rig.opens("u-admin", Some("own"));
    rig.inner.go_on_with_jobs(&opened).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.ended), (JobState::Done, 30));
    assert_eq!(rig.world.asked_again(), 0);
}

#[tokio::test]
async fn another_administrator_goes_on_only_where_they_say_so() {
    let (_stage, rig) = Rig::with(World::with(20, 1)).await;
    rig.world.fails(|number, _| if number < 5 { Fault::None } else { Fault::Unauthorized });
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    rig.world.forgives();
    rig.world.fails(|_, _| Fault::None);
    let opened = rig.opens("u-other", None);
    rig.inner.go_on_with_jobs(&opened).await;
    assert_eq!(rig.engine.job(&job.id).await.unwrap().state, JobState::CutOff);
    rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 20);
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    assert_eq!(ordered[0].account_title.as_deref(), Some("u-other@acme.example"));
    let ended = rig.entries(ActivityKind::SessionsEnded).await;
    assert_eq!(fact(&ended[0], "ordered by"), "u-admin@acme.example");
}

#[tokio::test]
async fn a_cancelled_job_begins_nothing_more_and_can_go_on() {
    let (_stage, rig) = Rig::with(World::with(400, 4)).await;
    let inner = rig.inner.clone();
    let (tell, told) = std::sync::mpsc::channel::<String>();
    rig.world.fails(move |number, _| {
        if number == 50 {
            let job = told.recv().unwrap();
            let inner = inner.clone();
            tokio::spawn(async move { inner.cancel_job(&job).await.unwrap() });
        }
        Fault::None
    });
    let job = rig.ends(EndWhat::All).await;
    tell.send(job.id.clone()).unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!(job.state, JobState::Cancelled);
    assert_eq!(usize::try_from(job.ended).unwrap(), rig.world.ended().len());
    assert!(job.left > 300, "{job:?}");
    rig.world.fails(|_, _| Fault::None);
    rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 400);
    assert_eq!(rig.world.asked_again(), 0);
}

#[tokio::test]
async fn of_two_jobs_at_once_one_waits_and_what_both_name_is_gone_for_the_second() {
    let (_stage, rig) = Rig::with(World::with(200, 4)).await;
    let first = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    let second = rig.engine.dry_run("acme", of_user("u1", false)).await.unwrap();
    let first = rig.engine.end_sessions(&first.id, "one", 200, false).await.unwrap();
    let second = rig.engine.end_sessions(&second.id, "two", 50, false).await.unwrap();
    assert_eq!(counts(&rig.stopped(&first.id).await), (200, 0, 0, 0, 0));
    assert_eq!(counts(&rig.stopped(&second.id).await), (0, 50, 0, 0, 0));
}

#[tokio::test]
async fn somebody_who_left_is_disabled_before_anything_is_ended() {
    let (_stage, rig) = Rig::with(World::with(4, 2)).await;
    let job = rig.ends(of_user("u1", true)).await;
    assert_eq!(job.disabling, Disabling::ToDo);
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.ended, job.disabling), (2, Disabling::Done));
    let other = rig.ends(of_user("u0", false)).await;
    assert_eq!(rig.stopped(&other.id).await.disabling, Disabling::NotOrdered);
    assert!(!rig.world.is_enabled("u1") && rig.world.is_enabled("u0"));
    let requests = rig.world.requests();
    let place = |what: &str| requests.iter().position(|request| request.starts_with(what)).unwrap();
    assert!(place("PUT /users/u1") < place("DELETE /sessions/"), "{requests:?}");
    assert_eq!(fact(&rig.entries(ActivityKind::UserDisabled).await[0], "user"), "u1");
}

#[tokio::test]
async fn where_somebody_cannot_be_disabled_nothing_is_ended() {
    let (_stage, rig) = Rig::with(World::with(4, 2)).await;
    rig.world.fails(|_, id| if id == "u1" { Fault::Refused } else { Fault::None });
    let job = rig.ends(of_user("u1", true)).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (0, 0, 0, 2, 0), "nobody was asked to end them");
    let Disabling::Refused { why } = &job.disabling else { panic!("{:?}", job.disabling) };
    assert!(why.contains("you may not change people"), "{why}");
    assert_eq!(rig.world.asked(), 0);
    assert!(rig.entries(ActivityKind::UserDisabled).await[0].problem);

    // Their role came back.
    rig.world.fails(|_, _| Fault::None);
    rig.engine.retry_job(&job.id).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!((counts(&job), job.disabling), ((2, 0, 0, 0, 0), Disabling::Done));
}

#[tokio::test]
async fn a_provider_that_is_busy_disables_at_the_next_try_and_ends_nothing_before() {
    let (_stage, rig) = Rig::with(World::with(4, 2)).await;
    rig.world.fails(|_, id| if id == "u1" { Fault::Busy } else { Fault::None });
    let job = rig.ends(of_user("u1", true)).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!(counts(&job), (0, 0, 0, 2, 0));
    let Disabling::ToRetry { why } = &job.disabling else { panic!("{:?}", job.disabling) };
    assert!(why.contains("slow down"), "{why}");
    rig.world.fails(|_, _| Fault::None);
    let again = rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(again.disabling, Disabling::ToDo);
    let job = rig.stopped(&job.id).await;
    assert_eq!((counts(&job), job.disabling), ((2, 0, 0, 0, 0), Disabling::Done));
}

#[tokio::test]
async fn somebody_without_sessions_is_disabled_and_it_is_told_whether() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    rig.world.fails(|_, id| if id == "refused" { Fault::Refused } else { Fault::None });
    for (user, is_refused) in [("away", false), ("refused", true)] {
        let job = rig.ends(of_user(user, true)).await;
        let job = rig.stopped(&job.id).await;
        assert_eq!((job.total, job.state), (0, JobState::Done));
        assert_eq!(matches!(job.disabling, Disabling::Refused { .. }), is_refused, "{:?}", job.disabling);
        assert_eq!(rig.world.is_enabled(user), is_refused);
    }
}

#[tokio::test]
async fn an_access_that_ends_before_somebody_is_disabled_leaves_that_to_do() {
    let (_stage, rig) = Rig::with(World::with(4, 2)).await;
    rig.world.fails(|_, _| Fault::Unauthorized);
    let job = rig.ends(of_user("u1", true)).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.state, job.disabling, job.left), (JobState::CutOff, Disabling::ToDo, 2));
    assert!(rig.world.is_enabled("u1"));
}

#[tokio::test]
async fn progress_is_told_at_most_ten_times_a_second_and_its_end_always() {
    let (_stage, rig) = Rig::with(World::with(2_000, 4)).await;
    let mut events = rig.engine.subscribe();
    let began = crate::Clock::boot(rig.clock.as_ref());
    let job = rig.ends(EndWhat::All).await;
    let job = rig.stopped(&job.id).await;
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let EngineEvent::JobChanged { job } = event {
            super::rig::adds_up(&job);
            told.push(job);
        }
    }
    assert_eq!(told.last(), Some(&job));
    let tenths = crate::Clock::boot(rig.clock.as_ref()).saturating_sub(began).as_millis() / 100;
    // The first and the last are told besides.
    assert!(u128::try_from(told.len()).unwrap() <= tenths + 3, "{} in {tenths}", told.len());
    assert!(told.windows(2).all(|pair| pair[0].ended <= pair[1].ended));
}
