//! A token that the engine has at hand, asked for without a runtime: scripts ask for one with every request they
//! make, and most of that time is the start of the process.
//!
//! Invariant 1: folder, socket and server are checked as for every other call. Invariant 2: it gives the token or
//! nothing: whatever is not the good case at once (no engine, a question to the person, a renewal, an error, another
//! version) is nothing, and the caller asks again the ordinary way, which does no harm. Invariant 3: it never takes
//! longer than [`PATIENCE`].

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use rustix::net::sockopt::socket_peercred;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
use rustix::process::geteuid;
use zeroize::Zeroize;

use super::Client;
use super::connect::look_at;
use super::verbs::segment;
use crate::wire::{TokenBody, TokenReply};

/// How long the engine may take for what it has at hand.
const PATIENCE: Duration = Duration::from_millis(100);
/// Bytes of the longest answer.
const LONGEST: usize = 16 * 1_024;
/// How it begins.
const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\n";
/// What is between head and body.
const BODY: &[u8] = b"\r\n\r\n";

impl Client {
    /// An access token, if the engine gives it at once. `None` says nothing about why it does not: ask again with
    /// [`token`](Self::token).
    pub fn token_at_hand(&self, account: &str, ask: &TokenBody) -> Option<TokenReply> {
        let ask = serde_json::to_string(ask).ok()?;
        let mut stream = self.places.iter().find_map(|place| connected(place))?;
        let (account, length) = (segment(account), ask.len());
        let request = format!(
            "POST /v1/accounts/{account}/token HTTP/1.1\r\nHost: lanyard\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{ask}"
        );
        stream.write_all(request.as_bytes()).ok()?;
        received(&mut stream)
    }
}

/// A connection to a server of this user.
fn connected(path: &Path) -> Option<UnixStream> {
    look_at(path).ok()?;
    // A server that takes no connection for the moment is not waited for here.
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket: OwnedFd = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None).ok()?;
    connect(&socket, &SocketAddrUnix::new(path).ok()?).ok()?;
    if socket_peercred(&socket).ok()?.uid != geteuid() {
        return None;
    }
    let stream = UnixStream::from(socket);
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    Some(stream)
}

/// The token in an answer that may come in pieces.
fn received(stream: &mut impl Read) -> Option<TokenReply> {
    let mut answer = [0; LONGEST];
    let mut length = 0;
    let given = read(stream, &mut answer, &mut length);
    // Not all of the room: wiping goes byte by byte, and this is most of what the whole program does.
    answer.iter_mut().take(length).for_each(Zeroize::zeroize);
    given
}

/// Leaves in `answer` what came, and in `length` how much that is.
fn read(stream: &mut impl Read, answer: &mut [u8], length: &mut usize) -> Option<TokenReply> {
    loop {
        *length += stream.read(answer.get_mut(*length..)?).ok().filter(|read| *read > 0)?;
        let came = answer.get(..*length)?;
        if let Some(head) = came.get(..GOOD.len()) {
            let rest = came.strip_prefix(GOOD).filter(|_| head == GOOD)?;
            let body = rest.windows(BODY.len()).position(|window| window == BODY);
            // An object that is not whole yet can't be read.
            let given = body.and_then(|at| serde_json::from_slice(rest.get(at + BODY.len()..)?).ok());
            if given.is_some() {
                return given;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    const TOKEN: &str = r#"{"access_token":"t0ken","token_type":"Bearer","expires_at":1.0,"scope":"","resource":null,"account":"acme"}"#;

    /// Gives a few bytes at a time, then nothing for ever.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let size = self.1.min(buffer.len());
            let (now, later) = self.0.split_at(size.min(self.0.len()));
            buffer[..now.len()].copy_from_slice(now);
            self.0 = later;
            if now.is_empty() { Err(std::io::ErrorKind::WouldBlock.into()) } else { Ok(now.len()) }
        }
    }

    fn given(answer: &str, size: usize) -> Option<String> {
        let reply = received(&mut Pieces(answer.as_bytes(), size))?;
        Some(reply.access_token.expose_secret().to_owned())
    }

    #[test]
    fn anything_but_a_whole_good_answer_is_nothing() {
        let whole = format!("{HEAD}{TOKEN}");
        for size in [1, 7, 10_000] {
            assert_eq!(given(&whole[..whole.len() - 1], size), None, "cut off");
            assert_eq!(given(&whole.replace("200 OK", "409 Conflict"), size), None);
            assert_eq!(given(&whole.replace("1.1 200", "1.0 200"), size), None);
            assert_eq!(given(&format!("{HEAD}[]"), size), None);
            assert_eq!(given(&format!("{whole}."), 10_000), None, "more than was announced");
            assert_eq!(given("", size), None);
        }
        let large = TOKEN.replace("t0ken", &"t".repeat(LONGEST));
        assert_eq!(given(&format!("{HEAD}{large}"), 10_000), None);
    }

    #[test]
    fn a_good_answer_may_come_in_pieces() {
        for size in [1, 7, 10_000] {
            assert_eq!(given(&format!("{HEAD}{TOKEN}"), size).as_deref(), Some("t0ken"));
        }
    }
}
