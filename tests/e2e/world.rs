//! Everything a walk needs, and what a person does in it, in words of the window.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use anyhow::{Context, bail};
use harness::browser::Browser;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::idp::Enterprise;
use harness::orders::{self, Orders};
use harness::profile::{Profile, Provider};
use harness::window::{Window, named};
use harness::{Result, clipboard, person};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, MutexGuard};

/// One walk at a time: each has the machine to itself.
static TURN: Mutex<()> = Mutex::const_new(());

/// Longer than any walk takes, its own deadlines added up.
const LONGEST: Duration = Duration::from_mins(4);

/// How long a picture may take of a window that went wrong.
const PICTURE: Duration = Duration::from_secs(10);

/// A desk with the enterprise, its orders API, the browser and, once opened, Lanyard's window.
pub(crate) struct World {
    pub(crate) browser: Browser,
    pub(crate) enterprise: Enterprise,
    /// Its address is the resource that Acme ID's tokens are made for.
    pub(crate) orders: Orders,
    pub(crate) acme: Provider,
    pub(crate) contoso: Provider,
    pub(crate) profile: Profile,
    window: Option<Window>,
    pub(crate) desk: Desk,
    _turn: MutexGuard<'static, ()>,
}

/// Runs a walk. One that fails leaves a picture of the window and every log under `target/e2e/NAME`.
pub(crate) async fn walk(name: &str, steps: impl AsyncFnOnce(&mut World) -> Result) -> Result {
    let mut world = World::begin().await?;
    let steps = tokio::time::timeout(LONGEST, steps(&mut world));
    let outcome = caught(steps).await.map(|ended| ended.unwrap_or_else(|_| bail!("longer than {LONGEST:?}")));
    let left = if matches!(outcome, Ok(Ok(()))) { Ok(()) } else { world.leave_evidence(name).await };
    let outcome = outcome.unwrap_or_else(|panic| resume_unwind(panic));
    // What went wrong first is what counts.
    outcome.map_err(|error| match left {
        Ok(()) => error,
        Err(lost) => error.context(format!("no picture was left: {lost:#}")),
    })
}

impl World {
    async fn begin() -> Result<Self> {
        let turn = TURN.lock().await;
        let desk = Desk::whole().await?;
        let shop = TcpListener::bind("127.0.0.1:0").await?;
        let enterprise = Enterprise::start_for(&desk, &orders::address_at(&shop)?).await?;
        let (acme, contoso) = (enterprise.acme(), enterprise.contoso());
        let orders = Orders::start_on(shop, &acme.issuer, enterprise.orders_resource())?;
        let profile = Profile::create(desk.folder().join("profile"))?;
        profile.set_policy(&[acme.clone(), contoso.clone()])?;
        let browser = Browser::prepare(&desk)?;
        Ok(Self { browser, enterprise, orders, acme, contoso, profile, window: None, desk, _turn: turn })
    }

    /// Starts Lanyard and waits for the first frame with something on it.
    pub(crate) async fn open(&mut self) -> Result<&Window> {
        let window = Window::open(&self.desk, &self.profile).await?;
        window.see("[data-testid=first-run], [data-testid=account-list]").await?;
        Ok(self.window.insert(window))
    }

    /// The window.
    pub(crate) fn window(&self) -> Result<&Window> {
        self.window.as_ref().context("Lanyard runs")
    }

    /// Ends Lanyard as the kernel does when memory runs out.
    pub(crate) async fn kill(&mut self) -> Result {
        self.window.take().context("Lanyard runs")?.kill().await
    }

    /// Adds an account: one click on the provider, then the browser.
    pub(crate) async fn link(&mut self, provider: &Provider, login: &str) -> Result {
        self.start_sign_in(provider).await?;
        person::sign_in(&mut self.browser, &provider.issuer, login).await?;
        Ok(())
    }

    /// Clicks a provider's row, on the first page or on the one behind *Add an account*.
    pub(crate) async fn start_sign_in(&self, provider: &Provider) -> Result {
        let window = self.window()?;
        let row = named(&format!("provider-row[data-provider-name=\"{}\"]", provider.name));
        let add = named("add-account");
        eventually("the provider's row is seen", SOON, async || {
            if !window.is_seen(&row).await? && window.is_seen(&add).await? {
                window.click(&add).await?;
            }
            Ok(window.is_seen(&row).await?.then_some(()))
        })
        .await?;
        window.click(&format!("{row} {}", named("sign-in-provider"))).await
    }

    /// Selects an account and waits until its page is drawn.
    pub(crate) async fn select(&self, handle: &str) -> Result {
        let window = self.window()?;
        window.click(&row(handle)).await?;
        window.reads(&named("handle"), handle).await?;
        Ok(())
    }

    /// Waits until an account's row is in a state.
    pub(crate) async fn state(&self, handle: &str, state: &str) -> Result {
        let place = named(&format!("account-row[data-handle=\"{handle}\"][data-state=\"{state}\"]"));
        self.window()?.see(&place).await.with_context(|| format!("{handle} is {state}"))?;
        Ok(())
    }

    /// Copies the selected account's access token, as another program would find it on the clipboard.
    pub(crate) async fn copy_token(&self) -> Result<String> {
        clipboard::write(&self.desk, "nothing copied yet").await?;
        self.window()?.click(&named("copy-token")).await?;
        eventually("a token is on the clipboard", SOON, async || {
            Ok(clipboard::read(&self.desk)?.filter(|text| text != "nothing copied yet"))
        })
        .await
    }

    /// Presses *Renew now* of the selected account and waits until it has another refresh token.
    pub(crate) async fn renew(&self) -> Result {
        let before = self.enterprise.issued("refresh_token")?.len();
        self.press_renew().await?;
        eventually("the refresh token rotates", SOON, async || {
            Ok((self.enterprise.issued("refresh_token")?.len() > before).then_some(()))
        })
        .await
    }

    /// Presses *Renew now* of the selected account, once the renewal before it is over.
    pub(crate) async fn press_renew(&self) -> Result {
        let window = self.window()?;
        window.reads(&named("renew"), "Renew now").await?;
        window.click(&named("renew")).await
    }

    /// Labels and attributes of every item in the keychain, as one text each.
    pub(crate) async fn keychain(&mut self) -> Result<Vec<String>> {
        let items = self.desk.session()?.items().await?;
        Ok(items.into_iter().map(|item| format!("{} {}", item.label, item.attributes.join(" "))).collect())
    }

    /// Searches every file of the desk for every secret there was, except where a browser or the provider keeps its own.
    pub(crate) fn find_secrets(&self) -> Result<Vec<harness::canary::Finding>> {
        let canaries = self.enterprise.canaries()?;
        anyhow::ensure!(canaries.len() > 4, "the provider recorded what it issued");
        let theirs: Vec<PathBuf> =
            ["chromium", "issued.jsonl"].map(|name| self.desk.folder().join(name)).into();
        let logs =
            ["enterprise.out", "enterprise.err", "browser.err", "chromedriver.out", "chromedriver.err"];
        let theirs = [theirs, logs.map(|name| self.desk.logs().join(name)).into()].concat();
        canaries.search_folder(self.desk.folder(), &theirs)
    }

    async fn leave_evidence(&self, name: &str) -> Result {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e").join(name);
        std::fs::create_dir_all(&folder)?;
        for entry in std::fs::read_dir(self.desk.logs())? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        let log = self.profile.folder().join("lanyard.log");
        if log.is_file() {
            std::fs::copy(log, folder.join("lanyard.log"))?;
        }
        if let Some(window) = &self.window {
            let html = tokio::time::timeout(PICTURE, window.source()).await??;
            std::fs::write(folder.join("window.html"), html)?;
            tokio::time::timeout(PICTURE, window.picture(&folder.join("window.png"))).await??;
        }
        Ok(())
    }
}

/// The row of an account in the list.
pub(crate) fn row(handle: &str) -> String {
    named(&format!("account-row[data-handle=\"{handle}\"]"))
}

/// A future's value, or what it panicked with.
async fn caught<T>(future: impl Future<Output = T>) -> std::thread::Result<T> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}
