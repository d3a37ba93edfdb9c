//! Faults at random: whatever the provider does, nothing is said that is not so.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::{Item, ItemResult, Limits, Provider, cut, id, items, run};
use crate::{EndResult, Stopped};

const RUNS: u64 = 300;

/// One in `chance` answers is a fault; some of them come after the provider did as it was told.
fn faulty(
    mut random: StdRng,
    chance: u32,
    access_ends: usize,
) -> impl FnMut(&str, usize) -> (bool, EndResult) + Send {
    let why = || "fault".to_owned();
    move |id, number| {
        if number >= access_ends {
            return (false, EndResult::AccessEnded);
        }
        if id.ends_with('7') {
            return (false, EndResult::Refused { why: why() });
        }
        if !random.gen_ratio(1, chance) {
            return (true, EndResult::Ended);
        }
        match random.gen_range(0..7) {
            0 => (false, EndResult::Unknown { why: why() }),
            1 => (true, EndResult::Unknown { why: why() }),
            2 => (false, EndResult::Retry { after: Some(Duration::from_secs(2)), why: why() }),
            3 => (false, EndResult::Retry { after: None, why: why() }),
            4 => (false, EndResult::Failed { why: why() }),
            5 => (true, EndResult::Failed { why: why() }),
            _ => (true, EndResult::AlreadyGone),
        }
    }
}

#[tokio::test]
async fn every_item_ends_in_one_result_that_is_true_and_the_counts_add_up() {
    for seed in 0..RUNS {
        let mut random = StdRng::seed_from_u64(seed);
        let all = items(random.gen_range(0..60));
        let chance = random.gen_range(1..12);
        let access_ends = if random.gen_ratio(1, 3) { random.gen_range(0..80) } else { usize::MAX };
        let cancel_after = random.gen_ratio(1, 3).then(|| random.gen_range(1..40));
        let there: Vec<Item> = all.iter().filter(|_| random.gen_ratio(9, 10)).cloned().collect();
        let limits = Limits { at_once: random.gen_range(0..6), ..Limits::default() };
        let mut provider = Provider::new(&there, faulty(random, chance, access_ends));
        provider.lists = |number| if number.is_multiple_of(3) { Err(cut()) } else { Ok(()) };

        let (summary, heard) = run(&provider, &all, &limits, cancel_after).await;

        let alive = provider.alive.lock().unwrap();
        let tried = provider.tried.lock().unwrap();
        for (place, item) in all.iter().enumerate() {
            let id = id(item);
            let truth = match heard.settled.get(&place) {
                Some(ItemResult::Ended | ItemResult::AlreadyGone) => !alive.contains(id),
                Some(ItemResult::Refused { .. }) => id.ends_with('7'),
                Some(ItemResult::ToRetry { why, asked: true }) => why == "fault",
                // Pushed back or left: nothing was done to it.
                Some(ItemResult::ToRetry { asked: false, .. }) | None => {
                    there.contains(item) == alive.contains(id)
                }
            };
            assert!(truth, "seed {seed}: {id} {:?}", heard.settled.get(&place));
            let asked = tried.iter().filter(|other| *other == id).count();
            assert!(heard.settled.contains_key(&place) || asked <= 1, "seed {seed}: {id}");
        }
        assert!(provider.most_at_once.into_inner() <= limits.at_once.max(1), "seed {seed}");
        assert!(summary.left == 0 || summary.stopped != Stopped::Done, "seed {seed}");
    }
}

#[tokio::test]
async fn a_tenth_of_faults_is_tried_again_until_all_are_ended() {
    let all = items(1_000).into_iter().filter(|item| !id(item).ends_with('7')).collect::<Vec<_>>();
    let provider = Provider::new(&all, faulty(StdRng::seed_from_u64(7), 10, usize::MAX));
    let limits = Limits { tries: 8, ..Limits::default() };
    let (summary, _) = run(&provider, &all, &limits, None).await;
    assert_eq!((summary.total() as usize, summary.retry, summary.left), (all.len(), 0, 0));
    assert!(provider.alive.lock().unwrap().is_empty());
    assert_eq!(provider.most_at_once.into_inner(), 4);
}
