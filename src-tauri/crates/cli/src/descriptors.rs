//! What an agent was handed without being asked: descriptors that its starter's starter had open.
//!
//! A pipe that lives on in an agent keeps its reader waiting for ever (`$(… 3>&1)`), and one may be the very pipe
//! that a passphrase came on. Owns nothing but their end. Invariant: it runs before this process opens anything
//! of its own beyond standard input, output and error.

use std::fs;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd, RawFd};

use rustix::io::fcntl_getfd;

/// The first descriptor after standard error.
const FIRST: RawFd = 3;

/// Closes every descriptor beyond standard input, output and error.
pub(crate) fn close_inherited() {
    // Listed first and closed afterwards: the listing has a descriptor of its own, which is gone by then.
    let Ok(entries) = fs::read_dir("/dev/fd") else { return };
    let open: Vec<RawFd> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    for number in open.into_iter().filter(|number| *number >= FIRST) {
        close(number);
    }
}

#[expect(
    unsafe_code,
    reason = "a descriptor that was inherited has no owner that could be asked to close it"
)]
fn close(number: RawFd) {
    // SAFETY: it is only looked at, and one that is not open is an error that is heard.
    let open = fcntl_getfd(unsafe { BorrowedFd::borrow_raw(number) }).is_ok();
    if open {
        // SAFETY: it is open, and nothing in this process owns it: nothing here has opened one yet.
        drop(unsafe { OwnedFd::from_raw_fd(number) });
    }
}
