//! `lanyard git-credential`, by its protocol and by git itself.

use std::process::{Command, Stdio};

use lanyard_core::view::{AccountSummary, ErrorCode, ErrorFacts, Overview};
use serde_json::{Value, json};

use crate::fake::FakeAgent;
use crate::run::{Ran, lanyard, lanyard_hearing};
use crate::samples::{TOKEN, account, overview, provider, token};

const ASKED: &str = "POST /v1/accounts/acme/token";
const AT_ORDERS: &str = "protocol=https\nhost=orders.acme.example\n";
/// SHA-256 of the sample token.
const HASH_LENGTH: usize = 64;

/// Ada's account at a provider with a resource, and one at a provider without.
fn agent() -> FakeAgent {
    let agent = FakeAgent::start();
    let mut bare = provider("p2", "Contoso");
    bare.resources = Vec::new();
    let elsewhere = AccountSummary { provider: "p2".to_owned(), ..account("contoso", "ada@contoso.example") };
    let everything = Overview {
        accounts: vec![account("acme", "ada@acme.example"), elsewhere],
        providers: vec![provider("p1", "Acme ID"), bare],
        ..overview()
    };
    agent.on("GET /v1/overview", everything).on(ASKED, token("acme"));
    agent.on("POST /v1/accounts/contoso/token", token("contoso"));
    agent
}

fn get(agent: &FakeAgent, said: &str) -> Ran {
    lanyard_hearing(agent.home(), ["git-credential", "get"], said)
}

#[test]
fn the_one_account_with_a_resource_there_is_used() {
    let agent = agent();
    let ran = get(&agent, AT_ORDERS);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, format!("username=acme\npassword={TOKEN}\npassword_expiry_utc=4102542245\n"));
    assert_eq!(agent.bodies(ASKED)[0]["resource"], json!("https://orders.acme.example"));
}

#[test]
fn a_newer_git_gets_the_whole_header() {
    let ran = get(&agent(), &format!("capability[]=authtype\n{AT_ORDERS}"));
    let bearer = format!("capability[]=authtype\nauthtype=Bearer\ncredential={TOKEN}\nephemeral=1\n");
    assert!(ran.out.starts_with(&bearer), "{}", ran.out);
}

#[test]
fn an_address_in_somebodys_repository_chooses_nothing() {
    for said in [
        "protocol=https\nhost=evil.example\nusername=acme\n",
        "protocol=https\nhost=evil.example\nusername=contoso\n",
        "protocol=https\nhost=evil.example\n",
        "protocol=https\nhost=orders.acme.example:8443\nusername=acme\n",
        "protocol=https\nhost=orders.acme.example.evil.example\nusername=acme\n",
        "protocol=https\nhost=evil.example\npath=https://orders.acme.example\nusername=acme\n",
        "protocol=http\nhost=orders.acme.example\nusername=acme\n",
        "protocol=ssh\nhost=orders.acme.example\n",
        "",
    ] {
        let agent = agent();
        let ran = get(&agent, said);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{said:?}");
        assert_eq!(ran.err.lines().count(), 1, "{said:?}: {}", ran.err);
        assert!(!agent.asked().iter().any(|asked| asked.what.contains("token")), "{said:?}");
    }
}

#[test]
fn the_person_can_name_an_account_for_a_host() {
    let agent = agent();
    let args = ["git-credential", "--account", "contoso", "get"];
    let ran = lanyard_hearing(agent.home(), args, "protocol=https\nhost=git.contoso.example\nusername=ada\n");
    assert_eq!(ran.out, format!("username=ada\npassword={TOKEN}\npassword_expiry_utc=4102542245\n"));
    assert_eq!(agent.bodies("POST /v1/accounts/contoso/token")[0]["resource"], Value::Null);
    let ran = lanyard_hearing(agent.home(), args, "protocol=http\nhost=git.contoso.example\n");
    assert_eq!(ran.out, "", "in the clear not even then");
}

#[test]
fn the_user_name_chooses_among_several() {
    let agent = FakeAgent::start();
    let accounts = vec![account("acme", "ada"), account("acme-admin", "ada-adm")];
    agent.on("GET /v1/overview", Overview { accounts, ..overview() });
    agent.on("POST /v1/accounts/acme-admin/token", token("acme-admin"));
    let ran = get(&agent, AT_ORDERS);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(
        ran.err.contains("several accounts") && ran.err.contains("https://acme@orders.acme.example/"),
        "{}",
        ran.err
    );
    let ran = get(&agent, &format!("{AT_ORDERS}username=acme-admin\n"));
    assert!(ran.out.starts_with("username=acme-admin\n"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_token_that_is_refused_is_named_by_its_hash() {
    let agent = agent();
    agent.on_done("POST /v1/accounts/acme/refused");
    let said = format!("{AT_ORDERS}username=acme\npassword={TOKEN}\n");
    let ran = lanyard_hearing(agent.home(), ["git-credential", "erase"], &said);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let body = agent.bodies("POST /v1/accounts/acme/refused")[0].clone();
    let hash = body["token_hash"].as_str().unwrap();
    assert!(
        hash.len() == HASH_LENGTH && hash.chars().all(|c| c.is_ascii_hexdigit()) && !hash.contains(TOKEN)
    );
    let ran = lanyard_hearing(agent.home(), ["git-credential", "erase"], AT_ORDERS);
    assert_eq!(ran.code, 0, "nothing was named");
}

#[test]
fn nothing_is_stored() {
    let agent = FakeAgent::start();
    let ran = lanyard_hearing(agent.home(), ["git-credential", "store"], &format!("{AT_ORDERS}password=x\n"));
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(agent.asked(), []);
}

#[test]
fn a_refusal_is_one_sentence_and_git_goes_on_to_ask() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", Overview { accounts: vec![account("acme", "ada")], ..overview() });
    agent.on_error(ASKED, ErrorCode::NotGranted, ErrorFacts::default());
    let ran = get(&agent, AT_ORDERS);
    assert_eq!((ran.code, ran.out.as_str()), (6, ""));
}

#[test]
fn git_itself_gets_the_token() {
    let agent = agent();
    let helper = format!("credential.helper=!'{}' git-credential", env!("CARGO_BIN_EXE_lanyard"));
    let mut git = Command::new("git")
        .args(["-c", "credential.helper=", "-c", &helper, "credential", "fill"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", agent.home())
        .env("LANYARD_HOME", agent.home())
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut git.stdin.take().unwrap(), b"url=https://orders.acme.example/x.git\n\n")
        .unwrap();
    let output = git.wait_with_output().unwrap();
    let filled = String::from_utf8(output.stdout).unwrap();
    assert!(filled.contains(&format!("password={TOKEN}\n")), "{filled}");
}

#[test]
fn help_is_one_command_away() {
    let ran = lanyard(std::path::Path::new("/nonexistent"), ["git-credential", "--help"]);
    assert!(ran.out.contains("credential.https://git.acme.example.helper"), "{}", ran.out);
}
