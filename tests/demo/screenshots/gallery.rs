//! The gallery's scenes, in a few headless Chromiums at once.
//!
//! Size, theme and stillness come over the DevTools protocol, which ChromeDriver passes on.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::WebDriverCompatibleCommand;
use harness::Result;
use harness::desk::Desk;
use harness::webdriver::{Driver, Page};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::served::Served;
use crate::shot::{REMARKS, SIZES, Shot, Size, THEMES};

/// While one page waits for its fonts, others are drawn.
const BROWSERS: usize = 3;

const FLAGS: [&str; 6] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--force-color-profile=srgb",
];

/// Resolves once the scene stands: loaded, its fonts there, a slow answer's progress line out (200 ms), painted.
/// The value says whether it came that far.
const STANDS: &str = "
    const done = arguments[0];
    const late = performance.now() + 10_000;
    const wait = () => {
        const ready = Boolean(document.documentElement.dataset.ready);
        if (!ready && performance.now() < late) return setTimeout(wait, 10);
        document.fonts.ready.then(() => setTimeout(
            () => requestAnimationFrame(() => requestAnimationFrame(() => done(ready))), 260));
    };
    wait();";

/// A scene at a size: one load of the page.
type Work = (String, Size);

/// Takes every scene at every size, in both themes.
pub(crate) async fn take(bundle: &Path, folder: &Path) -> Result<Vec<Shot>> {
    let desk = Desk::bare()?;
    let served = Served::start(bundle).await?;
    let driver = Driver::chromium(&desk.env(), &desk.logs()).await?;
    let first = open(&driver).await?;
    let scenes = scenes(&first, &served.address).await?;
    let work = scenes.iter().flat_map(|scene| SIZES.map(|size| (scene.clone(), size))).collect();
    let work: Mutex<VecDeque<Work>> = Mutex::new(work);
    let mut pages = vec![first];
    for _ in 1..BROWSERS {
        pages.push(open(&driver).await?);
    }
    let [one, two, three] = &pages[..] else { anyhow::bail!("{BROWSERS} browsers") };
    let take = |page| take_some(page, &served.address, &work, folder);
    let (one, two, three) = tokio::try_join!(take(one), take(two), take(three))?;
    for page in pages {
        let client = (*page).clone();
        client.close().await?;
    }
    let mut shots: Vec<Shot> = [one, two, three].into_iter().flatten().collect();
    let place = |shot: &Shot| scenes.iter().position(|scene| *scene == shot.scene);
    shots.sort_by_key(place);
    Ok(shots)
}

async fn open(driver: &Driver) -> Result<Page> {
    driver.session(json!({ "goog:chromeOptions": { "args": FLAGS } })).await
}

async fn scenes(page: &Page, address: &str) -> Result<Vec<String>> {
    page.goto(&format!("{address}/gallery.html")).await?;
    let links = page.run("return [...document.links].map((link) => link.hash.slice(1))").await?;
    let scenes: Vec<String> = serde_json::from_value(links)?;
    anyhow::ensure!(!scenes.is_empty(), "the gallery lists no scene");
    Ok(scenes)
}

/// Takes pictures until none is left to take.
async fn take_some(
    page: &Page,
    address: &str,
    work: &Mutex<VecDeque<Work>>,
    folder: &Path,
) -> Result<Vec<Shot>> {
    let mut shots = Vec::new();
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((scene, size)) = next else { return Ok(shots) };
        let metrics = json!({
            "width": size.width / size.zoom,
            "height": size.height / size.zoom,
            "deviceScaleFactor": size.zoom,
            "mobile": false,
        });
        page.issue_cmd(Cdp("Emulation.setDeviceMetricsOverride", metrics)).await?;
        // A new address each time, so that the page loads anew and does not only change its hash.
        page.goto(&format!("{address}/gallery.html?{}#{scene}", size.name)).await?;
        let stands = page.execute_async(STANDS, Vec::new()).await?;
        for theme in THEMES {
            let mut shot = take_one(page, &scene, size, theme, folder).await?;
            if stands != true {
                shot.remarks.push("does not come up".to_owned());
            }
            shots.push(shot);
        }
    }
}

async fn take_one(page: &Page, scene: &str, size: Size, theme: &'static str, folder: &Path) -> Result<Shot> {
    let features = json!({ "features": [
        { "name": "prefers-color-scheme", "value": theme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    page.issue_cmd(Cdp("Emulation.setEmulatedMedia", features)).await?;
    let remarks = serde_json::from_value(page.run(REMARKS).await?)?;
    let shot = Shot { album: "gallery", scene: scene.to_owned(), size, theme, remarks };
    let answer = page.issue_cmd(Cdp("Page.captureScreenshot", json!({ "format": "png" }))).await?;
    let png = STANDARD.decode(answer["data"].as_str().context("a picture")?)?;
    let file = folder.join(shot.file());
    std::fs::create_dir_all(file.parent().context("a folder")?)?;
    std::fs::write(file, png)?;
    Ok(shot)
}

/// A command of the DevTools protocol.
#[derive(Debug)]
struct Cdp(&'static str, Value);

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> std::result::Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}
