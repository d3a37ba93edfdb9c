//! A provider that can revoke a user's sign-ins but not list sessions, as Entra ID with `revokeSignInSessions`.
//!
//! It stands here and not beside the others: a service that could not be run has no module.

use async_trait::async_trait;
use std::sync::Mutex;

use super::name;
use crate::{
    Access, AdminError, Allowed, Can, Capability, Cursor, EndResult, Item, ItemResult, Limits, SessionAdmin,
    SessionKind, Step, Stopped, Summary, Target, end_all_of,
};

#[derive(Default)]
struct RevokesOnly {
    revoked: Mutex<Vec<String>>,
    /// What it answers, the last first; then that it was done.
    answers: Mutex<Vec<EndResult>>,
}

#[async_trait]
impl SessionAdmin for RevokesOnly {
    fn kind(&self) -> &'static str {
        "Revokes only"
    }

    fn can(&self) -> Can {
        Can::from_iter([Capability::EndUser, Capability::DisableUser])
    }

    async fn allowed(&self) -> Result<Access, AdminError> {
        Ok(Access::Allowed(Allowed::default()))
    }

    async fn end_user(&self, user: &str) -> EndResult {
        self.revoked.lock().unwrap().push(user.to_owned());
        self.answers.lock().unwrap().pop().unwrap_or(EndResult::Ended)
    }

    async fn enable_user(&self, _: &str, _: bool) -> Result<(), AdminError> {
        Ok(())
    }
}

#[tokio::test]
async fn what_it_cannot_do_is_said_and_never_imitated() {
    let admin: Box<dyn SessionAdmin> = Box::<RevokesOnly>::default();
    let session = name("s1", SessionKind::Online, "bob");
    let not_offered = |capability| AdminError::NotOffered(capability);
    assert_eq!(
        admin.sessions_page(&mut Cursor::default()).await.unwrap_err(),
        not_offered(Capability::ListSessions)
    );
    assert_eq!(admin.user_sessions("bob").await, Err(not_offered(Capability::ListSessions)));
    assert_eq!(admin.is_listed(&session).await, Err(not_offered(Capability::ListSessions)));
    assert_eq!(admin.users("", 0).await, Err(not_offered(Capability::ListUsers)));
    assert_eq!(admin.not_before(1).await, Err(not_offered(Capability::NotBefore)));
    let ends = [
        (admin.end(&session).await, "end_session"),
        (admin.end_client("mail").await, "end_client"),
        (admin.end_all().await, "end_all"),
    ];
    for (result, capability) in ends {
        let EndResult::Refused { why } = result else { panic!("{result:?}") };
        assert!(why.contains(capability), "{why}");
    }
    assert_eq!(admin.token_life().await, Ok(None));
}

#[tokio::test]
async fn a_users_sign_ins_are_revoked_though_none_is_seen() {
    let admin = RevokesOnly::default();
    assert!(admin.can().has(Capability::EndUser) && !admin.can().has(Capability::ListSessions));
    assert_eq!(admin.end_user("bob").await, EndResult::Ended);
    assert_eq!(*admin.revoked.lock().unwrap(), ["bob"]);
}

#[tokio::test]
async fn a_list_for_such_a_provider_is_refused_item_by_item() {
    let session = Target::Session(name("s1", SessionKind::Online, "bob"));
    let (summary, result) = end(&RevokesOnly::default(), session).await;
    assert_eq!((summary.refused, summary.stopped), (1, Stopped::Done));
    assert!(matches!(result, Some(ItemResult::Refused { .. })));
}

#[tokio::test]
async fn all_of_a_user_is_one_item_that_is_asked_for_again_where_the_answer_was_lost() {
    let lost = || EndResult::Unknown { why: "cut".to_owned() };
    for (answers, result) in [
        (vec![EndResult::AlreadyGone], ItemResult::AlreadyGone),
        // Nobody can look whether it was done, so that only the next answer tells.
        (vec![EndResult::Ended, lost()], ItemResult::Ended),
        (vec![EndResult::AlreadyGone, lost()], ItemResult::Ended),
        (vec![lost(), lost(), lost()], ItemResult::ToRetry { why: "cut".to_owned(), asked: true }),
    ] {
        let tries = answers.len();
        let admin = RevokesOnly { answers: Mutex::new(answers), ..RevokesOnly::default() };
        let (_, told) = end(&admin, Target::User("bob".to_owned())).await;
        assert_eq!(told, Some(result));
        assert_eq!(*admin.revoked.lock().unwrap(), vec!["bob"; tries]);
    }
}

/// Ends it, and tells how it came out.
async fn end(admin: &dyn SessionAdmin, target: Target) -> (Summary, Option<ItemResult>) {
    let items = [Item { target, asked: false }];
    let mut result = None;
    let mut note = |_: usize, step: Step<'_>| {
        if let Step::Settled(settled) = step {
            result = Some(settled.clone());
        }
    };
    let pause = |_| Box::pin(std::future::ready(())) as crate::Sleep;
    let limits = Limits::default();
    let summary = end_all_of(admin, &items, &limits, &pause, std::future::pending(), &mut note).await;
    (summary, result)
}
