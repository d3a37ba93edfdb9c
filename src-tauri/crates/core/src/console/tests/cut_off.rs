//! A process that dies in the middle of a job, and the next one.
//!
//! The first process is a runtime that is taken away while its administrator's requests hang: nothing of it runs on.

use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use super::rig::{Rig, adds_up};
use super::world::{Fault, World};
use crate::engine::stage::{Stage, eventually};
use crate::view::{ActivityKind, EndWhat, JobState, JobView};

/// So many are announced ahead of what is asked for, at the most.
const IN_DOUBT: u32 = 128 + 4;

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Orders an end, and dies at the request that the world's faults name.
fn die_in_the_middle(stage: &Stage, world: &Arc<World>) -> String {
    let runtime = runtime();
    let id = runtime.block_on(async {
        let rig = Rig::on(stage, world.clone(), 1).await;
        rig.opens("u-admin", Some("own"));
        let job = rig.ends(EndWhat::All).await;
        eventually("death", async || (world.dead() == 1).then_some(())).await;
        job.id
    });
    runtime.shutdown_background();
    id
}

async fn go_on(stage: &Stage, world: &Arc<World>, id: &str) -> JobView {
    let rig = Rig::on(stage, world.clone(), 2).await;
    let found = rig.engine.job(id).await.unwrap();
    adds_up(&found);
    assert_eq!(found.state, JobState::CutOff, "it waits for a new sign-in");
    let told = usize::try_from(found.ended).unwrap();
    assert!(told <= world.ended().len(), "nothing was told before it was so");
    let opened = rig.opens_as_process(2, "u-admin", Some("own"));
    rig.inner.go_on_with_jobs(&opened).await;
    let job = rig.stopped(id).await;
    assert_eq!(rig.entries(ActivityKind::EndingOrdered).await.len(), 2);
    rig.engine.close().await;
    job
}

#[test]
fn killed_at_any_request_it_goes_on_and_ends_nothing_twice() {
    const ALL: usize = 150;
    for (at, fault) in [
        (0, Fault::DiesBefore),
        (0, Fault::DiesAfter),
        (1, Fault::DiesAfter),
        (31, Fault::DiesAfter),
        (64, Fault::DiesBefore),
        (65, Fault::DiesAfter),
        (100, Fault::DiesAfter),
        (ALL - 1, Fault::DiesBefore),
        (ALL - 1, Fault::DiesAfter),
    ] {
        let (stage, world) = (Stage::with(0), World::with(ALL, 10));
        world.fails(move |number, _| if number == at { fault } else { Fault::None });
        let id = die_in_the_middle(&stage, &world);
        world.fails(|_, _| Fault::None);
        let job = runtime().block_on(go_on(&stage, &world, &id));
        assert_eq!(
            (job.state, job.ended + job.gone, job.total),
            (JobState::Done, 150, 150),
            "{at} {fault:?}"
        );
        // What it may have asked for is not claimed: a few under way, and what was not written when it died.
        assert!(job.gone <= IN_DOUBT, "{at} {fault:?}: {}", job.gone);
        assert_eq!(world.ended().len(), ALL, "{at} {fault:?}");
        assert_eq!(world.asked_again(), 0, "{at} {fault:?}");
    }
}

#[test]
fn what_is_in_doubt_stays_so_through_a_second_cut() {
    let (stage, world) = (Stage::with(0), World::with(300, 10));
    world.fails(|number, _| if number == 40 { Fault::DiesAfter } else { Fault::None });
    let id = die_in_the_middle(&stage, &world);
    let job = runtime().block_on(async {
        // The next administrator's access ends before anything was asked for.
        world.fails(|_, _| Fault::Unauthorized);
        let rig = Rig::on(&stage, world.clone(), 2).await;
        rig.opens_as_process(2, "u-other", None);
        rig.engine.retry_job(&id).await.unwrap();
        assert_eq!(rig.stopped(&id).await.state, JobState::CutOff);
        world.forgives();
        world.fails(|_, _| Fault::None);
        rig.opens_as_process(2, "u-other", None);
        rig.engine.retry_job(&id).await.unwrap();
        rig.stopped(&id).await
    });
    assert_eq!((job.state, job.ended + job.gone), (JobState::Done, 300));
    assert!(
        (1..=IN_DOUBT).contains(&job.gone),
        "what died in the middle is gone, by whom is not known: {job:?}"
    );
    assert_eq!(world.asked_again(), 0);
}

#[test]
fn killed_among_faults_the_counts_still_add_up() {
    let (stage, world) = (Stage::with(0), World::with(600, 20));
    world.fails(|number, id| match number {
        300 => Fault::DiesAfter,
        _ if id.ends_with('7') => Fault::Refused,
        _ if number % 20 == 3 => Fault::Lost,
        _ if number % 20 == 13 => Fault::Failed,
        _ => Fault::None,
    });
    let id = die_in_the_middle(&stage, &world);
    world.fails(|_, id| if id.ends_with('7') { Fault::Refused } else { Fault::None });
    let job = runtime().block_on(go_on(&stage, &world, &id));
    let dead = usize::try_from(job.ended + job.gone).unwrap();
    assert_eq!((dead, world.asked_again()), (world.ended().len(), 0));
    assert_eq!((usize::try_from(job.refused).unwrap(), job.retry, job.left), (world.ids().len(), 0, 0));
}

#[tokio::test]
async fn an_engine_that_closes_finishes_what_is_under_way_and_the_next_goes_on() {
    let (stage, world) = (Stage::with(0), World::with(500, 5));
    let rig = Rig::on(&stage, world.clone(), 1).await;
    rig.opens("u-admin", None);
    let inner = rig.inner.clone();
    world.fails(move |number, _| {
        if number == 100 {
            inner.tenure.begin_to_close();
        }
        Fault::None
    });
    let job = rig.ends(EndWhat::All).await;
    eventually("the beginning of the end", async || rig.inner.tenure.is_closing().then_some(())).await;
    rig.engine.close().await;
    let ended = world.ended().len();
    assert!((100..150).contains(&ended), "{ended}");
    drop(rig);
    let rig = Rig::on(&stage, world.clone(), 2).await;
    let found = rig.engine.job(&job.id).await.unwrap();
    assert_eq!((found.state, usize::try_from(found.ended).unwrap()), (JobState::CutOff, ended));
    rig.opens_as_process(2, "u-admin", None);
    rig.engine.retry_job(&job.id).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 500);
    assert_eq!(world.asked_again(), 0);
}
