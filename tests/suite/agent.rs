//! The agent and the command line as they run on a machine: real processes, the real keychain of a private
//! session, real tools, and a provider.
//!
//! Owns the scene: somebody at a terminal, with a browser elsewhere. What a crate can test of itself stands
//! beside it; here is what needs a second process, a second session or a second user.

mod bad_input;
mod console;
mod crowd;
mod exit_codes;
mod fuzz;
mod grants;
mod other_users;
mod secrets;
mod sessions;
mod take_over;
mod tools;

use std::path::Path;

use anyhow::Context;
use harness::Result;
use harness::desk::Desk;
use harness::evil::Evil;
use harness::git::{BoundGit, Git};
use harness::idp;
use harness::profile::{Profile, Provider};
use harness::tab::Tab;
use harness::terminal::{Outcome, Terminal};
use serde_json::Value;

use crate::surfer::{Habit, Surfer, Visitor};

/// Somebody at a terminal.
struct Scene {
    // Dropped in this order: what runs, then the desk it runs at.
    tab: Tab,
    terminal: Terminal,
    surfer: Surfer,
    profile: Profile,
    desk: Desk,
}

impl Scene {
    /// With the session's keychain, and these providers by policy.
    async fn set(providers: &[Provider]) -> Result<Self> {
        Self::at(Desk::with_keychain().await?, providers, Terminal::at)
    }

    /// Without any session bus: the file vault, opened by this passphrase.
    fn without_a_session(providers: &[Provider], passphrase: &str) -> Result<Self> {
        let terminal = |desk: &Desk, profile: &Profile| Terminal::with_file_vault(desk, profile, passphrase);
        Self::at(Desk::bare()?, providers, terminal)
    }

    fn at(
        desk: Desk,
        providers: &[Provider],
        terminal: impl FnOnce(&Desk, &Profile) -> Result<Terminal>,
    ) -> Result<Self> {
        let profile = Profile::create(desk.folder().join("profile"))?;
        profile.set_policy(providers)?;
        let terminal = terminal(&desk, &profile)?;
        Self::of(terminal, profile, desk)
    }

    fn of(terminal: Terminal, profile: Profile, desk: Desk) -> Result<Self> {
        let (tab, surfer) = (terminal.tab()?, Surfer::new(Habit::Keep)?);
        Ok(Self { tab, terminal, surfer, profile, desk })
    }

    /// Signs in from the first tab, with a browser that somebody has elsewhere.
    async fn sign_in(&mut self, command: &str, visitor: &Visitor) -> Result<Outcome> {
        let login = self.tab.begin(command)?;
        let link =
            login.line("the address to open", |line| line.starts_with("http").then(|| line.to_owned()));
        self.surfer.visit(&link.await?, visitor).await?;
        login.end().await
    }

    /// Signs in at the evil provider, which asks nobody anything.
    async fn link(&mut self) -> Result {
        let outcome = self.sign_in("lanyard login evil --no-browser", &Visitor::default()).await?;
        anyhow::ensure!(outcome.code == Some(0), "{outcome:?}");
        Ok(())
    }
}

/// A scene with the evil provider, signed in there as `evil`.
async fn signed_in() -> Result<(Evil, Scene)> {
    let evil = Evil::start().await?;
    let mut scene = Scene::set(&[crate::rig::provider(&evil)]).await?;
    scene.link().await?;
    Ok((evil, scene))
}

/// A scene with the evil provider, signed in there by this process, which may get its tokens while it runs.
async fn signed_in_by_us(evil: &Evil) -> Result<Scene> {
    let mut scene = Scene::set(&[crate::rig::provider(evil)]).await?;
    // Whatever is asked to open a browser here opens none.
    let bin = scene.desk.folder().join("opener");
    std::fs::create_dir(&bin)?;
    std::os::unix::fs::symlink("/bin/true", bin.join("xdg-open"))?;
    scene.terminal.set("PATH", &format!("{}:{}", bin.display(), scene.terminal.path()));
    let mut login = scene.terminal.start("login", "lanyard", ["login", "evil", "--no-browser"])?;
    let link =
        login.line("the address to open", |line| line.starts_with("http").then(|| line.to_owned())).await?;
    scene.surfer.visit(&link, &Visitor::default()).await?;
    anyhow::ensure!(login.ended().await?, "the sign-in ended well");
    Ok(scene)
}

/// What a program hears on the socket that speaks plain HTTP to it.
#[derive(Debug)]
struct Reply {
    /// 0: nobody was reached.
    status: u16,
    body: Value,
}

impl Reply {
    /// The error's code.
    fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}

/// A copy of curl asks the agent about the account `evil`: for its `token`, to `renew` it …
async fn ask(terminal: &Terminal, curl: &str, what: &str) -> Result<Reply> {
    ask_at(terminal, curl, &terminal.socket(), what).await
}

async fn ask_at(terminal: &Terminal, curl: &str, socket: &Path, what: &str) -> Result<Reply> {
    let (socket, url) = (socket.display().to_string(), format!("http://lanyard/v1/accounts/evil/{what}"));
    let args = ["-s", "-m", "60", "-X", "POST", "-w", "\n%{http_code}", "--unix-socket", &socket, &url];
    let printed = terminal.run(curl, args, "").await?.out;
    let (body, status) = printed.rsplit_once('\n').with_context(|| format!("curl printed {printed:?}"))?;
    Ok(Reply { status: status.parse()?, body: serde_json::from_str(body).unwrap_or_default() })
}

/// A scene with the demo enterprise: both its providers, and a git server if one is wanted.
struct Enterprise {
    scene: Scene,
    work: idp::Enterprise,
    git: Option<Git>,
}

impl Enterprise {
    async fn new() -> Result<Self> {
        let desk = Desk::with_keychain().await?;
        let enterprise = idp::Enterprise::start(&desk).await?;
        Self::at(desk, enterprise, None)
    }

    /// With a git server, for which Acme ID makes its tokens.
    async fn for_git() -> Result<Self> {
        let desk = Desk::with_keychain().await?;
        let git = BoundGit::bind(&desk).await?;
        let enterprise = idp::Enterprise::start_for(&desk, git.origin()).await?;
        let git = git.open(&enterprise.acme().issuer)?;
        Self::at(desk, enterprise, Some(git))
    }

    fn at(desk: Desk, enterprise: idp::Enterprise, git: Option<Git>) -> Result<Self> {
        let scene = Scene::at(desk, &[enterprise.acme(), enterprise.contoso()], Terminal::at)?;
        Ok(Self { scene, work: enterprise, git })
    }

    fn git(&self) -> Result<&Git> {
        self.git.as_ref().context("there is a git server")
    }

    /// Signs somebody in from the first tab.
    async fn sign_in(&mut self, provider: &str, login: &str) -> Result {
        let command = format!("lanyard login {provider} --no-browser");
        let outcome = self.scene.sign_in(&command, &self.visitor(login)?).await?;
        anyhow::ensure!(outcome.code == Some(0), "{outcome:?}");
        Ok(())
    }

    /// One of its people, at a browser.
    fn visitor(&self, login: &str) -> Result<Visitor> {
        let person = self.work.people().iter().find(|person| person.login == login);
        let person = person.with_context(|| format!("{login} works there"))?;
        Ok(Visitor { login: person.login.clone(), password: person.password.clone(), declines: false })
    }
}
