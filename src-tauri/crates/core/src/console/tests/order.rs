//! What an order's entry says: who, whose, and a list that its rows can be held against.

use super::rig::{Rig, fact};
use super::world::World;
use crate::console::Consoles;
use crate::store::jobs::{self, ItemState};
use crate::view::{ActivityKind, EndWhat, JobState};

fn open(stage: &crate::engine::stage::Stage) -> rusqlite::Connection {
    rusqlite::Connection::open(stage.home().database()).unwrap()
}

#[tokio::test]
async fn the_entry_names_whose_sessions_they_were_and_who_ordered_it() {
    let (_stage, rig) = Rig::with(World::with(120, 60)).await;
    let few = EndWhat::User { user: "u7".to_owned(), disable: false };
    rig.stopped(&rig.ends(few).await.id).await;
    rig.stopped(&rig.ends(EndWhat::All).await.id).await;
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    assert_eq!((fact(&ordered[1], "whose"), fact(&ordered[1], "people")), ("Person 7 (u7)", "1"));
    let many = fact(&ordered[0], "whose");
    assert_eq!((many.matches("Person ").count(), fact(&ordered[0], "people")), (50, "59"));
    assert!(many.ends_with(", and 9 more"), "{many}");
    for kind in [ActivityKind::EndingOrdered, ActivityKind::SessionsEnded] {
        let entries = rig.entries(kind).await;
        assert!(entries.iter().all(|entry| fact(entry, "sub") == "u-admin"), "{entries:?}");
    }
}

#[tokio::test]
async fn the_list_in_the_entry_is_made_again_from_the_jobs_rows_and_no_other_rows() {
    use ItemState::{Ended, Gone, Left, PushedBack, Refused, Retry};
    let (stage, rig) = Rig::with(World::with(12, 3)).await;
    rig.world.begins("own", "online", "u-admin", "Ada");
    let list = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    let job = rig.engine.end_sessions(&list.id, "all", 13, true).await.unwrap();
    rig.stopped(&job.id).await;
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    let db = open(&stage);
    let every = [Left, Ended, Gone, Refused, Retry, PushedBack];
    let hash = |db: &rusqlite::Connection| jobs::list_hash(&jobs::items_in(db, 1, &every).unwrap());
    assert_eq!((fact(&ordered[0], "sessions"), fact(&ordered[0], "list")), ("13", hash(&db).as_str()));
    for forged in ["session = 'other'", "kind = 'offline'", "user = 'u9'", "title = 'Bob'"] {
        db.execute_batch(&format!("BEGIN; UPDATE console_item SET {forged} WHERE item = 5")).unwrap();
        assert_ne!(fact(&ordered[0], "list"), hash(&db), "{forged}");
        db.execute_batch("ROLLBACK").unwrap();
    }
}

#[tokio::test]
async fn no_earlier_tokens_are_refused_where_nobody_would_know_of_it() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    open(&stage)
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'full'); END")
        .unwrap();
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap_err();
    assert_eq!(rig.world.not_before(), None);

    open(&stage).execute_batch("DROP TRIGGER full").unwrap();
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap();
    let states: Vec<_> = rig.entries(ActivityKind::NotBeforeSet).await;
    let states: Vec<_> = states.iter().map(|entry| fact(entry, "state")).collect();
    assert_eq!(states, ["done", "ordered"]);
}

#[tokio::test]
async fn a_job_that_can_not_be_read_takes_no_other_with_it() {
    let (stage, rig) = Rig::with(World::with(8, 4)).await;
    for user in ["u0", "u1", "u2"] {
        let job = rig.ends(EndWhat::User { user: user.to_owned(), disable: false }).await;
        assert_eq!(rig.stopped(&job.id).await.state, JobState::Done);
    }
    let mut db = open(&stage);
    db.execute_batch(
        "UPDATE console_job SET state = '\"newer\"' WHERE seq = 1;
         UPDATE console_item SET state = 'newer' WHERE job = 3",
    )
    .unwrap();
    let consoles = Consoles::begin(&mut db, super::rig::NOW).unwrap();
    let kept = crate::engine::lock(&consoles.jobs);
    assert_eq!(kept.iter().map(|job| job.order.seq).collect::<Vec<_>>(), [2]);
}
