//! A provider that can revoke a user's sign-ins but not list sessions, as Entra ID with `revokeSignInSessions`.
//!
//! It stands here and not beside the others: a service that could not be run has no module.

use async_trait::async_trait;
use std::sync::Mutex;

use super::name;
use crate::{
    Access, AdminError, Allowed, Can, Capability, Cursor, EndResult, Item, ItemResult, Limits, SessionAdmin,
    SessionKind, Step, Stopped, end_all_of,
};

#[derive(Default)]
struct RevokesOnly {
    revoked: Mutex<Vec<String>>,
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
        EndResult::Ended
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
    let items = [Item { session: name("s1", SessionKind::Online, "bob"), asked: false }];
    let mut steps = Vec::new();
    let mut note = |_: usize, step: Step<'_>| {
        if let Step::Settled(result) = step {
            steps.push(result.clone());
        }
    };
    let pause = |_| Box::pin(std::future::ready(())) as crate::Sleep;
    let summary = end_all_of(
        &RevokesOnly::default(),
        &items,
        &Limits::default(),
        &pause,
        std::future::pending(),
        &mut note,
    )
    .await;
    assert_eq!((summary.refused, summary.stopped), (1, Stopped::Done));
    assert!(matches!(&steps[..], [ItemResult::Refused { .. }]));
}
