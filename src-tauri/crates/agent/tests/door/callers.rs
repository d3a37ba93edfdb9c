//! Who may call: other users, and which program takes over.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use lanyard_agent::server::Ending;
use lanyard_agent::wire::HostKind;
use tokio::runtime::Runtime;

use crate::agent::{Agent, DEADLINE, open};
use crate::wire_client::Client;

/// A user who is neither root nor, if we aren't root, us.
const NOBODY: u32 = 65_534;
/// Names the folder of the agent that another user runs.
const ROOT: &str = "LANYARD_TEST_ROOT";

fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        println!("NOT TESTED: only root can start a program of another user");
    }
    root
}

fn curl(program: &Path, agent: &Agent, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(["--silent", "--max-time", "10", "--write-out", "%{http_code}", "--unix-socket"]);
    command.arg(&agent.path).args(arguments);
    command
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn b01_another_user_does_not_reach_the_socket() {
    if !is_root() {
        return;
    }
    let agent = Agent::new();
    let status = ["http://localhost/v1/status"];
    let output = curl(Path::new("curl"), &agent, &status).uid(NOBODY).output().unwrap();
    assert_eq!(output.status.code(), Some(7), "could not connect: {output:?}");
}

#[test]
fn b01_another_user_who_reaches_it_gets_nothing() {
    if !is_root() {
        return;
    }
    let agent = Agent::new();
    agent.let_everybody_in();
    for target in ["status", "overview", "openapi.json", "programs", "nothing"] {
        let url = format!("http://localhost/v1/{target}");
        let output = curl(Path::new("curl"), &agent, &[&url]).uid(NOBODY).output().unwrap();
        let text = text(&output);
        assert!(text.ends_with("403") && text.contains("program_unknown"), "{target}: {output:?}");
    }
    let own = curl(Path::new("curl"), &agent, &["http://localhost/v1/status"]).output().unwrap();
    assert!(text(&own).ends_with("200"), "{own:?}");
}

#[test]
fn b02_root_gets_nothing_from_another_users_agent() {
    if !is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    std::fs::create_dir(&root).unwrap();
    for path in [folder.path(), &root] {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let mut agent = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "callers::serves_until_its_input_ends", "--nocapture"])
        .env(ROOT, &root)
        .uid(NOBODY)
        .gid(NOBODY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(agent.stdout.take().unwrap()).lines();
    let path =
        lines.by_ref().map_while(Result::ok).find_map(|line| Some(line.split_once("serving ")?.1.to_owned()));
    let replies: Vec<(u16, String)> = ["/v1/status", "/v1/overview"]
        .map(|target| Client::connect(Path::new(path.as_deref().unwrap())).ask("GET", target))
        .map(|reply| (reply.status, reply.problem()))
        .into();
    agent.stdin.take().unwrap().write_all(b"end\n").unwrap();
    assert!(agent.wait().unwrap().success());
    assert!(replies.iter().all(|reply| *reply == (403, "program_unknown".to_owned())), "{replies:?}");
}

#[test]
#[ignore = "an agent of another user, started by b02"]
fn serves_until_its_input_ends() {
    let Some(root) = std::env::var_os(ROOT) else { return };
    let runtime = Runtime::new().unwrap();
    let (engine, serving) = open(&runtime, Path::new(&root), HostKind::Agent, "/nonexistent/lanyard".into());
    println!("serving {}", serving.path().display());
    std::io::stdin().read_line(&mut String::new()).unwrap();
    runtime.block_on(async { tokio::join!(serving.close(), engine.close()) });
}

#[test]
fn only_the_installed_window_takes_over() {
    let agent = Agent::new();
    let hand_over = ["--request", "POST", "http://localhost/v1/hand-over"];
    let elsewhere = agent.folder.path().join("lanyard-desktop");
    std::fs::hard_link(agent.program("lanyard-desktop"), &elsewhere).unwrap();
    for program in [Path::new("curl"), &elsewhere, &agent.program("lanyard")] {
        let output = curl(program, &agent, &hand_over).output().unwrap();
        assert!(text(&output).ends_with("403"), "{}: {output:?}", program.display());
    }
    let output = curl(&agent.program("lanyard-desktop"), &agent, &hand_over).output().unwrap();
    assert!(text(&output).ends_with("202"), "{output:?}");
    let serving = agent.serving.as_ref().unwrap();
    let ended = agent.runtime.block_on(async { tokio::time::timeout(DEADLINE, serving.ended()).await });
    assert_eq!(ended.unwrap(), Ending::HandOver);
}
