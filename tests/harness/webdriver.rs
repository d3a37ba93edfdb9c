//! WebDriver: one driver process and one session in it, for the window (WebKit) or the browser (Chromium).

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::process::Process;

/// A driver program that waits for a session.
#[derive(Debug)]
pub struct Driver {
    process: Process,
    address: String,
}

/// A session: what can be seen and done in one browser.
#[derive(Debug)]
pub struct Page {
    client: Client,
}

impl Driver {
    /// ChromeDriver, on a port of its own choice.
    pub async fn chromium(env: &[(String, String)], logs: &Path) -> Result<Self> {
        let mut process = Process::start("chromedriver", "chromedriver", ["--port=0"], env, logs)?;
        let port: u16 = process
            .line("the port", |line| {
                line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
            })
            .await?;
        Ok(Self { process, address: format!("http://127.0.0.1:{port}") })
    }

    /// WebKitWebDriver, which wants to be told its port: one that was free a moment ago.
    pub async fn webkit(env: &[(String, String)], logs: &Path) -> Result<Self> {
        for _ in 0..5 {
            let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let arg = format!("--port={port}");
            let mut process = Process::start("webkitdriver", "WebKitWebDriver", [arg], env, logs)?;
            let address = format!("http://127.0.0.1:{port}");
            let up = eventually("WebKitWebDriver answers", SOON, async || {
                if !process.is_running() {
                    return Ok(Some(false));
                }
                let answer = reqwest::get(format!("{address}/status")).await;
                Ok(answer.is_ok_and(|answer| answer.status().is_success()).then_some(true))
            })
            .await?;
            if up {
                return Ok(Self { process, address });
            }
        }
        bail!("WebKitWebDriver found no port in five tries")
    }

    /// The driver's own pid: what it starts are its children.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Opens the one session.
    pub async fn session(&self, capabilities: Value) -> Result<Page> {
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&self.address)
            .await
            .context("opening a WebDriver session")?;
        Ok(Page { client })
    }
}

impl Deref for Page {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Whether an element is drawn. WebDriver's own answer is no for an element without a box (`display: contents`)
/// whose content is seen.
const DRAWN: &str =
    "const drawn = (e) => e.checkVisibility({ visibilityProperty: true }) || [...e.children].some(drawn);";

impl Page {
    /// Waits until something that `place` selects is seen.
    pub async fn see(&self, place: &str) -> Result {
        self.see_within(place, SOON).await
    }

    /// The same with another deadline.
    pub async fn see_within(&self, place: &str, within: Duration) -> Result {
        let what = format!("{place} is seen");
        eventually(&what, within, async || Ok(self.is_seen(place).await?.then_some(()))).await
    }

    /// Whether something that `place` selects is seen now.
    pub async fn is_seen(&self, place: &str) -> Result<bool> {
        let script = format!("{DRAWN} return [...document.querySelectorAll(arguments[0])].some(drawn);");
        Ok(self.client.execute(&script, vec![place.into()]).await? == Value::Bool(true))
    }

    /// Waits until nothing that `place` selects is seen.
    pub async fn gone(&self, place: &str) -> Result {
        self.gone_within(place, SOON).await
    }

    /// The same with another deadline.
    pub async fn gone_within(&self, place: &str, within: Duration) -> Result {
        let what = format!("{place} is gone");
        eventually(&what, within, async || Ok((!self.is_seen(place).await?).then_some(()))).await
    }

    /// Clicks what `place` selects as soon as it takes the click. A drawing page replaces its elements, so a
    /// click that meets an old one is tried again.
    pub async fn click(&self, place: &str) -> Result {
        eventually(&format!("{place} takes a click"), SOON, async || {
            let Some(element) = self.client.find_all(Locator::Css(place)).await?.into_iter().next() else {
                return Ok(None);
            };
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Waits until the text of something that `place` selects has `part` in it; returns that text.
    pub async fn reads(&self, place: &str, part: &str) -> Result<String> {
        let mut last = Vec::new();
        let found = eventually(&format!("{place} reads “{part}”"), SOON, async || {
            last = self.texts(place).await?;
            Ok(last.iter().find(|text| text.contains(part)).cloned())
        })
        .await;
        found.with_context(|| format!("it reads {last:?}"))
    }

    /// Waits until no text of what `place` selects has `part` in it.
    pub async fn reads_no_more(&self, place: &str, part: &str) -> Result {
        eventually(&format!("{place} reads “{part}” no more"), SOON, async || {
            let texts = self.texts(place).await?;
            Ok((!texts.is_empty() && texts.iter().all(|text| !text.contains(part))).then_some(()))
        })
        .await
    }

    /// The text of the first that `place` selects, as soon as there is one.
    pub async fn text(&self, place: &str) -> Result<String> {
        eventually(&format!("{place} has a text"), SOON, async || {
            Ok(self.texts(place).await?.into_iter().next())
        })
        .await
    }

    /// Texts of all that `place` selects, as they are now.
    pub async fn texts(&self, place: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim());";
        Ok(serde_json::from_value(self.client.execute(script, vec![place.into()]).await?)?)
    }

    /// An attribute of what `place` selects, if that is there.
    pub async fn attribute(&self, place: &str, name: &str) -> Result<Option<String>> {
        self.see(place).await?;
        Ok(self.client.find(Locator::Css(place)).await?.attr(name).await?)
    }

    /// Types into a field, replacing what it held. `clear` does not reach the page's own state, keys do.
    pub async fn fill(&self, place: &str, text: &str) -> Result {
        self.see(place).await?;
        let field = self.client.find(Locator::Css(place)).await?;
        field.click().await?;
        self.chord(&['\u{e009}', 'a']).await?;
        field.send_keys("\u{e003}").await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Presses keys together, such as Control and K: all down, then all up.
    pub async fn chord(&self, keys: &[char]) -> Result {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let actions = down.chain(up).fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Writes a picture of what is seen.
    pub async fn picture(&self, file: &Path) -> Result {
        let png = self.client.screenshot().await?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, png)?)
    }
}

/// Selects by the names the page gives to what tests look for: `account-row[data-handle="acme"]`.
pub fn named(name: &str) -> String {
    let (id, rest) = name.find('[').map_or((name, ""), |at| name.split_at(at));
    format!("[data-testid=\"{id}\"]{rest}")
}
