//! The demo by itself: Ada signs in at Acme ID, Sam at Contoso, in the browser that Lanyard opens; an
//! administrator ends Ada's sessions and she signs in again. Each step leaves a picture.

use std::path::Path;

use harness::Result;
use harness::browser::Browser;
use harness::person;
use harness::webdriver::Page;
use harness::window::{Window, named};

use crate::enterprise::DemoEnterprise;
use crate::words::say;

/// Takes the walk.
pub(crate) async fn walk(
    window: &Window,
    browser: &mut Browser,
    enterprise: &DemoEnterprise,
    pictures: &Path,
) -> Result {
    let (acme, contoso) = (enterprise.acme().issuer, enterprise.contoso().issuer);
    let mut album = Album { folder: pictures, number: 0 };

    window.see(&named("first-run")).await?;
    album.add(window, "first-run", "Lanyard before the first account").await?;

    window.click(&provider_row("Acme ID")).await?;
    let page = browser.tab(&acme).await?;
    page.see("#fill-ada").await?;
    album.add(page, "browser-sign-in", "the browser that Lanyard opened").await?;
    album.add(window, "waiting", "meanwhile").await?;
    person::give_password(browser, &acme, "ada").await?;
    let page = browser.tab(&acme).await?;
    page.see("#allow").await?;
    album.add(page, "browser-consent", "what Ada allows").await?;
    person::allow(browser, &acme).await?;
    signed_in(window, "acme").await?;

    window.click(&named("add-account")).await?;
    window.click(&provider_row("Contoso")).await?;
    person::sign_in(browser, &contoso, "sam").await?;
    signed_in(window, "contoso").await?;

    window.click(&row("acme", "active")).await?;
    window.reads(&named("handle"), "acme").await?;
    for (tab, what) in [
        ("overview", "Ada's account at Acme ID"),
        ("claims", "who she is, by source"),
        ("access", "scopes asked and granted, and her tokens"),
        ("activity", "what happened to the account"),
        ("provider", "how Acme ID is set up"),
    ] {
        window.click(&named(&format!("tab-{tab}"))).await?;
        window.see(&named(&format!("panel-{tab}"))).await?;
        album.add(window, tab, what).await?;
    }

    enterprise.end_sessions("ada").await?;
    window.click(&named("tab-overview")).await?;
    window.click(&named("renew")).await?;
    window.see(&row("acme", "needs_sign_in")).await?;
    album.add(window, "ended", "an administrator ended Ada's sessions").await?;
    window.click(&named("primary")).await?;
    person::sign_in(browser, &acme, "ada").await?;
    signed_in(window, "acme").await?;
    album.add(window, "signed-in-again", "one button and a sign-in later").await
}

/// Waits for the account, then closes the note that says so.
async fn signed_in(window: &Window, handle: &str) -> Result {
    window.see(&row(handle, "active")).await?;
    window.click(&named("close-sign-in")).await?;
    window.gone(&named("close-sign-in")).await
}

/// Pictures in one folder, numbered.
struct Album<'a> {
    folder: &'a Path,
    number: u32,
}

impl Album<'_> {
    async fn add(&mut self, page: &Page, name: &str, what: &str) -> Result {
        // Once what was seen in the document is on the screen too.
        let drawn =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        page.execute_async(drawn, Vec::new()).await?;
        self.number += 1;
        let file = format!("{:02}-{name}.png", self.number);
        page.picture(&self.folder.join(&file)).await?;
        say(&format!("  .screenshots/demo/{file:<24} {what}"));
        Ok(())
    }
}

fn provider_row(name: &str) -> String {
    named(&format!("provider-row[data-provider-name=\"{name}\"]"))
}

fn row(handle: &str, state: &str) -> String {
    named(&format!("account-row[data-handle=\"{handle}\"][data-state=\"{state}\"]"))
}
