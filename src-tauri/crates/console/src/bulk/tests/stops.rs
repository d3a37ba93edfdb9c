//! What stops a job, and what holds it up.

use std::time::Duration;

use super::{Item, ItemResult, Limits, Provider, cut, items, run};
use crate::{AdminError, EndResult, Stopped};

fn unknown() -> EndResult {
    EndResult::Unknown { why: "cut".into() }
}

fn wait(seconds: u64) -> EndResult {
    EndResult::Retry { after: Some(Duration::from_secs(seconds)), why: "slow down".into() }
}

#[tokio::test]
async fn when_the_administrators_access_ends_nothing_more_is_asked() {
    let all = items(100);
    let provider = Provider::new(&all, |_, number| {
        if number < 10 { (true, EndResult::Ended) } else { (false, EndResult::AccessEnded) }
    });
    let (summary, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.ended, summary.left, summary.stopped), (10, 90, Stopped::AccessEnded));
    // Those under way when it ended had been begun, and nothing after them.
    assert!(heard.begun.len() <= 14, "{}", heard.begun.len());
}

#[tokio::test]
async fn a_lost_answer_before_access_ended_is_to_retry_not_left() {
    let all = items(1);
    let mut provider =
        Provider::new(
            &all,
            |_, number| {
                if number == 0 { (true, unknown()) } else { (false, EndResult::AccessEnded) }
            },
        );
    provider.lists = |_| Err(cut());
    let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.retry, summary.left, summary.stopped), (1, 0, Stopped::AccessEnded));
}

#[tokio::test]
async fn access_that_ends_while_a_lost_answer_is_looked_into_leaves_it_to_retry() {
    let all = items(1);
    let mut provider = Provider::new(&all, |_, _| (true, unknown()));
    provider.lists = |_| Err(AdminError::AccessEnded);
    let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.retry, summary.left, summary.stopped), (1, 0, Stopped::AccessEnded));
}

#[tokio::test]
async fn a_lost_answer_that_nobody_can_look_into_is_tried_again_and_gone_means_ended() {
    let all = items(1);
    let mut provider =
        Provider::new(&all, |_, number| (true, if number == 0 { unknown() } else { EndResult::Ended }));
    provider.lists = |_| Err(cut());
    let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.ended, summary.gone), (1, 0));
    assert_eq!(provider.tried.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_failed_is_asked_for_again_without_a_question_and_gone_means_ended() {
    for does in [true, false] {
        let all = items(1);
        let failed = || EndResult::Failed { why: "it answered 500".into() };
        let mut provider =
            Provider::new(
                &all,
                move |_, number| {
                    if number == 0 { (does, failed()) } else { (true, EndResult::Ended) }
                },
            );
        provider.lists = |_| panic!("nobody needs to ask what is listed");
        let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
        assert_eq!((summary.ended, summary.gone), (1, 0));
        assert_eq!(provider.tried.lock().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn cancel_finishes_what_is_under_way_and_begins_nothing() {
    let all = items(50);
    let provider = Provider::new(&all, |_, _| (true, EndResult::Ended));
    let (summary, heard) = run(&provider, &all, &Limits::default(), Some(8)).await;
    assert_eq!(summary.stopped, Stopped::Cancelled);
    assert_eq!(heard.begun.len(), heard.settled.len());
    assert!((8..=12).contains(&summary.ended), "{summary:?}");
}

#[tokio::test]
async fn a_job_that_was_cancelled_before_it_ran_touches_nothing() {
    let all = items(3);
    let provider = Provider::new(&all, |_, _| (true, EndResult::Ended));
    let pause = |_| -> super::Sleep { Box::pin(std::future::ready(())) };
    let cancel = std::future::ready(());
    let summary =
        super::end_all_of(&provider, &all, &Limits::default(), &pause, cancel, &mut |_, _| {}).await;
    assert_eq!((summary.left, summary.stopped), (3, Stopped::Cancelled));
    assert!(provider.tried.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_provider_that_wants_to_be_left_alone_is_by_the_whole_job() {
    let all = items(20);
    let provider = Provider::new(
        &all,
        |_, number| if number == 5 { (false, wait(7)) } else { (true, EndResult::Ended) },
    );
    let (summary, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.ended, summary.stopped), (20, Stopped::Done));
    assert_eq!(heard.pauses, [Duration::from_secs(7)]);
}

/// Runs a job for a while in which only pauses of a second end, and tells how often the provider was asked.
async fn asked_while_long_pauses_last(answer: fn(usize) -> EndResult) -> usize {
    let all = items(20);
    let provider = Provider::new(&all, move |_, number| (false, answer(number)));
    let pause = |wait: Duration| -> super::Sleep {
        if wait > Duration::from_secs(1) {
            Box::pin(std::future::pending())
        } else {
            Box::pin(std::future::ready(()))
        }
    };
    let limits = Limits::default();
    let mut deaf = |_: usize, _: super::Step<'_>| {};
    let job = super::end_all_of(&provider, &all, &limits, &pause, std::future::pending(), &mut deaf);
    let for_a_while = async {
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        summary = job => panic!("it ended: {summary:?}"),
        () = for_a_while => {}
    }
    let tried = provider.tried.lock().unwrap();
    tried.len()
}

#[tokio::test]
async fn nothing_is_begun_during_a_pause() {
    // Only those that were under way already.
    assert_eq!(asked_while_long_pauses_last(|_| wait(2)).await, 4);
}

#[tokio::test]
async fn of_several_pauses_the_longest_holds() {
    assert_eq!(asked_while_long_pauses_last(|number| wait(if number == 0 { 2 } else { 1 })).await, 4);
    assert_eq!(asked_while_long_pauses_last(|number| wait(if number == 3 { 2 } else { 1 })).await, 4);
}

#[tokio::test]
async fn a_wait_that_is_too_long_stops_the_job_and_says_how_long() {
    let all = items(20);
    let provider =
        Provider::new(
            &all,
            |_, number| if number < 3 { (true, EndResult::Ended) } else { (false, wait(3_600)) },
        );
    let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!(summary.stopped, Stopped::Busy { after: Duration::from_hours(1) });
    assert_eq!(summary.ended, 3);
    assert!(summary.left >= 13, "{summary:?}");
}

#[tokio::test]
async fn a_provider_that_pushes_back_for_ever_stops_the_job_with_growing_pauses() {
    let all = items(5_000);
    let back = EndResult::Retry { after: None, why: "not reached".into() };
    let provider = Provider::new(&all, move |_, _| (false, back.clone()));
    let (summary, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!(summary.stopped, Stopped::Silent { why: "not reached".into() });
    assert!(provider.tried.lock().unwrap().len() < 40);
    assert!(summary.left > 4_900 && summary.retry > 0);
    assert_eq!(heard.pauses[..3], [1, 2, 4].map(Duration::from_secs));
    assert_eq!(heard.pauses.last(), Some(&Duration::from_secs(30)));
}

#[tokio::test]
async fn a_network_that_is_lost_midway_stops_the_job_and_tells_what_may_have_happened() {
    let all = items(200);
    let mut provider =
        Provider::new(
            &all,
            |_, number| if number < 50 { (true, EndResult::Ended) } else { (true, unknown()) },
        );
    provider.lists = |_| Err(cut());
    let (summary, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!(summary.stopped, Stopped::Silent { why: "cut".into() });
    assert_eq!(summary.ended, 50);
    assert!(summary.left > 100 && summary.retry > 0 && summary.gone == 0, "{summary:?}");
    // Single faults slow nobody down; a row of them does, more and more.
    assert_eq!(heard.pauses[..3], [1, 2, 4].map(Duration::from_secs));
}

#[tokio::test]
async fn roles_that_vanish_midway_are_told_item_by_item() {
    let all = items(30);
    let refused = EndResult::Refused { why: "it answered 403".into() };
    let provider =
        Provider::new(
            &all,
            move |_, number| if number < 12 { (true, EndResult::Ended) } else { (false, refused.clone()) },
        );
    let (summary, _) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.ended, summary.refused, summary.stopped), (12, 18, Stopped::Done));
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_counts_as_ended_if_it_is_gone() {
    let all = items(2);
    let provider = Provider::new(&all, |id, _| (id == "s0", unknown()));
    let (summary, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!((summary.ended, summary.retry), (1, 1));
    assert_eq!(heard.settled[&0], ItemResult::Ended);
    assert_eq!(provider.tried.lock().unwrap().iter().filter(|id| *id == "s1").count(), 3);
}

#[tokio::test]
async fn what_an_earlier_run_asked_for_counts_as_ended_here_and_nothing_else() {
    let mut all = items(2);
    all[0].asked = true;
    let provider = Provider::new(&[], |_, _| (true, EndResult::Ended));
    let (_, heard) = run(&provider, &all, &Limits::default(), None).await;
    assert_eq!(heard.settled[&0], ItemResult::Ended);
    assert_eq!(heard.settled[&1], ItemResult::AlreadyGone);
    let none: [Item; 0] = [];
    assert_eq!(run(&provider, &none, &Limits::default(), None).await.0.stopped, Stopped::Done);
}
