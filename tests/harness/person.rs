//! What a person does at the pages of the demo enterprise and of Keycloak, in the real browser.

use anyhow::bail;

use crate::Result;
use crate::browser::Browser;
use crate::condition::{SOON, eventually};
use crate::keycloak::Keycloak;
use crate::webdriver::Page;

/// Signs in as `login` with one click on the list of people, and allows what is asked for.
/// Returns what the browser shows at last: Lanyard's own page.
pub async fn sign_in(browser: &mut Browser, issuer: &str, login: &str) -> Result<String> {
    give_password(browser, issuer, login).await?;
    answer_consent(browser, issuer, "#allow").await
}

/// Signs in and then says no.
pub async fn sign_in_and_decline(browser: &mut Browser, issuer: &str, login: &str) -> Result<String> {
    give_password(browser, issuer, login).await?;
    answer_consent(browser, issuer, "#deny").await
}

/// Allows what is asked for, where the browser's session is enough.
pub async fn allow(browser: &mut Browser, issuer: &str) -> Result<String> {
    answer_consent(browser, issuer, "#allow").await
}

/// Fills in the form; the page after it is another one of the provider.
pub async fn give_password(browser: &mut Browser, issuer: &str, login: &str) -> Result {
    let page = browser.tab(issuer).await?;
    let filled = "return document.querySelector('#password')?.value !== ''";
    eventually("one click fills in the form", SOON, async || {
        page.click(&format!("#fill-{login}")).await?;
        // A click that came before the page's script did nothing.
        Ok(page.run(filled).await?.as_bool().filter(|filled| *filled))
    })
    .await?;
    page.click("#sign-in").await?;
    page.gone("#sign-in").await
}

async fn answer_consent(browser: &mut Browser, issuer: &str, button: &str) -> Result<String> {
    let page = browser.tab(issuer).await?;
    page.click(button).await?;
    last_page(page, issuer).await
}

/// Signs in at Keycloak's own form, which asks for nothing else. Returns what the browser shows at last.
pub async fn sign_in_at_keycloak(browser: &mut Browser, keycloak: &Keycloak, login: &str) -> Result<String> {
    let issuer = keycloak.issuer();
    let page = browser.tab(&issuer).await?;
    let visitor = keycloak.visitor(login);
    page.fill("#username", &visitor.login).await?;
    page.fill("#password", &visitor.password).await?;
    page.click("#kc-login").await?;
    last_page(page, &issuer).await
}

/// Waits until the browser has left the provider, and reads what it shows.
pub async fn last_page(page: &Page, issuer: &str) -> Result<String> {
    eventually("the browser comes back to Lanyard", SOON, async || {
        Ok((!page.current_url().await?.as_str().starts_with(issuer)).then_some(()))
    })
    .await?;
    let text = page.text("body").await?;
    if text.is_empty() {
        bail!("the last page is empty");
    }
    Ok(text)
}
