//! The client against sockets that are not what they should be, and servers that go away.

use std::fs::{self, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lanyard_core::Home;
use lanyard_core::view::ErrorCode;
use rustix::process::{Uid, geteuid};
use tempfile::TempDir;

use super::call::Call;
use super::{CallError, Client, Distrust};
use crate::wire::{CallbackBody, HostKind, SignInBody, TokenBody};

const STATUS: &str = r#"{"version":"VERSION","host":"agent","pid":4711,"profile":null,"vault":"ready",
    "accounts":0,"asks":false,"problem":null}"#;
const CLOSING: &str = r#"{"type":"about:blank#closing","title":"Service Unavailable","status":503,
    "detail":"Lanyard is closing.","error":{"code":"closing","message":"","retry":true,"at":0,"facts":{}}}"#;

/// A private folder, and a client of what will lie in it.
struct Place {
    _around: TempDir,
    folder: PathBuf,
    client: Client,
}

impl Place {
    fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("lanyard");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        let client = Client { places: vec![folder.join("agent.sock")], met: AtomicBool::new(false) };
        Self { _around: around, folder, client }
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("agent.sock")
    }

    fn listen(&self) -> UnixListener {
        UnixListener::bind(self.socket()).unwrap()
    }

    fn make_open(&self) {
        fs::set_permissions(&self.folder, Permissions::from_mode(0o722)).unwrap();
    }
}

fn status(version: &str) -> String {
    reply(200, &STATUS.replace("VERSION", version))
}

fn reply(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Answers one connection after the other with these bytes; nothing: closes it once the request has come.
fn answering(listener: UnixListener, answers: Vec<String>) -> JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        answers.iter().map(|answer| answer_one(&listener.accept().unwrap().0, answer)).collect()
    })
}

/// Reads a request, and answers it.
fn answer_one(mut stream: &UnixStream, answer: &str) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4_096];
    while !is_whole(&request) {
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "the client left: {}", String::from_utf8_lossy(&request));
        request.extend_from_slice(&part[..read]);
    }
    // Garbage may have been enough for the client before its end.
    let _ = stream.write_all(answer.as_bytes());
    String::from_utf8(request).unwrap()
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.map_or(0, |length| length.parse().unwrap()) <= body.len()
}

fn nobody_came(listener: &UnixListener) {
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

fn distrust(error: &CallError) -> Option<Distrust> {
    if let CallError::Foreign { why, .. } = error { Some(*why) } else { None }
}

#[tokio::test]
async fn b05_a_folder_that_others_can_write_is_not_connected_to() {
    let place = Place::new();
    let listener = place.listen();
    place.make_open();
    let error = place.client.status().await.unwrap_err();
    assert_eq!(distrust(&error), Some(Distrust::FolderOpen), "{error}");
    nobody_came(&listener);
}

#[tokio::test]
async fn b05_a_folder_that_is_a_symlink_is_not_connected_to() {
    let place = Place::new();
    let listener = place.listen();
    let link = place.folder.with_file_name("link");
    symlink(&place.folder, &link).unwrap();
    let client = Client { places: vec![link.join("agent.sock")], met: AtomicBool::new(false) };
    let error = client.status().await.unwrap_err();
    assert_eq!(distrust(&error), Some(Distrust::NotAFolder), "{error}");
    nobody_came(&listener);
}

#[tokio::test]
async fn b04_what_is_no_socket_is_not_connected_to() {
    let place = Place::new();
    let elsewhere = UnixListener::bind(place.folder.join("other.sock")).unwrap();
    symlink(place.folder.join("other.sock"), place.socket()).unwrap();
    let error = place.client.status().await.unwrap_err();
    assert_eq!(distrust(&error), Some(Distrust::NotASocket), "{error}");
    nobody_came(&elsewhere);
}

#[tokio::test]
async fn b03_a_server_of_another_user_gets_not_one_byte() {
    let place = Place::new();
    let listener = listening_as_another_user(&place.socket());
    let Some(listener) = listener else {
        // Only root can become another user: without it, tests/suite tries this with a second one.
        assert!(!geteuid().is_root());
        return;
    };
    let error = place.client.status().await.unwrap_err();
    assert_eq!(distrust(&error), Some(Distrust::ServerOfAnother), "{error}");
    let mut stream = listener.accept().unwrap().0;
    let mut sent = Vec::new();
    stream.read_to_end(&mut sent).unwrap();
    assert_eq!(sent, b"");
}

/// Our socket file, which a process of another user listens on: the kernel notes who called listen(2).
fn listening_as_another_user(path: &Path) -> Option<UnixListener> {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, bind, listen, socket};
    let socket = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
    bind(&socket, &SocketAddrUnix::new(path).unwrap()).unwrap();
    let thread = std::thread::spawn(move || {
        // On Linux a user is a thread's own, and this one ends here.
        rustix::thread::set_thread_uid(Uid::from_raw(12_345)).ok()?;
        listen(&socket, 8).unwrap();
        Some(UnixListener::from(socket))
    });
    thread.join().unwrap()
}

#[tokio::test]
async fn nobody_there_is_told_at_once() {
    let place = Place::new();
    let begun = Instant::now();
    assert!(matches!(place.client.status().await, Err(CallError::NotRunning)));
    drop(place.listen());
    assert!(place.socket().exists(), "a stale socket");
    assert!(matches!(place.client.status().await, Err(CallError::NotRunning)));
    assert!(begun.elapsed() < Duration::from_secs(2), "a client that met nobody waits for nobody");
}

#[test]
fn a_path_over_107_bytes_is_told_in_words() {
    let home = Home::named(format!("/{}", "x".repeat(120)).into(), "/nonexistent".into());
    let error = Client::new(&home).unwrap_err();
    assert!(matches!(error, CallError::TooLong { length: 132, .. }), "{error}");
    assert!(error.to_string().contains("LANYARD_HOME"), "{error}");
}

#[tokio::test]
async fn a_call_that_was_refused_while_closing_is_made_again() {
    let place = Place::new();
    let server = answering(place.listen(), vec![reply(503, CLOSING), reply(503, CLOSING), status("0")]);
    assert_eq!(place.client.status().await.unwrap().pid, 4711);
    assert_eq!(server.join().unwrap().len(), 3);
}

#[tokio::test]
async fn a_question_is_asked_again_of_the_next_owner() {
    let place = Place::new();
    let first = answering(place.listen(), vec![String::new()]);
    let socket = place.socket();
    let next = std::thread::spawn(move || {
        first.join().unwrap();
        // The old owner is gone, and for a moment nobody is there.
        fs::remove_file(&socket).unwrap();
        answering(UnixListener::bind(&socket).unwrap(), vec![status("0")]).join().unwrap()
    });
    assert_eq!(place.client.status().await.unwrap().pid, 4711);
    assert_eq!(next.join().unwrap().len(), 1);
}

#[tokio::test]
async fn what_may_have_been_done_is_not_done_twice() {
    let place = Place::new();
    let listener = place.listen();
    let second = listener.try_clone().unwrap();
    let server = answering(listener, vec![String::new()]);
    let body =
        SignInBody { provider: "acme".into(), handle: None, another: false, scopes: vec![], browser: true };
    assert!(matches!(place.client.start_sign_in(&body).await, Err(CallError::Lost)));
    assert!(server.join().unwrap()[0].starts_with("POST /v1/sign-ins HTTP/1.1\r\n"));
    nobody_came(&second);
}

#[tokio::test]
async fn a_reply_that_is_cut_off_is_no_answer() {
    let place = Place::new();
    let half = status("0").replace("\"problem\":null}", "");
    let server = answering(place.listen(), vec![half.clone(), status("0")]);
    place.client.status().await.unwrap();
    assert_eq!(server.join().unwrap().len(), 2);

    fs::remove_file(place.socket()).unwrap();
    let server = answering(place.listen(), vec![half]);
    let body = CallbackBody { url: "http://127.0.0.1/callback?code=canary-code".into() };
    let error = place.client.paste_callback("s1", &body).await.unwrap_err();
    assert!(matches!(error, CallError::Lost), "{error}");
    assert!(!format!("{error} {error:?}").contains("canary"));
    server.join().unwrap();
}

#[tokio::test]
async fn a_server_that_never_answers_is_named() {
    let place = Place::new();
    let _listener = place.listen();
    let call = Call::get("/v1/status".to_owned()).patience(Some(Duration::from_millis(50)));
    let error = place.client.tell(call).await.unwrap_err();
    let own = i32::try_from(std::process::id()).unwrap();
    assert!(matches!(error, CallError::Silent { pid: Some(pid), .. } if pid == own), "{error}");
}

#[tokio::test]
async fn garbage_is_not_understood_and_ends_the_call() {
    let endless = "x".repeat(200_000);
    for garbage in ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", &endless] {
        let place = Place::new();
        let server = answering(place.listen(), vec![garbage.to_owned(), garbage.to_owned()]);
        let error = place.client.programs().await.unwrap_err();
        assert!(matches!(error, CallError::Protocol(_)), "{error}");
        assert_eq!(server.join().unwrap().len(), 2, "the call, and the question for the version");
    }
}

#[tokio::test]
async fn an_agent_of_another_version_is_explained_where_it_matters() {
    let unknown_route = reply(404, "");
    let unknown_field = reply(422, &CLOSING.replace("closing", "input_invalid").replace("503", "422"));
    let another_shape = reply(200, r#"{"grants":"none"}"#);
    for answer in [unknown_route, unknown_field, another_shape] {
        let place = Place::new();
        let server = answering(place.listen(), vec![answer, status("9.9.9")]);
        let error = place.client.programs().await.unwrap_err();
        assert!(matches!(error, CallError::OtherVersion { host: HostKind::Agent, .. }), "{error}");
        let ours = env!("CARGO_PKG_VERSION");
        let words = format!("The running Lanyard is 9.9.9, this command is {ours}. ");
        assert!(error.to_string().starts_with(&words), "{error}");
        server.join().unwrap();
    }
    let place = Place::new();
    let server = answering(place.listen(), vec![status("9.9.9")]);
    assert_eq!(place.client.status().await.unwrap().version, "9.9.9", "it speaks with us as far as it can");
    server.join().unwrap();
}

#[tokio::test]
async fn the_engines_own_answer_is_passed_on() {
    let place = Place::new();
    let problem = CLOSING.replace("closing", "not_found").replace("503", "404");
    let ours = env!("CARGO_PKG_VERSION");
    let server = answering(place.listen(), vec![reply(404, &problem), status(ours)]);
    let error = place.client.account("acme").await.unwrap_err();
    let CallError::Problem(problem) = &error else { unreachable!("{error}") };
    assert_eq!(problem.error.code, ErrorCode::NotFound);
    assert_eq!(error.to_string(), problem.detail);
    server.join().unwrap();
}

#[tokio::test]
async fn a_name_with_anything_in_it_stays_one_segment() {
    let place = Place::new();
    let answers = vec![reply(204, ""), reply(204, "")];
    let server = answering(place.listen(), answers);
    place.client.remove_provider("../../v1/stop?x=1#é \r\n").await.unwrap();
    place.client.remove_provider("..").await.unwrap();
    let requests = server.join().unwrap();
    let line = |request: &str| request.lines().next().unwrap().to_owned();
    assert_eq!(
        line(&requests[0]),
        "DELETE /v1/providers/%2E%2E%2F%2E%2E%2Fv1%2Fstop%3Fx%3D1%23%C3%A9%20%0D%0A HTTP/1.1"
    );
    assert_eq!(line(&requests[1]), "DELETE /v1/providers/%2E%2E HTTP/1.1");
}

#[tokio::test]
async fn a_token_is_in_no_debug_text() {
    let place = Place::new();
    let token = r#"{"access_token":"canary-token","token_type":"Bearer","expires_at":1,"scope":"openid",
        "resource":null,"account":"acme"}"#;
    let server = answering(place.listen(), vec![reply(200, token)]);
    let reply = place.client.token("acme", &TokenBody::default()).await.unwrap();
    assert!(!format!("{reply:?}").contains("canary"));
    let request = server.join().unwrap().remove(0);
    assert!(request.starts_with("POST /v1/accounts/acme/token HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(r#"{"scopes":[],"resource":null,"min_valid":0,"wait":false}"#), "{request}");
}
