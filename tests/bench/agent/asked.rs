//! A request on a socket, from the connection to the last byte of the answer: a new connection each time.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::ensure;
use harness::Result;

use crate::figures::milliseconds;

/// A request for a token, as it is written to the socket.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) socket: PathBuf,
    pub(super) request: String,
}

impl Asked {
    /// Asks for a token once; the milliseconds that takes.
    pub(super) fn timed(&self) -> Result<f64> {
        let begun = Instant::now();
        let answer = self.answer()?;
        let took = milliseconds(begun.elapsed());
        ensure!(answer.contains("\"access_token\":"), "{answer}");
        Ok(took)
    }

    /// Both agents answer with one JSON object at the end.
    pub(super) fn answer(&self) -> Result<String> {
        let mut stream = UnixStream::connect(&self.socket)?;
        stream.write_all(self.request.as_bytes())?;
        let (mut answer, mut length) = ([0_u8; 4_096], 0);
        while !answer[..length].ends_with(b"}") {
            let read = stream.read(&mut answer[length..])?;
            ensure!(read > 0, "it ended: {}", String::from_utf8_lossy(&answer[..length]));
            length += read;
        }
        Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
    }
}
