//! Which addresses are an account's own: what the provider's settings listed when it was linked, and no more.

use harness::Result;
use harness::evil::Evil;
use harness::stranger::Stranger;
use lanyard_core::view::{
    AccountSummary, Answer, ApiCall, ErrorView, ExchangeView, Lasting, ProviderForm, ProviderOrigin,
    QuestionAbout, SignInPhase,
};

use super::{answered, asked, status};
use crate::rig::{Rig, told};

const FROM_NOW_ON: Answer = Answer::Allow { lasting: Lasting::UntilRevoked };

fn form(evil: &Evil, resources: &[&Stranger]) -> ProviderForm {
    ProviderForm {
        name: "Evil Corp".to_owned(),
        issuer: evil.issuer().to_owned(),
        client_id: "lanyard".to_owned(),
        client_secret: None,
        scopes: vec!["profile".to_owned()],
        resources: resources.iter().map(|api| format!("{}/api", api.origin())).collect(),
        origin: ProviderOrigin::Person,
        extras: None,
    }
}

fn get(account: &AccountSummary, api: &Stranger) -> ApiCall {
    ApiCall {
        account: account.id.clone(),
        method: "GET".to_owned(),
        url: format!("{}/api/orders", api.origin()),
        headers: Vec::new(),
        body: None,
    }
}

fn why(refused: std::result::Result<ExchangeView, ErrorView>) -> Option<String> {
    refused.err().and_then(|error| error.facts.detail)
}

#[tokio::test]
async fn an_address_that_settings_got_after_the_link_takes_the_persons_word() -> Result {
    let (evil, api, added) = (Evil::start().await?, Stranger::start().await?, Stranger::start().await?);
    let rig = Rig::with(&[]).await?;
    let provider = rig.engine.add_provider(form(&evil, &[&api])).await.map_err(|error| told(&error))?.id;
    let account = rig.link(&provider).await?;
    let called = rig.engine.call_api(get(&account, &api)).await.map_err(|error| told(&error))?;
    assert_eq!(status(&called), Some(200), "nobody is asked: it was there when the account was linked");

    let edited = rig.engine.edit_provider(&provider, form(&evil, &[&api, &added])).await;
    edited.map_err(|error| told(&error))?;
    assert_eq!(why(answered(&rig, get(&account, &added), Answer::Deny).await?).as_deref(), Some("denied"));
    // Nor by a sign-in, which the browser may do without anybody's hand.
    let again = rig.sign_in_again(&account).await?;
    assert!(matches!(again, SignInPhase::Done { was_here: true, .. }), "{again:?}");
    let person = async {
        let question = asked(&rig).await?;
        assert!(matches!(question.about, QuestionAbout::Sending { listed: true, .. }), "{question:?}");
        rig.engine.answer(&question.id, Answer::Dismiss).await.map_err(|error| told(&error))
    };
    let (called, person) = tokio::join!(rig.engine.call_api(get(&account, &added)), person);
    person?;
    assert_eq!(why(called).as_deref(), Some("dismissed"));
    assert!(added.heard().is_empty());

    let allowed = answered(&rig, get(&account, &added), FROM_NOW_ON).await?;
    assert_eq!(status(&allowed.map_err(|error| told(&error))?), Some(200));
    let rig = rig.killed_and_restarted().await?;
    let called = rig.engine.call_api(get(&account, &added)).await.map_err(|error| told(&error))?;
    assert_eq!(status(&called), Some(200), "it is the account's own from now on");
    assert_eq!(added.heard().len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_lease_that_somebody_asked_for_makes_no_address_own() -> Result {
    let (evil, planted) = (Evil::start().await?, Stranger::start().await?);
    let rig = Rig::with(&[]).await?;
    let provider = rig.engine.add_provider(form(&evil, &[])).await.map_err(|error| told(&error))?.id;
    let account = rig.link(&provider).await?;
    let resource = Some(planted.origin().to_owned());
    rig.engine.new_lease(&account.id, resource, Vec::new()).await.map_err(|error| told(&error))?;
    assert_eq!(why(answered(&rig, get(&account, &planted), Answer::Deny).await?).as_deref(), Some("denied"));
    assert!(planted.heard().is_empty());
    Ok(())
}
