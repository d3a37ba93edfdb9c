//! A kill at each single point of a job, from the order to its end.

use anyhow::ensure;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::crowd::{Act, Held, Moment};
use lanyard_core::view::{ActivityKind, EndWhat};

use super::scene::{Counts, Scene, these};

const SESSIONS: u32 = 60;
/// How many are ended.
const ENDED: u32 = 40;
/// A person with four sessions.
const LEAVER: &str = "u-3";

async fn set() -> Result<Scene> {
    Scene::set(SESSIONS).await
}

fn some(scene: &Scene) -> EndWhat {
    these(&scene.crowd.ids(ENDED as usize))
}

/// Kills the process that orders this, once the request has come to the moment. It stays held.
async fn killed_at(scene: &Scene, what: &EndWhat, act: Act, number: u32, moment: Moment) -> Result<Held> {
    let mut held = scene.crowd.hold(act, number, moment);
    let process = scene.orders(what, None)?;
    held.comes_within(SOON).await?;
    scene.kills(process).await?;
    Ok(held)
}

/// The next process finds so many ended, and ends the others. What the first ended unheard is gone, by whom nobody says.
async fn all_are_ended_after(scene: &Scene) -> Result<Counts> {
    let (found, over) = scene.finishes().await?;
    assert_eq!(found, Counts::cut_off(ENDED, found.ended));
    assert_eq!(over, Counts { gone: over.gone, ended: ENDED - over.gone, ..Counts::done(ENDED) });
    ensure!(over.ended >= found.ended, "what was known to be ended stays so");
    assert_eq!(scene.crowd.living(), SESSIONS - ENDED);
    assert_eq!(scene.crowd.asked_twice(), 0, "nothing was ended twice");
    scene.looks().await?.is_evidence(1);
    Ok(found)
}

#[tokio::test]
async fn a_kill_after_the_order_and_before_anything_is_asked_ends_nothing_and_loses_no_order() -> Result {
    let scene = set().await?;
    scene.dies(scene.orders(&some(&scene), Some("ordered"))?).await?;
    assert_eq!(scene.crowd.asked().endings, 0);
    let look = scene.looks().await?;
    assert_eq!(look.job()?, Counts::cut_off(ENDED, 0));
    assert_eq!(look.acts(ActivityKind::EndingOrdered), 1, "the order is in the log as it is in the database");
    all_are_ended_after(&scene).await?;
    assert_eq!(scene.crowd.asked().endings, ENDED);
    assert_eq!(scene.crowd.asked().looks, 0, "nothing was in doubt");
    Ok(())
}

#[tokio::test]
async fn a_kill_before_the_provider_has_ended_one_has_it_ended_by_the_next() -> Result {
    let scene = set().await?;
    let held = killed_at(&scene, &some(&scene), Act::Ending, 1, Moment::Before).await?;
    drop(held);
    all_are_ended_after(&scene).await?;
    assert_eq!(scene.crowd.asked().endings, ENDED + 1, "that one alone is asked for again");
    Ok(())
}

#[tokio::test]
async fn what_a_provider_ends_after_the_kill_is_gone_and_is_not_asked_for_again() -> Result {
    let scene = set().await?;
    let held = killed_at(&scene, &some(&scene), Act::Ending, 1, Moment::Before).await?;
    held.let_go();
    scene.crowd.is_left().await?;
    all_are_ended_after(&scene).await?;
    assert_eq!(scene.crowd.asked().endings, ENDED);
    Ok(())
}

#[tokio::test]
async fn what_the_dead_process_ends_under_the_hands_of_the_next_counts_as_ended_here() -> Result {
    let scene = set().await?;
    let what = these(&scene.crowd.ids(1));
    let late = killed_at(&scene, &what, Act::Ending, 1, Moment::Before).await?;
    // The next has looked, has found it alive, and asks; then the first request is done at last.
    let mut asked_again = scene.crowd.hold(Act::Ending, 2, Moment::Before);
    let finishing = scene.finishes();
    let racing = async {
        asked_again.comes_within(SOON).await?;
        assert_eq!(scene.crowd.living(), SESSIONS);
        late.let_go();
        eventually("the first ends it", SOON, async || Ok((scene.crowd.living() < SESSIONS).then_some(())))
            .await?;
        asked_again.let_go();
        Ok(())
    };
    let ((_, over), ()) = tokio::try_join!(finishing, racing)?;
    assert_eq!(over, Counts::done(1), "it is not said to have been gone already");
    assert_eq!(scene.crowd.living(), SESSIONS - 1);
    scene.looks().await?.is_evidence(1);
    Ok(())
}

#[tokio::test]
async fn a_kill_between_the_end_of_a_session_and_its_answer_ends_it_once() -> Result {
    let scene = set().await?;
    let held = killed_at(&scene, &some(&scene), Act::Ending, 1, Moment::After).await?;
    drop(held);
    all_are_ended_after(&scene).await?;
    assert_eq!(scene.crowd.asked().endings, ENDED);
    Ok(())
}

#[tokio::test]
async fn a_kill_before_the_last_answer_leaves_nothing_to_end_and_nothing_in_doubt() -> Result {
    let scene = set().await?;
    let held = killed_at(&scene, &some(&scene), Act::Ending, ENDED, Moment::After).await?;
    drop(held);
    assert_eq!(scene.crowd.living(), SESSIONS - ENDED);
    let found = all_are_ended_after(&scene).await?;
    assert!(found.ended < ENDED, "of the last it was not known");
    assert_eq!(scene.crowd.asked().endings, ENDED);
    Ok(())
}

#[tokio::test]
async fn a_kill_after_the_last_result_and_before_the_end_is_written_leaves_only_that() -> Result {
    let scene = set().await?;
    scene.dies(scene.orders(&some(&scene), Some("settled"))?).await?;
    assert_eq!(scene.crowd.living(), SESSIONS - ENDED);
    let look = scene.looks().await?;
    assert_eq!(look.job()?, Counts::cut_off(ENDED, ENDED));
    assert_eq!(look.acts(ActivityKind::SessionsEnded), 0, "its end is not written");
    all_are_ended_after(&scene).await?;
    let asked = scene.crowd.asked();
    assert_eq!((asked.endings, asked.looks), (ENDED, 0), "nothing was left to ask");
    Ok(())
}

/// Somebody left: the account is disabled, then all their sessions are ended.
fn leaver() -> EndWhat {
    EndWhat::User { user: LEAVER.to_owned(), disable: true }
}

/// The next process ends the leaver's four; the log tells once that they were disabled.
async fn the_leaver_is_gone_after(scene: &Scene) -> Result {
    let (found, over) = scene.finishes().await?;
    let counted = Counts { gone: over.gone, ended: 4 - over.gone, ..Counts::done(4) };
    assert_eq!((found, over), (Counts::cut_off(4, 0), counted));
    assert!(scene.crowd.is_disabled(LEAVER));
    assert_eq!((scene.crowd.living(), scene.crowd.asked_twice()), (SESSIONS - 4, 0));
    let look = scene.looks().await?;
    assert_eq!(look.acts(ActivityKind::UserDisabled), 1);
    look.is_evidence(1);
    Ok(())
}

#[tokio::test]
async fn a_leaver_who_is_not_disabled_at_the_kill_is_disabled_before_anything_is_ended() -> Result {
    let scene = set().await?;
    drop(killed_at(&scene, &leaver(), Act::Disabling, 1, Moment::Before).await?);
    assert!(!scene.crowd.is_disabled(LEAVER));
    let mut disabling = scene.crowd.hold(Act::Disabling, 2, Moment::Before);
    let first = async {
        disabling.comes_within(SOON).await?;
        assert_eq!(scene.crowd.asked().endings, 0, "they would be back in a minute");
        disabling.let_go();
        Ok(())
    };
    tokio::try_join!(the_leaver_is_gone_after(&scene), first)?;
    Ok(())
}

#[tokio::test]
async fn a_leaver_who_was_disabled_unheard_is_disabled_once_in_the_log() -> Result {
    let scene = set().await?;
    drop(killed_at(&scene, &leaver(), Act::Disabling, 1, Moment::After).await?);
    assert!(scene.crowd.is_disabled(LEAVER));
    assert_eq!(scene.crowd.asked().endings, 0);
    assert_eq!(scene.looks().await?.acts(ActivityKind::UserDisabled), 0, "it was not heard of");
    the_leaver_is_gone_after(&scene).await?;
    assert_eq!(scene.crowd.asked().disablings, 2, "which changes nothing the second time");
    Ok(())
}

#[tokio::test]
async fn a_leaver_who_is_known_to_be_disabled_is_not_disabled_again() -> Result {
    let scene = set().await?;
    drop(killed_at(&scene, &leaver(), Act::Ending, 1, Moment::Before).await?);
    assert_eq!(scene.looks().await?.acts(ActivityKind::UserDisabled), 1);
    the_leaver_is_gone_after(&scene).await?;
    assert_eq!(scene.crowd.asked().disablings, 1);
    Ok(())
}
