//! The person's word about a moved token endpoint: put by the page, given in the consent window, for one host.

use harness::Result;
use harness::condition::{SOON, eventually};
use lanyard_core::view::{
    AccountState, ActivityEntry, ActivityKind, Answer, ErrorCode, Lasting, QuestionAbout,
};

use super::{Moved, entries};
use crate::checklist::wire::Wire;
use crate::checklist::{database, without_id_tokens};
use crate::rig::{code, told};

/// The only yes there is about a new address.
const YES: Answer = Answer::Allow { lasting: Lasting::UntilRevoked };

fn fact<'e>(entry: &'e ActivityEntry, name: &str) -> Option<&'e str> {
    entry.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

#[tokio::test]
async fn r35_the_persons_word_is_for_one_host_lasts_and_is_in_the_log() -> Result {
    let moved = Moved::away().await?;
    assert!(moved.rig.renew(&moved.ada).await.is_err());
    let (from, to) = moved.hosts();
    let question = moved.asked().await?;
    let about = QuestionAbout::NewAddress { from: from.clone(), to: to.clone(), client_secret: false };
    assert_eq!(question.about, about);
    for no in [Answer::Deny, Answer::Dismiss] {
        moved.answered(&moved.asked().await?, no).await.map_err(|error| told(&error))?;
        assert_eq!(moved.question().await?, None);
        moved.is_asked(&moved.state().await?)?;
    }
    assert_eq!((moved.sent(), entries(&moved.rig, ActivityKind::AddressAllowed).await?), (0, vec![]));
    assert_eq!(entries(&moved.rig, ActivityKind::AddressDenied).await?.len(), 2);

    moved.answered(&moved.asked().await?, YES).await.map_err(|error| told(&error))?;
    moved.renews_by_itself().await?;
    assert_eq!(moved.sent(), 1);
    let [entry] = &entries(&moved.rig, ActivityKind::AddressAllowed).await?[..] else {
        anyhow::bail!("one entry")
    };
    assert_eq!(fact(entry, "from"), Some(format!("http://{from}").as_str()));
    assert_eq!(fact(entry, "to"), Some(format!("http://{to}").as_str()));
    let again = moved.rig.engine.use_new_address(&moved.ada.id).await;
    assert_eq!(code(again), Some(ErrorCode::NotFound), "there is nothing to ask any more");
    let moved = moved.restarted().await?;
    assert_eq!(code(moved.rig.renew(&moved.ada).await), None);
    Ok(())
}

#[tokio::test]
async fn r35_the_persons_word_counts_for_nothing_once_the_provider_is_at_yet_another_host() -> Result {
    let moved = Moved::away().await?;
    assert!(moved.rig.renew(&moved.ada).await.is_err());
    let outdated = moved.asked().await?;
    let third = Wire::before(&moved.evil, "token_endpoint").await?;
    // Whoever signs in has it described anew.
    moved.evil.person("u-carol");
    moved.rig.link("evil").await?;
    moved.evil.person("u-ada");
    let refused = moved.answered(&outdated, YES).await;
    assert_eq!((code(refused), moved.question().await?), (Some(ErrorCode::NotFound), None));
    eventually("she is told where it is by now", SOON, async || {
        let AccountState::Waiting { error, .. } = moved.state().await? else { return Ok(None) };
        Ok((error.facts.host == Some(third.host())).then_some(()))
    })
    .await?;
    assert_eq!((moved.sent(), entries(&moved.rig, ActivityKind::AddressAllowed).await?), (0, vec![]));
    Ok(())
}

#[tokio::test]
async fn r35_the_persons_word_is_void_for_an_account_that_signed_in_again_meanwhile() -> Result {
    let moved = Moved::away().await?;
    assert!(moved.rig.renew(&moved.ada).await.is_err());
    let outdated = moved.asked().await?;
    moved.rig.sign_in_again(&moved.ada).await?;
    assert_eq!(code(moved.answered(&outdated, YES).await), Some(ErrorCode::NotFound));
    assert_eq!((moved.question().await?, moved.state().await?), (None, AccountState::Active));
    assert_eq!(entries(&moved.rig, ActivityKind::AddressAllowed).await?, vec![]);
    Ok(())
}

#[tokio::test]
async fn r35_the_persons_word_is_kept_before_anything_is_sent() -> Result {
    let moved = Moved::away().await?;
    moved.wire.hold();
    moved.answered(&moved.asked().await?, YES).await.map_err(|error| told(&error))?;
    let renewing = tokio::spawn({
        let (engine, id) = (moved.rig.engine.clone(), moved.ada.id.clone());
        async move { engine.renew(&id, None).await }
    });
    eventually("her token is on the line", SOON, async || Ok((moved.wire.inside() > 0).then_some(())))
        .await?;
    // What a kill at this moment leaves.
    let sql = "SELECT json_extract(record, '$.origins.token') FROM account WHERE id = ?1";
    let kept: String =
        database(moved.rig.profile.folder())?.query_row(sql, [&moved.ada.id], |row| row.get(0))?;
    assert_eq!(kept, format!("http://{}", moved.hosts().1));
    assert_eq!(entries(&moved.rig, ActivityKind::AddressAllowed).await?.len(), 1);
    moved.wire.open();
    renewing.await?.map_err(|error| told(&error))?;
    Ok(())
}

#[tokio::test]
async fn r35_a_stop_between_the_persons_word_and_the_renewal_asks_nobody_again() -> Result {
    let moved = Moved::away().await?;
    moved.wire.go_offline();
    moved.answered(&moved.asked().await?, YES).await.map_err(|error| told(&error))?;
    assert!(moved.rig.renew(&moved.ada).await.is_err() && moved.sent() == 0, "nothing got through");
    let moved = moved.restarted().await?;
    moved.wire.open();
    without_id_tokens(&moved.evil);
    assert_eq!(code(moved.rig.renew(&moved.ada).await), None);
    assert!(moved.sent() > 0);
    Ok(())
}
