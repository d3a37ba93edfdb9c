//! The console is the window's alone: a program on this machine administers nobody.

use anyhow::ensure;
use harness::Result;
use harness::crowd::Crowd;
use reqwest::Method;
use serde_json::Value;

use super::signed_in_by_us;

/// What an administration would be called, if there were one.
const WORDS: [&str; 9] =
    ["console", "admin", "session", "dry", "job", "end", "evidence", "not-before", "prove"];

const PATHS: [&str; 9] = [
    "consoles",
    "consoles/evil",
    "consoles/evil/sessions",
    "consoles/evil/dry-runs",
    "console/evil/sessions",
    "providers/evil/console",
    "providers/evil/sessions",
    "jobs",
    "evidence",
];

#[tokio::test]
async fn r96_ending_other_peoples_sessions_is_not_reachable_from_the_socket() -> Result {
    let crowd = Crowd::start(40).await?;
    let scene = signed_in_by_us(crowd.evil()).await?;
    let client = reqwest::Client::builder().unix_socket(scene.terminal.socket()).build()?;

    let document: Value = client.get("http://lanyard/v1/openapi.json").send().await?.json().await?;
    let paths: Vec<&String> =
        document["paths"].as_object().into_iter().flatten().map(|(path, _)| path).collect();
    ensure!(paths.len() > 20, "the document has its operations");
    for path in paths {
        let words = path.split(['/', '-', '_']).map(|word| word.trim_end_matches('s'));
        let of_it: Vec<&str> = words.filter(|word| WORDS.contains(word)).collect();
        assert!(of_it.is_empty(), "{path}");
    }
    for path in PATHS {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let asked = client.request(method.clone(), format!("http://lanyard/v1/{path}"));
            let status = asked.send().await?.status().as_u16();
            assert!(matches!(status, 404 | 405), "{method} {path} is answered {status}");
        }
    }
    assert_eq!(crowd.living(), 40);
    Ok(())
}
