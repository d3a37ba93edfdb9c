//! A provider's door: it answers each path as it was told, and notes what it was asked.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A provider's door on loopback.
pub(super) struct Desk {
    pub(super) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: HashMap<String, (u16, String)>,
    asked: Vec<(String, String)>,
    /// Paths that are never answered, and who waits there.
    silent: Vec<String>,
    waiting: Vec<TcpStream>,
    closed: bool,
}

impl Desk {
    pub(super) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, state) = (listener.local_addr().unwrap(), Arc::<Mutex<State>>::default());
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.lock().unwrap().closed {
                    return;
                }
                let shared = shared.clone();
                std::thread::spawn(move || serve(stream.unwrap(), &shared));
            }
        });
        Self { address, state }
    }

    /// A path's answer from now on.
    pub(super) fn answers(&self, path: &str, status: u16, body: &Value) {
        self.state.lock().unwrap().answers.insert(path.to_owned(), (status, body.to_string()));
    }

    /// A path is asked in vain from now on: who asks waits.
    pub(super) fn is_silent_at(&self, path: &str) {
        self.state.lock().unwrap().silent.push(path.to_owned());
    }

    /// The bodies that a path was sent.
    pub(super) fn asked(&self, path: &str) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.asked.iter().filter(|(asked, _)| asked == path).map(|(_, body)| body.clone()).collect()
    }

    /// How often it was asked anything.
    pub(super) fn requests(&self) -> usize {
        self.state.lock().unwrap().asked.len()
    }

    /// Nobody is there any more.
    pub(super) fn close(&self) {
        self.state.lock().unwrap().closed = true;
        drop(TcpStream::connect(self.address));
        while TcpStream::connect(self.address).is_ok() {
            std::thread::yield_now();
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some((path, body)) = request(&mut stream) else { return };
    let answer = {
        let mut state = state.lock().unwrap();
        state.asked.push((path.clone(), body));
        if state.silent.contains(&path) {
            state.waiting.push(stream);
            return;
        }
        state.answers.get(&path).cloned()
    };
    let (status, body) = answer.unwrap_or((404, "{}".to_owned()));
    let head = format!(
        "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\ncache-control: no-store\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // A client that is gone is the test's to notice.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

/// A request's path and body.
fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Some((head.split(' ').nth(1)?.to_owned(), body.to_owned()));
        }
    }
}
