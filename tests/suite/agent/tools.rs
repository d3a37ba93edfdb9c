//! The real tools: git, kubectl and curl get their tokens from Lanyard, and from nowhere else.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::kube::Kube;
use harness::orders::Orders;
use harness::skip::not_tested;
use serde_json::Value;

use super::Enterprise;

#[tokio::test]
async fn git_clones_and_fetches_with_tokens_of_lanyard_and_asks_for_another_when_one_is_refused() -> Result {
    let mut at = Enterprise::for_git().await?;
    let (repository, folder) = (at.git()?.repository(), at.scene.desk.folder().join("orders"));
    let (clone, fetch) = (
        format!("git clone -q {repository} {}", folder.display()),
        format!("git -C {} fetch", folder.display()),
    );
    at.scene.tab.done("git config --global credential.helper '!lanyard git-credential'").await?;

    let before = at.scene.tab.run(&clone).await?;
    assert_ne!(before.code, Some(0), "nobody is signed in yet");
    assert_eq!(at.git()?.shown(), Vec::<String>::new(), "and nothing was shown");

    at.sign_in("acme", "ada").await?;
    at.scene.tab.done(&clone).await?;
    assert_eq!(std::fs::read_to_string(folder.join("lanyards"))?, "blue\n");
    let first = at.git()?.shown().pop().unwrap_or_default();
    assert_eq!(at.scene.tab.done("lanyard token acme").await?.trim(), first);

    at.git()?.ban(&first);
    let refused = at.scene.tab.run(&fetch).await?;
    assert_ne!(refused.code, Some(0), "git says so and erases it: {refused:?}");
    // A token that is seconds old is not taken for the fault, so that a server in error costs no renewals.
    eventually("git's next tries bring a new token", SOON, async || {
        Ok((at.scene.tab.run(&fetch).await?.code == Some(0)).then_some(()))
    })
    .await?;
    let renewed = at.git()?.shown().pop().unwrap_or_default();
    assert_ne!(renewed, first);
    assert_eq!(at.scene.tab.done("lanyard token acme").await?.trim(), renewed);

    let mut elsewhere = at.scene.terminal.tab()?;
    let foreign = elsewhere.run(&fetch).await?;
    assert_ne!(foreign.code, Some(0), "git in a session that was granted nothing");
    assert!(foreign.err.contains("isn't allowed to use this account"), "{}", foreign.err);
    assert_eq!(at.git()?.shown().pop(), Some(renewed), "nothing more was shown");
    Ok(())
}

#[tokio::test]
async fn kubectl_reads_an_exec_credential() -> Result {
    let mut at = Enterprise::new().await?;
    if at.scene.tab.run("command -v kubectl").await?.code != Some(0) {
        not_tested("kubectl is not installed");
        return Ok(());
    }
    let kube = Kube::start()?;
    let config = at.scene.desk.folder().join("kubeconfig");
    kube.write_config(&config, "acme")?;
    at.sign_in("acme", "ada").await?;
    let get = format!("kubectl --kubeconfig {} get --raw /version", config.display());
    let version = at.scene.tab.done(&get).await?;
    assert!(version.contains("v1.32.0-orders"), "{version}");
    let token = at.scene.tab.done("lanyard token acme").await?;
    // Some builds of kubectl ask for the version of the server first.
    let shown = kube.shown();
    assert!(!shown.is_empty() && shown.iter().all(|one| one == token.trim()), "{} were shown", shown.len());
    let outside = at.scene.terminal.tab()?.run(&get).await?;
    assert_ne!(outside.code, Some(0), "{outside:?}");
    assert_eq!(kube.shown().len(), shown.len(), "nothing more was shown");
    Ok(())
}

#[tokio::test]
async fn a_client_that_knows_exec_credential_v1_finds_what_it_needs() -> Result {
    let mut at = Enterprise::new().await?;
    at.sign_in("acme", "ada").await?;
    let told: Value = serde_json::from_str(&at.scene.tab.done("lanyard kubectl-credential acme").await?)?;
    assert_eq!(
        (&told["kind"], &told["apiVersion"]),
        (&"ExecCredential".into(), &"client.authentication.k8s.io/v1".into())
    );
    let token = told["status"]["token"].as_str().unwrap_or_default().to_owned();
    assert!(at.work.issued("access_token")?.contains(&token));
    let until = told["status"]["expirationTimestamp"].as_str().unwrap_or_default();
    assert!(until.len() == 20 && until.ends_with('Z'), "RFC 3339: {until}");
    Ok(())
}

#[tokio::test]
async fn exec_and_request_reach_the_orders_api_and_say_how_it_answers() -> Result {
    let mut at = Enterprise::new().await?;
    let acme = at.work.acme();
    let orders = Orders::start(&acme.issuer, at.work.orders_resource()).await?;
    at.sign_in("acme", "ada").await?;
    let tab = &mut at.scene.tab;
    let url = orders.address();

    let curl =
        format!(r#"lanyard exec acme -- sh -c 'curl -s -H "Authorization: Bearer $LANYARD_TOKEN" {url}'"#);
    let listed: Value = serde_json::from_str(&tab.done(&curl).await?)?;
    assert!(listed["orders"].is_array(), "a child of exec: {listed}");
    let named = tab.done("lanyard exec acme --var ORDERS -- sh -c 'echo $ORDERS-$LANYARD_TOKEN'").await?;
    assert_eq!(named.trim().trim_end_matches('-'), tab.done("lanyard token acme").await?.trim());
    assert_eq!(tab.run("lanyard exec acme -- sh -c 'exit 42'").await?.code, Some(42), "the child's own code");

    let read = tab.run(&format!("lanyard request acme {url}")).await?;
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(serde_json::from_str::<Value>(&read.out)?["orders"].is_array(), "{}", read.out);
    let write =
        tab.run(&format!("lanyard request acme -d '{{\"item\":\"x\",\"quantity\":1}}' {url}")).await?;
    assert_eq!(write.code, Some(1), "Ada may only read: {write:?}");
    assert!(write.err.contains("HTTP 403") && write.err.contains("Run: lanyard"), "{}", write.err);
    orders.be_ahead(3_600);
    let late = tab.run(&format!("lanyard request acme {url}")).await?;
    assert!(late.code == Some(1) && late.err.contains("HTTP 401"), "{late:?}");
    Ok(())
}

#[tokio::test]
async fn a_token_is_printed_in_the_form_that_was_asked_for() -> Result {
    let mut at = Enterprise::new().await?;
    at.sign_in("acme", "ada").await?;
    let tab = &mut at.scene.tab;
    let token = tab.done("lanyard token acme").await?.trim().to_owned();
    assert_eq!(
        tab.done("lanyard token acme --format header").await?.trim(),
        format!("Authorization: Bearer {token}")
    );
    let env = tab.done("eval \"export $(lanyard token acme --format env)\"; printenv LANYARD_TOKEN").await?;
    assert_eq!(env.trim(), token);
    let json: Value = serde_json::from_str(&tab.done("lanyard token acme --json").await?)?;
    assert_eq!((&json["access_token"], &json["account"]), (&token.as_str().into(), &"acme".into()));
    let narrow = tab.done("lanyard token acme --scope orders:read --json").await?;
    let narrow: Value = serde_json::from_str(&narrow)?;
    assert_eq!(narrow["scope"], "orders:read");
    assert_ne!(narrow["access_token"], json["access_token"], "a narrower token is another one");
    Ok(())
}
