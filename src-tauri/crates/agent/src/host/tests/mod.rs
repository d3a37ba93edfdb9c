//! Two hosts of one profile: who becomes the engine, and who is told to go.

mod rig;
#[cfg(target_os = "linux")]
mod signs;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

use lanyard_core::view::ErrorCode;
use rig::{DEADLINE, Rig, brief};

use super::take_over::Patience;
use super::{Ending, open_as};
use crate::client::{CallError, Client};
use crate::wire::HostKind;

#[tokio::test]
async fn a_second_agent_is_refused_and_told_who_serves() {
    for first in [HostKind::Agent, HostKind::Window] {
        let rig = Rig::new();
        let host = rig.open(first).await.unwrap();
        let error = rig.open(HostKind::Agent).await.err().expect("there is an engine");
        assert_eq!(error.code, ErrorCode::AnotherEngine);
        assert_eq!(error.facts.detail, Some(format!("process {}", std::process::id())));
        assert_eq!(rig.client().status().await.unwrap().host, first, "the first one goes on");
        host.close().await;
    }
}

#[tokio::test]
async fn a_hand_over_is_for_the_installed_desktop_program_alone() {
    let rig = Rig::new();
    let agent = rig.open(HostKind::Agent).await.unwrap();
    // This process is no `lanyard-desktop` beside the agent.
    let error = rig.open(HostKind::Window).await.err().expect("the agent stays");
    assert_eq!(error.code, ErrorCode::AnotherEngine);
    assert!(matches!(rig.client().hand_over().await, Err(CallError::Problem(_))));
    assert_eq!(rig.client().status().await.unwrap().host, HostKind::Agent);
    agent.close().await;
}

#[tokio::test]
async fn the_window_takes_over_from_an_agent_with_a_request_in_flight() {
    const TEST: &str = "host::tests::the_window_takes_over_from_an_agent_with_a_request_in_flight";
    if rig::is_child() {
        return rig::be_the_window().await;
    }
    let rig = Rig::new();
    let agent = rig.open(HostKind::Agent).await.unwrap();
    let mut half = in_a_thread(half_a_request, rig.socket()).await;
    let window = rig.start_the_window(TEST);
    assert_eq!(agent.ended().await, Ending::HandOver);
    let closing = tokio::spawn(agent.close());
    rig::until("the socket is gone", || !rig.socket().exists()).await;
    half.write_all(b"}").unwrap();
    let answer = in_a_thread(|half| std::io::read_to_string(half).unwrap(), half).await;
    assert!(answer.starts_with("HTTP/1.1 ") && answer.contains("application/problem+json"), "{answer}");
    closing.await.unwrap();
    // A client that was here before finds the new owner by itself.
    let status = rig.client().answering(Duration::from_secs(30)).await.unwrap();
    assert_eq!((status.host, status.pid), (HostKind::Window, window.id()));
    window.end();
}

/// Something that blocks, while the server runs on.
async fn in_a_thread<A: Send + 'static, T: Send + 'static>(
    work: impl FnOnce(A) -> T + Send + 'static,
    on: A,
) -> T {
    tokio::task::spawn_blocking(move || work(on)).await.unwrap()
}

/// A request that the server reads already, and whose last byte is missing.
fn half_a_request(socket: PathBuf) -> UnixStream {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream
        .write_all(
            b"POST /v1/accounts/nobody/token HTTP/1.1\r\nhost: lanyard\r\nexpect: 100-continue\r\n\
              content-type: application/json\r\ncontent-length: 2\r\n\r\n",
        )
        .unwrap();
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    stream.write_all(b"{").unwrap();
    stream
}

#[tokio::test]
async fn calls_in_the_moment_between_two_owners_are_not_lost() {
    let rig = Rig::new();
    let first = rig.open(HostKind::Agent).await.unwrap();
    let client = rig.client();
    client.status().await.unwrap();
    first.close().await;
    let calls = async { client.programs().await };
    let next = async { rig.open(HostKind::Agent).await.unwrap() };
    let (programs, next) = tokio::join!(calls, next);
    assert_eq!(programs.unwrap().grants, []);
    next.close().await;
}

#[tokio::test]
async fn b04_a_stale_socket_of_a_killed_owner_makes_way() {
    let rig = Rig::new();
    fs::create_dir_all(rig.home().root()).unwrap();
    drop(UnixListener::bind(rig.socket()).unwrap());
    let host = rig.open(HostKind::Agent).await.unwrap();
    assert_eq!(rig.client().status().await.unwrap().pid, std::process::id());
    host.close().await;
}

#[tokio::test]
async fn a_lock_whose_owner_has_no_socket_is_waited_for_and_its_owner_named() {
    for kind in [HostKind::Agent, HostKind::Window] {
        let rig = Rig::new();
        let lock = rig.locked();
        let error = rig.open(kind).await.err().expect("the lock is taken");
        assert_eq!(error.code, ErrorCode::AnotherEngine);
        assert_eq!(error.facts.detail, Some(format!("process {}", std::process::id())));
        let patient = Patience { ending: DEADLINE, ..brief() };
        let (host, ()) = tokio::join!(rig.open_with(kind, patient), async { drop::<File>(lock) });
        host.unwrap().close().await;
    }
}

#[tokio::test]
async fn an_owner_that_hangs_is_named_and_left_alone() {
    let rig = Rig::new();
    let _lock = rig.locked();
    let hanging = UnixListener::bind(rig.socket()).unwrap();
    let error = rig.open_with(HostKind::Window, brief()).await.err().expect("the lock is taken");
    assert_eq!(error.code, ErrorCode::AnotherEngine);
    assert_eq!(error.facts.detail, Some(format!("process {}", std::process::id())));
    assert!(rig.socket().exists(), "another's socket is not ours to remove");
    drop(hanging);
}

#[tokio::test]
async fn closing_removes_the_socket_and_frees_the_profile() {
    let rig = Rig::new();
    for _ in 0..3 {
        let host = rig.open(HostKind::Agent).await.unwrap();
        assert!(rig.socket().exists());
        let clone = host.engine().clone();
        host.close().await;
        assert!(!rig.socket().exists());
        assert_eq!(clone.overview().await.unwrap_err().code, ErrorCode::Closing);
    }
}

#[tokio::test]
async fn an_agent_without_a_door_is_no_engine() {
    let rig = Rig::new();
    fs::create_dir_all(rig.socket()).unwrap();
    let error = rig.open(HostKind::Agent).await.err().expect("a folder is in the way");
    assert_eq!(error.code, ErrorCode::InputInvalid);
    assert!(error.facts.detail.unwrap().contains("agent.sock"));
    fs::remove_dir(rig.socket()).unwrap();
    rig.open(HostKind::Agent).await.unwrap().close().await;
}

#[tokio::test]
async fn a_window_without_a_door_still_serves_its_person() {
    let rig = Rig::new();
    fs::create_dir_all(rig.socket()).unwrap();
    let window = rig.open(HostKind::Window).await.unwrap();
    assert!(window.engine().overview().await.is_ok());
    assert!(matches!(rig.client().status().await, Err(CallError::Foreign { .. })));
    window.close().await;
    assert!(rig.socket().is_dir(), "nothing of it was ours to remove");
}

#[tokio::test]
async fn an_agent_that_was_quicker_is_asked_too() {
    let rig = Rig::new();
    let lock = rig.locked();
    let agents = rig::two_agents_in_turn(UnixListener::bind(rig.socket()).unwrap(), lock);
    let patient = Patience { ending: DEADLINE, hand_over: DEADLINE, answer: DEADLINE };
    rig.open_with(HostKind::Window, patient).await.unwrap().close().await;
    assert_eq!(agents.join().unwrap(), 2, "each was asked once");
}

#[tokio::test]
async fn stop_ends_an_agent() {
    let rig = Rig::new();
    let agent = rig.open(HostKind::Agent).await.unwrap();
    rig.client().stop().await.unwrap();
    assert_eq!(agent.ended().await, Ending::Stop);
    agent.close().await;
    assert!(matches!(rig.client().status().await, Err(CallError::NotRunning)));
}
