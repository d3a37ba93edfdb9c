//! The search for secrets after a day's work at a terminal, with everything logged that can be.

use std::collections::BTreeSet;
use std::path::PathBuf;

use harness::Result;
use harness::canary::Canaries;
use harness::condition::{SOON, eventually};
use harness::orders::Orders;
use harness::process::with_command_line;

use super::Enterprise;

/// What `exec` runs.
const CHILD: &str = "sh -c echo begun";
/// What a person and their tools call, and what of it is printed. A token is only where it was asked for.
const DAY: [&str; 15] = [
    "lanyard accounts --json",
    "lanyard accounts",
    "lanyard show acme --json",
    "lanyard renew acme --json",
    "lanyard userinfo acme --json",
    "lanyard introspect acme --json",
    "lanyard provider list --json",
    "lanyard provider show acme --json",
    "lanyard grants list --json",
    "lanyard activity --json",
    "lanyard activity --verify --json",
    "lanyard doctor --json",
    "lanyard agent --status --json",
    "lanyard token nobody --json",
    "lanyard token acme --scope no:such:scope --json",
];
/// And in the evening.
const LEAVING: [&str; 2] = ["lanyard logout acme --yes --json", "lanyard remove acme --yes --json"];

#[tokio::test]
async fn m5_no_secret_is_printed_stored_logged_or_in_a_command_line_or_environment() -> Result {
    let mut at = Enterprise::new().await?;
    at.scene.terminal.set("LANYARD_LOG", "trace");
    at.scene.tab = at.scene.terminal.tab()?;
    let acme = at.work.acme();
    let orders = Orders::start(&acme.issuer, at.work.orders_resource()).await?;

    // While somebody signs in: the link is printed, as was asked, and nothing that completes it is anywhere.
    let visitor = at.visitor("ada")?;
    let login = at.scene.tab.begin("lanyard login acme --no-browser 2>&1 | tee ../../link | tail -n +2")?;
    let file = at.scene.desk.folder().join("link");
    let link = eventually("the address to open", SOON, async || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        Ok(text.split_once('\n').map(|(link, _)| link.to_owned()))
    })
    .await?;
    let mut seen = Processes::default();
    seen.look(&at);
    at.scene.surfer.visit(&link, &visitor).await?;
    assert_eq!(login.end().await?.code, Some(0));
    std::fs::remove_file(&file)?;

    // Tools get tokens; what they make of them is theirs.
    let git = "printf 'protocol=http\\nhost=127.0.0.1\\n\\n'";
    let address = orders.address();
    for command in [
        "lanyard token acme >/dev/null".to_owned(),
        "lanyard token acme --format header | wc -c".to_owned(),
        "lanyard kubectl-credential acme >/dev/null".to_owned(),
        format!("{git} | lanyard git-credential --account acme get >/dev/null"),
        format!("lanyard request acme {address}"),
    ] {
        let outcome = at.scene.tab.run(&command).await?;
        assert_eq!(outcome.code, Some(0), "{command}: {outcome:?}");
    }
    at.scene.tab.done("mkfifo ../../go").await?;
    let child = at.scene.tab.begin("lanyard exec acme -- sh -c 'echo begun; read line <../../go'")?;
    child.line("the child runs", |line| (line == "begun").then_some(())).await?;
    seen.look(&at);
    at.scene.tab.done("echo on >../../go").await?;
    child.end().await?;
    for command in DAY {
        at.scene.tab.run(command).await?;
    }
    seen.look(&at);
    let log = std::fs::read_to_string(at.scene.profile.folder().join("lanyard.log"))?;
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log tells all there is");
    for command in LEAVING {
        let outcome = at.scene.tab.run(command).await?;
        assert_eq!(outcome.code, Some(0), "{command}: {outcome:?}");
    }

    let canaries = at.work.canaries()?;
    assert!(canaries.len() > 10, "the provider recorded what it issued");
    let token = at.work.issued("access_token")?.pop().unwrap_or_default();
    assert_ne!(canaries.search("itself", token.as_bytes()), [], "what is searched for is found");
    let theirs: Vec<PathBuf> = ["issued.jsonl", "logs/enterprise.out", "logs/enterprise.err"]
        .map(|name| at.scene.desk.folder().join(name))
        .into();
    assert_eq!(canaries.search_folder(at.scene.desk.folder(), &theirs)?, []);
    seen.hold_nothing(&canaries);
    Ok(())
}

/// Command lines and environments of every process of the profile, as far as they can be read.
#[derive(Default)]
struct Processes(BTreeSet<(String, Vec<u8>)>);

impl Processes {
    fn look(&mut self, at: &Enterprise) {
        let home = at.scene.profile.folder().display().to_string();
        let agents = at.scene.terminal.agents();
        for pid in with_command_line("") {
            let read = |what: &str| std::fs::read(format!("/proc/{pid}/{what}")).unwrap_or_default();
            let (line, environment) = (read("cmdline"), read("environ"));
            if agents.contains(&pid) || String::from_utf8_lossy(&environment).contains(&home) {
                let name = String::from_utf8_lossy(&line).replace('\0', " ");
                self.0.insert((format!("command line of {name}"), line));
                self.0.insert((format!("environment of {name}"), environment));
            }
        }
    }

    fn hold_nothing(&self, canaries: &Canaries) {
        for part in ["lanyard agent", "lanyard login", CHILD] {
            assert!(self.0.iter().any(|(name, _)| name.contains(part)), "{part} was looked at");
        }
        for (name, text) in &self.0 {
            let found = canaries.search(name, text);
            // What `exec` was asked for: the child has the token, in its environment.
            let asked_for = name.starts_with(&format!("environment of {CHILD}"));
            assert_eq!(found.is_empty(), !asked_for, "{name}: {found:?}");
        }
    }
}
