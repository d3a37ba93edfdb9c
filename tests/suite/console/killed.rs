//! SIGKILL of the process that ends sessions, and the next one, which goes on.
//!
//! The provider is in this process and holds the request at which the other is killed, so that what the provider had
//! done by then is known. What is between the provider and the database is in the module `journal` of the engine's
//! console. Single points of a job are [`points`]; a runtime that is taken away at each request, where that is cheaper,
//! `cut_off` beside that module.

mod points;
mod scene;

use harness::Result;
use harness::crowd::{Act, Crowd, Held, Moment};
use harness::process::Process;
use lanyard_core::view::JobState;

use scene::{Counts, LONG, Scene, these, told};

const SESSIONS: u32 = 12_000;
/// How many are ended.
const ENDED: u32 = 10_000;
/// Each so-manieth ending fails.
const FAULTS: u32 = 10;
/// Requests at once.
const AT_ONCE: u32 = 4;

/// Items between the provider and the database, at most, as long as a job has not come to the end of its list.
///
/// No session is asked for that the database does not call begun (`journal`, invariant 1), and each write calls at most
/// 128 begun beyond the item that the job has come to. All that has come out by then is in the same write (invariant 2).
/// What the database does not know of is thus among the requests that were under way at its last write and the 128
/// items after them: what failed is tried again only after the last item.
const JOURNAL: u32 = AT_ONCE + 128;

#[tokio::test]
async fn ten_thousand_are_ended_through_two_kills_and_none_of_them_twice() -> Result {
    let scene = Scene::set(SESSIONS).await?;
    let crowd = &scene.crowd;
    // One of six is spared.
    let all = crowd.ids(SESSIONS as usize);
    let spared: Vec<_> = all.iter().step_by(6).cloned().collect();
    let chosen: Vec<_> = all.chunks(6).flat_map(|six| six.iter().skip(1)).collect();
    assert_eq!(chosen.len(), ENDED as usize);
    crowd.fail_every(FAULTS);

    let held = held_from(crowd, ENDED / 3);
    killed_once_there(&scene, scene.orders(&these(&chosen), None)?, held).await?;
    let cut_off = scene.looks().await?.job()?;
    let known_to_be_ended = |found: Counts| {
        let known = found.ended + found.gone;
        let counted = Counts { ended: found.ended, gone: found.gone, ..Counts::cut_off(ENDED, known) };
        assert_eq!(found, counted, "what failed is tried again");
        assert!(found.gone <= JOURNAL, "what the first ended unheard is gone: {}", found.gone);
        let there = SESSIONS - crowd.living();
        assert!((there - JOURNAL..=there).contains(&known), "{known} of {there} are known");
    };
    known_to_be_ended(cut_off);

    let (before, signed_in) = (crowd.asked(), scene.sign_ins());
    let held = held_from(crowd, 2 * ENDED / 3);
    let mut second = scene.goes_on()?;
    assert_eq!(told(&mut second, "found").await?.job()?, cut_off);
    killed_once_there(&scene, second, held).await?;
    assert_eq!(scene.sign_ins(), signed_in + 1, "somebody signed in to the console anew");
    // In doubt was what the first had announced and what had failed; each failure of the second is looked after, too.
    let after = crowd.asked();
    let in_doubt = before.endings / FAULTS + JOURNAL;
    let failed = (after.endings - before.endings) / FAULTS + 1;
    let looked_for = after.looks - before.looks;
    assert!(looked_for <= in_doubt + failed, "{looked_for} were looked for, {in_doubt} were in doubt");
    known_to_be_ended(scene.looks().await?.job()?);

    let (_, over) = scene.finishes().await?;
    let counted = Counts { gone: over.gone, ended: ENDED - over.gone, ..Counts::done(ENDED) };
    assert_eq!(over, counted, "what was begun unheard is gone, by whom nobody says");
    assert_eq!(crowd.asked_twice(), 0, "nothing was ended twice");
    assert_eq!(crowd.ids(SESSIONS as usize), spared, "exactly those that were ordered are gone");
    let look = scene.looks().await?;
    assert_eq!(look.job()?.state, JobState::Done);
    look.is_evidence(2);
    Ok(())
}

/// As many endings as there are requests at once, from this one on: done, and not answered, so that the job stands still.
fn held_from(crowd: &Crowd, number: u32) -> Vec<Held> {
    (number..number + AT_ONCE).map(|number| crowd.hold(Act::Ending, number, Moment::After)).collect()
}

/// Kills a process in the middle of its job.
async fn killed_once_there(scene: &Scene, process: Process, mut held: Vec<Held>) -> Result {
    for held in &mut held {
        held.comes_within(LONG).await?;
    }
    scene.kills(process).await
}
