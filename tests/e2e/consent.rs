//! The consent window: a program asks, a person answers, and the Programs page and Activity tell of it.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::frames::Frames;
use harness::tab::{Tab, Typed};
use harness::terminal::{Outcome, Terminal};
use harness::window::{Window, named, start_again};
use serde_json::Value;

use crate::world::{World, walk};

/// Ada is signed in at Acme ID in the window; a terminal is open beside it.
async fn morning(world: &mut World) -> Result<Terminal> {
    let acme = world.acme.clone();
    world.open().await?;
    world.link(&acme, "ada").await?;
    world.state("acme", "active").await?;
    Terminal::at(&world.desk, &world.profile)
}

#[tokio::test]
async fn a_program_that_asks_while_the_window_is_closed_is_answered_in_a_small_one_above_others() -> Result {
    walk("consent", async |world| {
        let terminal = morning(world).await?;
        let window = world.window()?;
        let frames = Frames::of(&world.desk)?;
        let [main] = frames.wait_for(window.pid(), 1).await?[..] else { anyhow::bail!("one window") };
        assert!(!main.above);
        frames.close(main)?;
        frames.wait_for(window.pid(), 0).await?;

        let asked = terminal.run("curl", curl(&terminal), "");
        let answered = async {
            let [small] = frames.wait_for(window.pid(), 1).await?[..] else { anyhow::bail!("one window") };
            assert!(small.above, "it lies above all others");
            to_consent(window).await?;
            window.reads("h1", "Let curl use acme?").await?;
            window.reads(&named("question-facts"), "/usr/bin/curl").await?;
            too_early(window).await?;
            answer(window, Some("until_revoked"), "allow").await?;
            frames.wait_for(window.pid(), 0).await
        };
        let (given, answered) = tokio::join!(asked, answered);
        answered?;
        let given: Value = serde_json::from_str(&given?.out)?;
        let token = given["access_token"].as_str().unwrap_or_default();
        assert!(world.enterprise.issued("access_token")?.iter().any(|one| one == token));
        let again = terminal.run("curl", curl(&terminal), "").await?;
        assert!(again.out.contains("access_token"), "nobody is asked a second time: {}", again.err);

        let _second = start_again(&world.desk, &world.profile)?;
        frames.wait_for(window.pid(), 1).await?;
        to_main(window).await?;
        window.click(&named("page-programs")).await?;
        let grant = named("grant[data-program=\"curl\"][data-handle=\"acme\"]");
        window.click(&format!("{grant} {}", named("revoke-grant"))).await?;
        window.gone(&grant).await?;

        let asked = terminal.run("curl", curl(&terminal), "");
        let answered = async {
            to_consent(window).await?;
            answer(window, None, "deny").await
        };
        let (refused, answered) = tokio::join!(asked, answered);
        answered?;
        let refused: Value = serde_json::from_str(&refused?.out)?;
        assert_eq!(refused["error"]["code"], "not_granted");
        to_main(window).await?;
        window.click(&named("page-activity")).await?;
        window.see(&named("chain[data-chain=unbroken]")).await?;
        for told in ["curl", "acme"] {
            window.reads(&named("activity-page"), told).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn b12_three_denials_silence_a_terminal_until_it_may_ask_again_and_esc_is_none() -> Result {
    walk("silenced", async |world| {
        let terminal = morning(world).await?;
        let window = world.window()?;
        let frames = Frames::of(&world.desk)?;
        let mut tab = terminal.tab()?;
        // Esc, and the ✕ of the frame: no, and nothing that counts.
        let asked = ask(&mut tab).await?;
        to_consent(window).await?;
        eventually("Esc is taken", SOON, async || {
            if window.chord(&['\u{e00c}']).await.is_err() || asked.is_over() {
                return Ok(asked.is_over().then_some(()));
            }
            Ok(None)
        })
        .await?;
        not_granted(&asked.end().await?);
        let asked = ask(&mut tab).await?;
        let shown = frames.wait_for(window.pid(), 2).await?;
        for small in shown.into_iter().filter(|frame| frame.above) {
            frames.close(small)?;
        }
        not_granted(&asked.end().await?);
        frames.wait_for(window.pid(), 1).await?;

        for _ in 0..3 {
            let asked = ask(&mut tab).await?;
            to_consent(window).await?;
            answer(window, None, "deny").await?;
            not_granted(&asked.end().await?);
        }
        let silenced = tab.run("lanyard token acme --json").await?;
        assert!(silenced.code == Some(6) && silenced.err.contains("silenced"), "{silenced:?}");
        assert!(!silenced.err.contains("Waiting"), "nobody is asked");

        to_main(window).await?;
        window.click(&named("page-programs")).await?;
        let row = named("silenced");
        window.see(&row).await?;
        window.click(&format!("{row} {}", named("let-ask-again"))).await?;
        window.gone(&row).await?;
        let asked = ask(&mut tab).await?;
        to_consent(window).await?;
        answer(window, Some("while_it_runs"), "allow").await?;
        let given = asked.end().await?;
        assert_eq!(given.code, Some(0), "{given:?}");
        assert_eq!(tab.done("lanyard token acme").await?, given.out, "the terminal goes on");
        to_main(window).await?;
        window.see(&named("grant[data-handle=\"acme\"]")).await?;
        drop(tab);
        window.click(&named("page-activity")).await?;
        window.see(&named("chain[data-chain=unbroken]")).await?;
        Ok(())
    })
    .await
}

fn curl(terminal: &Terminal) -> Vec<String> {
    let (socket, url) = (terminal.socket().display().to_string(), "http://lanyard/v1/accounts/acme/token");
    ["-s", "--unix-socket", &socket, "--json", "{\"wait\":true}", url].map(str::to_owned).into()
}

/// Asks in a tab, and waits until the command says that it waits.
async fn ask(tab: &mut Tab) -> Result<Typed> {
    let asked = tab.begin("lanyard token acme")?;
    let waits =
        |line: &str| line.starts_with("Waiting for you to allow this in Lanyard (until ").then_some(());
    asked.line("it says that it waits", waits).await?;
    Ok(asked)
}

fn not_granted(outcome: &Outcome) {
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(6), ""), "{}", outcome.err);
}

/// From here on looks at the consent window, once it is there.
pub(crate) async fn to_consent(window: &Window) -> Result {
    to(window, true).await?;
    window.see(&named("consent")).await
}

/// From here on looks at the main window.
pub(crate) async fn to_main(window: &Window) -> Result {
    to(window, false).await
}

async fn to(window: &Window, consent: bool) -> Result {
    eventually("the window is there", SOON, async || {
        for handle in window.windows().await? {
            // One that is only coming, or going, answers nothing yet.
            let Ok(()) = window.switch_to_window(handle).await else { continue };
            let Ok(url) = window.current_url().await else { continue };
            if url.path().contains("consent") == consent {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await
}

/// The window comes into focus under the person's hand: what they meant for another window does nothing here.
pub(crate) async fn too_early(window: &Window) -> Result {
    let press = "const press = (name) => document.querySelector(`[data-testid=${name}]`).click();
        window.dispatchEvent(new Event('focus'));
        press('allow'); press('deny');
        window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));";
    window.run(press).await?;
    window.see(&named("consent")).await
}

/// Chooses and presses, as often as it takes: the first 600 ms count for nothing.
pub(crate) async fn answer(window: &Window, lasting: Option<&str>, button: &str) -> Result {
    let question = window.attribute(&named("consent"), "data-question").await?.unwrap_or_default();
    let this = named(&format!("consent[data-question=\"{question}\"]"));
    let choice = lasting.map(|lasting| named(&format!("lasting-{lasting}")));
    eventually("the answer is taken", SOON, async || {
        // The window goes with its last question.
        let Ok(true) = window.is_seen(&this).await else { return Ok(Some(())) };
        if let Some(choice) = &choice {
            drop(window.run(&format!("document.querySelector('{choice}')?.click()")).await);
        }
        drop(window.run(&format!("document.querySelector('{}')?.click()", named(button))).await);
        Ok(None)
    })
    .await
}
