//! The parts themselves, without Lanyard: a fault here explains every other failure.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use harness::browser::Browser;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::process::{Process, is_alive};
use harness::{Result, clipboard, person};
use serde_json::json;

#[tokio::test]
async fn the_keychain_of_a_desk_locks_unlocks_and_goes_away() -> Result {
    let mut desk = Desk::whole().await?;
    let session = desk.session()?;
    assert!(!session.is_locked().await?);
    session.lock().await?;
    assert!(session.is_locked().await?);
    session.unlock().await?;
    assert!(!session.is_locked().await?);
    assert_eq!(session.items().await?, []);
    session.end_keychain();
    assert!(session.is_locked().await.is_err(), "no service answers");
    session.start_keychain().await?;
    assert!(!session.is_locked().await?);
    Ok(())
}

#[tokio::test]
async fn the_clipboard_of_a_desk_is_its_own() -> Result {
    let (one, other) = (Desk::whole().await?, Desk::whole().await?);
    assert_eq!(clipboard::read(&one)?, None);
    clipboard::write(&one, "from elsewhere").await?;
    assert_eq!(clipboard::read(&one)?.as_deref(), Some("from elsewhere"));
    assert_eq!(clipboard::read(&other)?, None);
    Ok(())
}

#[tokio::test]
async fn the_platforms_opener_reaches_the_browser_of_the_desk() -> Result {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let pages = Router::new()
        .route("/", get(async || Html("<title>one</title><h1>first</h1>")))
        .route("/two", get(async || Html("<title>two</title><h1>second</h1>")));
    tokio::spawn(async move { axum::serve(listener, pages).await });

    let desk = Desk::whole().await?;
    let mut browser = Browser::prepare(&desk)?;
    assert!(!browser.was_opened());
    let _first = Process::start("opener", "xdg-open", [&address], &desk.env(), &desk.logs())?;
    assert_eq!(browser.tab(&address).await?.text("h1").await?, "first");
    let second = format!("{address}two");
    let _second = Process::start("opener2", "xdg-open", [&second], &desk.env(), &desk.logs())?;
    assert_eq!(browser.tab(&second).await?.text("h1").await?, "second");
    Ok(())
}

#[tokio::test]
async fn a_dropped_process_is_gone_with_its_children() -> Result {
    let desk = Desk::bare()?;
    let mut shell =
        Process::start("shell", "sh", ["-c", "sleep 600 & echo $!; wait"], &desk.env(), &desk.logs())?;
    let child: u32 = shell.line("its child's pid", |line| line.parse().ok()).await?;
    let own = shell.pid();
    assert!(is_alive(own) && is_alive(child));
    drop(shell);
    assert!(!is_alive(own));
    // It was told to end together with its parent, but is nobody's to wait for.
    eventually("its child is gone", SOON, async || Ok((!is_alive(child)).then_some(()))).await
}

#[tokio::test]
async fn the_enterprise_answers_and_its_control_page_acts() -> Result {
    let desk = Desk::bare()?;
    let enterprise = Enterprise::start(&desk).await?;
    assert_eq!(enterprise.people().len(), 4);
    // The colleagues', which nobody is shown, are secrets all the same.
    assert_eq!(enterprise.issued("password")?.len(), 16);
    let failing = enterprise.press("fail", json!({ "provider": "acme" })).await?;
    assert_eq!(failing["acme"]["faults"][0]["kind"], "error");
    let cleared = enterprise.clear().await?;
    assert_eq!(cleared["acme"]["faults"], json!([]));
    assert!(enterprise.press("no-such-button", json!({})).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_person_signs_in_at_the_provider_in_the_browser() -> Result {
    let desk = Desk::whole().await?;
    let enterprise = Enterprise::start(&desk).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let redirect_uri = format!("http://{}/callback", listener.local_addr()?);
    let page = Router::new().route("/callback", get(async || Html("<p>back again</p>")));
    tokio::spawn(async move { axum::serve(listener, page).await });

    let acme = enterprise.acme();
    // The challenge is RFC 7636's own example; nobody redeems the code.
    let address = url::Url::parse_with_params(
        &format!("{}/authorize", acme.issuer),
        [
            ("client_id", acme.client_id.as_str()),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("redirect_uri", &redirect_uri),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
            ("state", "of-this-test"),
        ],
    )?;
    let mut browser = Browser::prepare(&desk)?;
    let _opener = Process::start("opener", "xdg-open", [address.as_str()], &desk.env(), &desk.logs())?;
    let last = person::sign_in(&mut browser, &acme.issuer, "ada").await?;
    assert_eq!(last, "back again");
    let addresses = browser.addresses().await?;
    assert!(
        addresses.iter().any(|address| address.contains("code=") && address.contains("state=of-this-test"))
    );
    Ok(())
}
