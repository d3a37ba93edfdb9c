//! Whose process is at the other end of a connection on this machine.
//!
//! An address in a process list can be read by every user of the machine. Linux tells the owner of each socket, so
//! that a page meant for this user's browser is not handed to somebody else's process; other systems don't tell.

use std::net::SocketAddr;

use tokio::net::TcpStream;

/// Whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    /// This user's.
    Ours,
    /// Another user's.
    SomebodyElses,
    /// The system does not tell.
    Unknown,
}

/// Tells whose process made a connection.
#[cfg(target_os = "linux")]
pub(super) async fn of(stream: &TcpStream) -> Peer {
    use std::os::unix::fs::MetadataExt as _;

    let (Ok(theirs), Ok(here)) = (stream.peer_addr(), stream.local_addr()) else { return Peer::Unknown };
    let table = if theirs.is_ipv4() { "/proc/self/net/tcp" } else { "/proc/self/net/tcp6" };
    let (Ok(table), Ok(own)) =
        (tokio::fs::read_to_string(table).await, tokio::fs::metadata("/proc/self").await)
    else {
        return Peer::Unknown;
    };
    match owner(&table, theirs, here) {
        Some(uid) if uid == own.uid() => Peer::Ours,
        Some(_) => Peer::SomebodyElses,
        None => Peer::Unknown,
    }
}

/// Tells whose process made a connection.
#[cfg(not(target_os = "linux"))]
pub(super) async fn of(_stream: &TcpStream) -> Peer {
    Peer::Unknown
}

/// The user of the socket that is bound to `local` and connected to `remote`, by the kernel's table (proc(5)).
#[cfg(any(target_os = "linux", test))]
fn owner(table: &str, local: SocketAddr, remote: SocketAddr) -> Option<u32> {
    let (local, remote) = (in_table(local), in_table(remote));
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_ascii_whitespace().skip(1);
        let same = columns.next()? == local && columns.next()? == remote;
        // Behind the addresses: state, queues, timer, retransmissions, uid.
        if same { columns.nth(4)?.parse().ok() } else { None }
    })
}

/// An address as the table writes it: words of 32 bits in the machine's own order, in hex.
#[cfg(any(target_os = "linux", test))]
fn in_table(address: SocketAddr) -> String {
    use std::fmt::Write as _;
    use std::net::IpAddr;

    let octets = match address.ip() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let mut text = String::new();
    for word in octets.chunks_exact(4) {
        let word = word.try_into().map_or(0, u32::from_ne_bytes);
        // Writing into a string can't fail.
        let _ = write!(text, "{word:08X}");
    }
    let _ = write!(text, ":{:04X}", address.port());
    text
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpStream};

    use super::{Peer, in_table, of, owner};

    #[tokio::test]
    async fn another_users_socket_is_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let theirs = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (here, _) = listener.accept().await.unwrap();
        if cfg!(target_os = "linux") {
            assert_eq!(of(&here).await, Peer::Ours);
        }
        let (local, remote) = (theirs.local_addr().unwrap(), theirs.peer_addr().unwrap());
        let row = |uid| {
            let (local, remote) = (in_table(local), in_table(remote));
            format!(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
                 7: {local} {remote} 01 00000000:00000000 00:00000000 00000000  {uid}        0 12345 1\n"
            )
        };
        assert_eq!(owner(&row(4711), local, remote), Some(4711));
        assert_eq!(owner(&row(4711), remote, local), None, "the listener's own side does not count");
        assert_eq!(owner("", local, remote), None);
    }
}
