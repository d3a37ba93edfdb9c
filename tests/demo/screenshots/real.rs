//! The real window with the real providers: its main pages, for as long as somebody is signed in.
//!
//! Light first, with the sign-ins; then dark, as the desktop's setting makes it, on the same profile.

use std::path::Path;

use harness::Result;
use harness::browser::Browser;
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::person;
use harness::profile::{Profile, Provider};
use harness::window::{Window, named};

use crate::shot::{REMARKS, SIZES, Shot, Size, THEMES};

const CONTROL: char = '\u{e009}';
/// From 100 % to 200 %: 110, 125, 150, 175, 200.
const STEPS_TO_200: usize = 5;

/// Takes them all.
pub(crate) async fn take(folder: &Path) -> Result<Vec<Shot>> {
    let desk = Desk::whole().await?;
    let enterprise = Enterprise::start(&desk).await?;
    let (acme, contoso) = (enterprise.acme(), enterprise.contoso());
    let profile = Profile::create(desk.folder().join("demo"))?;
    profile.set_policy(&[acme.clone(), contoso.clone()])?;
    let mut browser = Browser::prepare(&desk)?;
    let mut shots = Vec::new();
    for theme in THEMES {
        dress(&desk, theme)?;
        let window = Window::open(&desk, &profile).await?;
        let mut album = Album { window: &window, folder, theme, shots: &mut shots };
        let taken = album.take(&mut browser, &acme, &contoso).await;
        if taken.is_err() {
            window.picture(&folder.join("window/failed.png")).await?;
        }
        taken?;
        window.end().await?;
    }
    Ok(shots)
}

/// Light or dark, as GTK and with it WebKit reads it.
fn dress(desk: &Desk, theme: &str) -> Result {
    let folder = desk.folder().join("config/gtk-3.0");
    std::fs::create_dir_all(&folder)?;
    let dark = theme == "dark";
    let settings = format!("[Settings]\ngtk-application-prefer-dark-theme={dark}\n");
    Ok(std::fs::write(folder.join("settings.ini"), settings)?)
}

/// The pictures of one run of the window.
struct Album<'a> {
    window: &'a Window,
    folder: &'a Path,
    theme: &'static str,
    shots: &'a mut Vec<Shot>,
}

impl Album<'_> {
    /// Signs in where nobody is signed in yet, then every page.
    async fn take(&mut self, browser: &mut Browser, acme: &Provider, contoso: &Provider) -> Result {
        let window = self.window;
        // Size and zoom are kept from one run to the next.
        window.see("main").await?;
        self.resize(SIZES[1]).await?;
        if self.theme == THEMES[0] {
            window.see(&named("first-run")).await?;
            self.add("first-run").await?;
            window.click(&provider_row(&acme.name)).await?;
            browser.tab(&acme.issuer).await?.see("#fill-ada").await?;
            window.see(&named("open-again")).await?;
            self.add("waiting").await?;
            person::sign_in(browser, &acme.issuer, "ada").await?;
            window.see(&row("acme")).await?;
            self.add("signed-in").await?;
            window.click(&named("close-sign-in")).await?;
            window.click(&named("add-account")).await?;
            window.click(&provider_row(&contoso.name)).await?;
            person::sign_in(browser, &contoso.issuer, "sam").await?;
            window.see(&row("contoso")).await?;
            window.click(&named("close-sign-in")).await?;
        }
        self.pages().await
    }

    /// Every page, with two accounts.
    async fn pages(&mut self) -> Result {
        let window = self.window;
        window.click(&row("acme")).await?;
        window.reads(&named("handle"), "acme").await?;
        for tab in ["overview", "claims", "access", "activity", "provider"] {
            window.click(&named(&format!("tab-{tab}"))).await?;
            window.see(&named(&format!("panel-{tab}"))).await?;
            self.add(tab).await?;
        }
        window.click(&named("tab-overview")).await?;
        window.chord(&[CONTROL, 'k']).await?;
        window.see(&named("palette-input")).await?;
        self.add("palette").await?;
        window.chord(&['\u{e00c}']).await?;
        window.gone(&named("palette-input")).await?;
        window.chord(&[CONTROL, 'n']).await?;
        window.see(&named("provider-row")).await?;
        self.add("add-account").await?;
        window.chord(&[CONTROL, '2']).await?;
        window.see(&named("activity-page")).await?;
        self.add("activity-page").await
    }

    /// The window as it is now, at every size.
    async fn add(&mut self, scene: &str) -> Result {
        for size in SIZES {
            self.resize(size).await?;
            let remarks = serde_json::from_value(self.window.run(REMARKS).await?)?;
            let shot = Shot { album: "window", scene: scene.to_owned(), size, theme: self.theme, remarks };
            self.window.picture(&self.folder.join(shot.file())).await?;
            self.shots.push(shot);
        }
        self.resize(SIZES[1]).await
    }

    async fn resize(&self, size: Size) -> Result {
        self.window.set_window_size(size.width, size.height).await?;
        self.zoom(size.zoom).await?;
        let width = size.width / size.zoom;
        let fits = format!("return Math.abs(innerWidth - {width}) <= 1");
        harness::condition::eventually(
            &format!("the window is {} wide", size.name),
            harness::condition::SOON,
            async || Ok((self.window.run(&fits).await? == true).then_some(())),
        )
        .await?;
        let drawn =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.window.execute_async(drawn, Vec::new()).await?;
        Ok(())
    }

    /// By the person's keys.
    async fn zoom(&self, factor: u32) -> Result {
        self.window.chord(&[CONTROL, '0']).await?;
        if factor == 2 {
            for _ in 0..STEPS_TO_200 {
                self.window.chord(&[CONTROL, '+']).await?;
            }
        }
        Ok(())
    }
}

fn provider_row(name: &str) -> String {
    named(&format!("provider-row[data-provider-name=\"{name}\"]"))
}

fn row(handle: &str) -> String {
    named(&format!("account-row[data-handle=\"{handle}\"][data-state=\"active\"]"))
}
