//! From the path to a connection that may be spoken on.
//!
//! What is checked before connecting keeps honest mistakes away; what is checked afterwards, the server's user
//! as the kernel knows it, holds whatever was put at the path in between (CHECKLIST B3).

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use rustix::process::geteuid;
use tokio::net::UnixStream;

use super::{CallError, Distrust};
use crate::socket;

/// A connection to a server of this user.
#[derive(Debug)]
pub(super) struct Connected {
    pub(super) stream: UnixStream,
    /// The server's process number, where the system tells it.
    pub(super) pid: Option<i32>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoConnection {
    /// Nobody is there.
    Absent,
    /// Somebody is there and takes no more connections for the moment.
    Crowded,
    /// What is there isn't to be used.
    Final(CallError),
}

/// Connects to the first place at which somebody listens.
pub(super) async fn connect(places: &[impl AsRef<Path>]) -> Result<Connected, NoConnection> {
    for place in places {
        match connect_to(place.as_ref()).await {
            Err(NoConnection::Absent) => {}
            connected => return connected,
        }
    }
    Err(NoConnection::Absent)
}

async fn connect_to(path: &Path) -> Result<Connected, NoConnection> {
    look_at(path)?;
    let stream = UnixStream::connect(path).await.map_err(|error| unusable(path, &error))?;
    let server = stream.peer_cred().map_err(|error| unusable(path, &error))?;
    if server.uid() != geteuid().as_raw() {
        return Err(foreign(path, Distrust::ServerOfAnother));
    }
    Ok(Connected { stream, pid: server.pid() })
}

/// Whether folder and socket are this user's alone.
pub(super) fn look_at(path: &Path) -> Result<(), NoConnection> {
    socket::check_folder(path.parent().unwrap_or(Path::new("."))).map_err(CallError::from)?;
    let found = fs::symlink_metadata(path).map_err(|error| unusable(path, &error))?;
    if !found.file_type().is_socket() {
        return Err(foreign(path, Distrust::NotASocket));
    }
    if found.uid() != geteuid().as_raw() {
        return Err(foreign(path, Distrust::SocketOfAnother));
    }
    Ok(())
}

fn unusable(path: &Path, error: &io::Error) -> NoConnection {
    let is = |kind| error.kind() == kind;
    if is(ErrorKind::NotFound) || is(ErrorKind::ConnectionRefused) {
        NoConnection::Absent
    } else if is(ErrorKind::WouldBlock) {
        NoConnection::Crowded
    } else {
        foreign(path, Distrust::Hidden)
    }
}

fn foreign(path: &Path, why: Distrust) -> NoConnection {
    NoConnection::Final(CallError::Foreign { path: path.to_owned(), why })
}

impl From<CallError> for NoConnection {
    fn from(error: CallError) -> Self {
        if matches!(error, CallError::NotRunning) { Self::Absent } else { Self::Final(error) }
    }
}
