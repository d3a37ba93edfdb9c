//! A provider's token endpoint that moved: the person is asked about it once, and nobody else's word counts.

use super::*;
use crate::view::{AccountState, Endpoint, ProviderExtras, ProviderForm, ProviderOrigin, WaitReason};

/// Two accounts, signed in, and where their provider wants their tokens next.
struct Moved {
    scene: Scene,
    elsewhere: Stage,
}

impl Moved {
    async fn away() -> Self {
        Self::with(2, Consent::Window).await
    }

    async fn with(accounts: usize, consent: Consent) -> Self {
        let moved =
            Self { scene: Scene::on(Stage::with(accounts), consent).await, elsewhere: Stage::with(0) };
        for number in 0..accounts {
            moved.scene.engine.renew(&format!("a{number}"), None).await.unwrap();
        }
        moved.to(&moved.elsewhere).await;
        moved
    }

    /// Its settings name another token endpoint, by whomever: the page can write there.
    async fn to(&self, place: &Stage) {
        let home = self.scene.stage.provider.address;
        let at = |name: &str, host| Endpoint { name: name.into(), url: format!("http://{host}/{name}") };
        let endpoints =
            vec![at("authorization", home), at("token", place.provider.address), at("jwks", home)];
        let form = ProviderForm {
            name: "Acme ID".into(),
            issuer: format!("http://{home}"),
            client_id: "lanyard".into(),
            client_secret: None,
            scopes: vec!["openid".into()],
            resources: vec![],
            origin: ProviderOrigin::Person,
            extras: Some(ProviderExtras { endpoints, ..ProviderExtras::default() }),
        };
        self.scene.engine.edit_provider("acme", form).await.unwrap();
    }

    /// The person presses *Use the new address*, and this is what waits for their answer.
    async fn asked(&self) -> QuestionView {
        self.scene.engine.use_new_address("a0").await.unwrap();
        let [question] = &self.questions().await[..] else { panic!("one question") };
        question.clone()
    }

    async fn questions(&self) -> Vec<QuestionView> {
        self.scene.programs().await.questions
    }

    async fn answered(&self, answer: Answer) {
        let question = self.asked().await;
        self.scene.engine.answer(&question.id, answer).await.unwrap();
        assert_eq!(self.questions().await, []);
    }

    async fn state(&self, account: &str) -> AccountState {
        let accounts = self.scene.engine.overview().await.unwrap().accounts;
        accounts.into_iter().find(|one| one.id == account).unwrap().state
    }

    /// The host that the account waits to be let go to.
    async fn waits_for(&self) -> Option<String> {
        let AccountState::Waiting { why: WaitReason::Approval, error, .. } = self.state("a0").await else {
            return None;
        };
        error.facts.host
    }

    fn host(&self) -> String {
        self.elsewhere.provider.address.to_string()
    }

    async fn nothing_went_there(&self) {
        let refused = self.scene.engine.renew("a0", None).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::EndpointMoved);
        assert_eq!(self.elsewhere.provider.asked(), []);
        assert_eq!(self.scene.entries(ActivityKind::AddressAllowed).await, []);
    }
}

#[tokio::test]
async fn r35_the_person_is_told_whose_tokens_would_go_from_where_to_where() {
    let moved = Moved::away().await;
    let question = moved.asked().await;
    let from = moved.scene.stage.provider.address.to_string();
    let about = QuestionAbout::NewAddress { from, to: moved.host(), client_secret: false };
    assert_eq!((question.about, question.account.as_str()), (about, "a0"));
    assert_eq!((question.title.as_str(), question.provider_name.as_str()), ("a0", "Acme ID"));
    assert_eq!((question.offers, question.until), (vec![Lasting::UntilRevoked], 1_700_000_120.0));
    moved.nothing_went_there().await;
}

#[tokio::test]
async fn r35_any_no_changes_nothing_is_told_and_can_be_asked_again() {
    let moved = Moved::away().await;
    moved.answered(Answer::Deny).await;
    moved.answered(Answer::Dismiss).await;
    let late = moved.asked().await;
    moved.scene.clock.advance(120);
    eventually("it runs out", async || moved.questions().await.is_empty().then_some(())).await;
    let refused = moved.scene.engine.answer(&late.id, UNTIL_REVOKED).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "a late yes is none");
    moved.nothing_went_there().await;
    let told = moved.scene.entries(ActivityKind::AddressDenied).await;
    let answers: Vec<_> = told.iter().map(|entry| fact(entry, "answer").unwrap()).collect();
    assert_eq!(answers, ["nobody answered", "the window was closed", "denied"]);
    assert_eq!(fact(&told[0], "to"), Some(format!("http://{}", moved.host()).as_str()));
    assert_eq!(told[0].account.as_deref(), Some("a0"));
    moved.asked().await;
}

#[tokio::test]
async fn r35_a_yes_is_in_the_log_and_the_account_renews_there_by_itself() {
    let moved = Moved::away().await;
    moved.nothing_went_there().await;
    moved.scene.engine.start();
    assert_eq!(moved.waits_for().await, Some(moved.host()));
    moved.answered(UNTIL_REVOKED).await;
    eventually("it renews", async || (moved.state("a0").await == AccountState::Active).then_some(())).await;
    assert_eq!(moved.elsewhere.provider.spent(), ["a0-2"]);
    let [entry] = &moved.scene.entries(ActivityKind::AddressAllowed).await[..] else { panic!("one entry") };
    let home = format!("http://{}", moved.scene.stage.provider.address);
    assert_eq!((fact(entry, "from"), entry.account.as_deref()), (Some(home.as_str()), Some("a0")));
    assert_eq!(fact(entry, "to"), Some(format!("http://{}", moved.host()).as_str()));
    let refused = moved.scene.engine.use_new_address("a0").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "there is nothing to ask any more");
    // The other account at the same provider was not asked about.
    let refused = moved.scene.engine.renew("a1", None).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::EndpointMoved);
    moved.scene.engine.close().await;
}

#[tokio::test]
async fn r35_a_word_for_where_it_is_no_more_counts_for_nothing() {
    let moved = Moved::away().await;
    moved.nothing_went_there().await;
    moved.scene.engine.start();
    let outdated = moved.asked().await;
    let third = Stage::with(0);
    moved.to(&third).await;
    let refused = moved.scene.engine.answer(&outdated.id, UNTIL_REVOKED).await.unwrap_err();
    assert_eq!((refused.code, moved.questions().await), (ErrorCode::NotFound, vec![]));
    let there = third.provider.address.to_string();
    let told = async || (moved.waits_for().await.as_ref() == Some(&there)).then_some(());
    eventually("the account tells where it is by now", told).await;
    moved.nothing_went_there().await;
    assert_eq!(third.provider.asked(), []);

    // One that is still open gives way to what is so now.
    let open = moved.asked().await;
    moved.to(&moved.elsewhere).await;
    let next = moved.asked().await;
    assert_ne!((&next.id, &next.about), (&open.id, &open.about));
    moved.scene.engine.close().await;
}

#[tokio::test]
async fn r35_the_same_question_put_twice_is_one() {
    let moved = Moved::away().await;
    let first = moved.asked().await;
    moved.scene.clock.advance(60);
    let again = moved.asked().await;
    assert_eq!((&first.id, first.until), (&again.id, again.until), "nor does it last longer");
    moved.scene.engine.use_new_address("a1").await.unwrap();
    assert_eq!(moved.questions().await.len(), 2);
}

#[tokio::test]
async fn r35_only_what_was_offered_can_be_answered() {
    let moved = Moved::away().await;
    let question = moved.asked().await;
    for answer in [ONCE, WHILE_IT_RUNS] {
        let refused = moved.scene.engine.answer(&question.id, answer).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InputInvalid);
    }
    assert_eq!(moved.questions().await, [question]);
    moved.nothing_went_there().await;
}

#[tokio::test]
async fn r35_the_page_can_take_it_back_and_no_more() {
    let moved = Moved::away().await;
    let question = moved.asked().await;
    moved.scene.engine.withdraw_question(&question.id).await.unwrap();
    assert_eq!(moved.questions().await, []);
    let late = moved.scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap_err();
    assert_eq!(late.code, ErrorCode::NotFound);
    assert_eq!(moved.scene.entries(ActivityKind::AddressDenied).await, []);
    moved.nothing_went_there().await;
}

#[tokio::test]
async fn r35_where_nobody_can_be_asked_nothing_changes() {
    let moved = Moved::with(1, Consent::Nobody).await;
    let refused = moved.scene.engine.use_new_address("a0").await.unwrap_err();
    assert_eq!((refused.code, refused.facts.host), (ErrorCode::ForeignOrigin, Some(moved.host())));
    assert_eq!(refused.facts.detail.as_deref(), Some("nobody_to_ask"));
    moved.nothing_went_there().await;
}

#[tokio::test]
async fn r35_there_are_never_more_questions_than_a_person_goes_through() {
    let moved = Moved::with(4, Consent::Window).await;
    for account in ["a0", "a1", "a2"] {
        moved.scene.engine.use_new_address(account).await.unwrap();
    }
    let refused = moved.scene.engine.use_new_address("a3").await.unwrap_err();
    assert_eq!(refused.facts.detail.as_deref(), Some("too_many_questions"));
    assert_eq!(moved.questions().await.len(), 3);
}

#[tokio::test]
async fn r35_a_removed_account_takes_its_question_along() {
    let moved = Moved::away().await;
    moved.asked().await;
    moved.scene.engine.remove_account("a0", false).await.unwrap();
    assert_eq!(moved.questions().await, []);
}

#[tokio::test]
async fn r35_an_account_whose_provider_stays_is_nobodys_question() {
    let scene = Scene::new().await;
    scene.engine.renew("a0", None).await.unwrap();
    for account in ["a0", "nobody"] {
        assert_eq!(scene.engine.use_new_address(account).await.unwrap_err().code, ErrorCode::NotFound);
    }
    assert_eq!(scene.programs().await.questions, []);
}
