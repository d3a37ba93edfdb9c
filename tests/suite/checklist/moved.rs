//! R35: a token endpoint that moved to another host gets nothing before a person said so.

mod word;

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::{
    AccountState, AccountSummary, ActivityEntry, ActivityFilter, ActivityKind, Answer, ErrorCode, ErrorView,
    QuestionView, StepResult, WaitReason,
};
use lanyard_vault::testing::Operation;

use super::wire::Wire;
use crate::rig::{Rig, code, provider, told};

/// Ada, whose provider moved its token endpoint and has said so to Bob, who signed in after her.
struct Moved {
    evil: Evil,
    wire: Wire,
    rig: Rig,
    ada: AccountSummary,
    /// Her refresh token.
    token: String,
}

impl Moved {
    async fn away() -> Result<Self> {
        let evil = Evil::start().await?;
        let rig = Rig::at(&evil).await?;
        let ada = rig.link("evil").await?;
        let token = evil.live_refresh_token().context("ada's token")?;
        let wire = Wire::before(&evil, "token_endpoint").await?;
        evil.person("u-bob");
        rig.link("evil").await?;
        evil.person("u-ada");
        Ok(Self { evil, wire, rig, ada, token })
    }

    /// How often her refresh token was sent, to wherever.
    fn sent(&self) -> usize {
        let all = [Endpoint::Token, Endpoint::Revocation, Endpoint::Elsewhere];
        let sent = all.into_iter().flat_map(|endpoint| self.evil.requests(endpoint));
        sent.filter(|request| request.parameters.iter().any(|(_, value)| *value == self.token)).count()
    }

    /// The hosts as the person reads them: where the endpoint was, where it is.
    fn hosts(&self) -> (String, String) {
        let host = |address: &str| address.trim_start_matches("http://").to_owned();
        (host(self.evil.issuer()), self.wire.host())
    }

    async fn state(&self) -> Result<AccountState> {
        let all = self.rig.accounts().await?;
        Ok(all.into_iter().find(|one| one.id == self.ada.id).context("ada is here")?.state)
    }

    fn is_asked(&self, state: &AccountState) -> Result {
        let AccountState::Waiting { why, next_try, error, .. } = state else {
            anyhow::bail!("not asked: {state:?}")
        };
        assert_eq!((*why, *next_try), (WaitReason::Approval, None));
        let (from, to) = self.hosts();
        assert_eq!(error.code, ErrorCode::EndpointMoved);
        assert_eq!((error.facts.host.clone(), error.facts.detail.clone()), (Some(to), Some(from)));
        Ok(())
    }

    /// The person presses *Use the new address*, and this is what the consent window shows.
    async fn asked(&self) -> Result<QuestionView> {
        self.rig.engine.use_new_address(&self.ada.id).await.map_err(|error| told(&error))?;
        self.question().await?.context("a question is open")
    }

    async fn question(&self) -> Result<Option<QuestionView>> {
        let programs = self.rig.engine.programs().await.map_err(|error| told(&error))?;
        Ok(programs.questions.into_iter().next())
    }

    async fn answered(&self, question: &QuestionView, answer: Answer) -> std::result::Result<(), ErrorView> {
        self.rig.engine.answer(&question.id, answer).await
    }

    async fn renews_by_itself(&self) -> Result {
        eventually("she renews", SOON, async || {
            Ok((self.sent() > 0 && self.state().await? == AccountState::Active).then_some(()))
        })
        .await
    }

    async fn restarted(self) -> Result<Self> {
        Ok(Self { rig: self.rig.killed_and_restarted().await?, ..self })
    }
}

async fn entries(rig: &Rig, kind: ActivityKind) -> Result<Vec<ActivityEntry>> {
    let filter = ActivityFilter { kind: Some(kind), limit: 100, ..ActivityFilter::default() };
    rig.engine.activity(filter).await.map_err(|error| told(&error))
}

#[tokio::test]
async fn r35_a_moved_token_endpoint_gets_nothing_and_the_person_is_asked() -> Result {
    let moved = Moved::away().await?;
    let read = moved.rig.vault.calls(Operation::Get);
    assert_eq!(code(moved.rig.renew(&moved.ada).await), Some(ErrorCode::EndpointMoved));
    assert_eq!(moved.rig.vault.calls(Operation::Get), read, "a secret was read for it");
    moved.is_asked(&moved.state().await?)?;
    // What it was and where it is now is told once, however often it is tried.
    assert!(moved.rig.renew(&moved.ada).await.is_err());
    assert_eq!(entries(&moved.rig, ActivityKind::RenewalFailed).await?.len(), 1);
    assert!(moved.rig.engine.access_token(&moved.ada.id, None).await.is_ok(), "what it has serves on");
    let moved = moved.restarted().await?;
    assert_eq!(code(moved.rig.renew(&moved.ada).await), Some(ErrorCode::EndpointMoved));
    moved.is_asked(&moved.state().await?)?;
    assert_eq!(moved.sent(), 0);
    Ok(())
}

#[tokio::test]
async fn r35_signing_in_again_agrees_too_and_the_old_token_goes_nowhere_new() -> Result {
    let moved = Moved::away().await?;
    let elsewhere = Evil::start().await?;
    let there = format!("{}/revoke", elsewhere.issuer());
    moved.evil.metadata(move |metadata| metadata["revocation_endpoint"] = there.clone().into());
    assert!(moved.rig.renew(&moved.ada).await.is_err());
    moved.rig.sign_in_again(&moved.ada).await?;
    assert_eq!(moved.state().await?, AccountState::Active);
    assert_eq!(code(moved.rig.renew(&moved.ada).await), None);
    let [entry] = &entries(&moved.rig, ActivityKind::Revocation).await?[..] else {
        anyhow::bail!("that it was not revoked is told")
    };
    assert_eq!(entry.error.as_ref().map(|error| error.code), Some(ErrorCode::EndpointMoved));
    assert_eq!((moved.sent(), elsewhere.count(Endpoint::Revocation)), (0, 0));
    Ok(())
}

#[tokio::test]
async fn r35_a_policy_that_moves_the_token_endpoint_asks_too() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    let (here, there) = (evil.issuer(), elsewhere.issuer());
    let policy = format!(
        "[[provider]]\nid = \"evil\"\nname = \"Evil Corp\"\nissuer = \"{here}\"\nclient_id = \"lanyard\"\n\
         [provider.endpoints]\nauthorization = \"{here}/authorize\"\ntoken = \"{there}/token\"\n\
         jwks = \"{here}/jwks\"\nrevocation = \"{there}/revoke\"\nend_session = \"{there}/end-session\"\n"
    );
    rig.profile.set_policy_text(&policy)?;
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::EndpointMoved));
    let opened = rig.surfer.opened().len();
    let report = rig.engine.sign_out(&ada.id, true).await.map_err(|error| told(&error))?;
    for told in [&report.revoked, &report.browser] {
        let StepResult::Failed { error } = told else { anyhow::bail!("{told:?}") };
        assert_eq!(error.code, ErrorCode::EndpointMoved);
    }
    assert_eq!(report.wiped, StepResult::Done);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    assert_eq!(rig.surfer.opened().len(), opened, "the browser was opened");
    let asked = [Endpoint::Token, Endpoint::Revocation, Endpoint::EndSession];
    assert_eq!(asked.map(|endpoint| elsewhere.count(endpoint)), [0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn r35_metadata_that_is_gone_is_read_anew_and_trusted_no_more_than_before() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    super::database(rig.profile.folder())?.execute("DELETE FROM metadata", [])?;
    let there = format!("{}/token", elsewhere.issuer());
    evil.metadata(move |metadata| metadata["token_endpoint"] = there.clone().into());
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::EndpointMoved));
    assert_eq!(elsewhere.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn r35_an_account_of_an_older_version_keeps_to_where_it_renews_first() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    // As an upgrade leaves it that found no metadata.
    let forget = "UPDATE account SET record = json_remove(record, '$.origins')";
    super::database(rig.profile.folder())?.execute(forget, [])?;
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(code(rig.renew(&ada).await), None);
    let elsewhere = Evil::start().await?;
    let policy = provider(&evil);
    super::database(rig.profile.folder())?.execute("DELETE FROM metadata", [])?;
    let there = format!("{}/token", elsewhere.issuer());
    evil.metadata(move |metadata| metadata["token_endpoint"] = there.clone().into());
    rig.profile.set_policy(&[policy])?;
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::EndpointMoved));
    assert_eq!(elsewhere.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn r35_a_path_that_changed_at_the_same_host_is_nobodys_question() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    let there = format!("{}/v2/token", evil.issuer());
    evil.metadata(move |metadata| metadata["token_endpoint"] = there.clone().into());
    super::database(rig.profile.folder())?.execute("DELETE FROM metadata", [])?;
    let rig = rig.killed_and_restarted().await?;
    evil.always(Endpoint::Elsewhere, Reply::status(503));
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::ProviderBusy));
    assert_eq!(evil.count(Endpoint::Elsewhere), 1, "it was asked at the new path");
    Ok(())
}
