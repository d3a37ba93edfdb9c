//! Several processes on one vault; processes that are killed, or whose disk is full.
//!
//! The other process is the same test again, which finds the vault's folder in its environment.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use lanyard_vault::{FileVault, Vault, VaultError};
use secrecy::ExposeSecret;

use super::{PASSPHRASE, files, new_vault, passphrase};
use crate::contract::token;

/// Set for the other process; its value is the vault's folder.
const FOLDER: &str = "LANYARD_VAULT_TEST_FOLDER";
const ITEM: &str = "lanyard/p/refresh-token/a/1/0";

/// Another process, which gets the passphrase by its standard input.
fn start(mut command: Command, path: &Path) -> Child {
    command.env(FOLDER, path).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSPHRASE}").unwrap();
    child
}

/// This test program, to run one test alone.
fn again(test: &str) -> Vec<OsString> {
    let program = env::current_exe().unwrap().into_os_string();
    [program].into_iter().chain(["--exact", test, "--nocapture"].map(OsString::from)).collect()
}

/// The vault, in the other process; `None` in the first one.
fn opened_again() -> Option<FileVault> {
    let path = PathBuf::from(env::var_os(FOLDER)?);
    let stdin = io::stdin().as_fd().try_clone_to_owned().unwrap();
    let passphrase = lanyard_vault::passphrase::from_fd(stdin).unwrap();
    Some(FileVault::open(&path, &passphrase).unwrap().0)
}

/// The secret of the nth write; their lengths differ.
fn nth(n: usize) -> Vec<u8> {
    token(1 + (n * 7919) % 20_000).expose_secret().as_bytes().to_vec()
}

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_item() {
    if let Some(vault) = opened_again() {
        for n in 1.. {
            vault.put(ITEM, &nth(n)).unwrap();
            writeln!(io::stdout(), "wrote {n}").unwrap();
        }
    }
    let (_place, path, vault) = new_vault();
    vault.put(ITEM, &nth(0)).unwrap();
    let arguments = again("file::processes::a_writer_killed_at_any_moment_leaves_a_whole_item");
    for round in 0..12 {
        let mut command = Command::new(&arguments[0]);
        command.args(&arguments[1..]);
        let mut child = start(command, &path);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut written = lines.filter_map(|line| line.strip_prefix("wrote ")?.parse().ok());
        // The child goes on while this is read, so the kill comes at another instruction each time.
        let seen: usize = written.by_ref().nth(round).expect("it writes");
        child.kill().unwrap();
        child.wait().unwrap();
        let last = written.last().unwrap_or(seen);

        let (vault, _) = FileVault::open(&path, &passphrase(PASSPHRASE)).unwrap();
        let found = vault.get(ITEM).expect("the old item or the new one");
        let whole = *found == nth(last) || *found == nth(last + 1);
        assert!(whole, "round {round}: neither write {last} nor the next");
        assert_eq!(files(&path).len(), 3, "round {round}: header, lock and the item");
    }
}

#[test]
fn x03_a_disk_that_is_full_in_the_middle_of_a_write_leaves_the_old_item() {
    if let Some(vault) = opened_again() {
        let refused = vault.put(ITEM, &vec![1; 65_536]).expect_err("it does not fit");
        assert!(matches!(refused, VaultError::Failed { .. }), "{refused}");
        vault.put("small", b"fits").expect("the vault works on");
        return;
    }
    let (_place, path, vault) = new_vault();
    vault.put(ITEM, b"old").unwrap();
    // No file may grow beyond a few kilobytes; without the trap the kernel would kill the process.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]);
    command
        .args(again("file::processes::x03_a_disk_that_is_full_in_the_middle_of_a_write_leaves_the_old_item"));
    let ended = start(command, &path).wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert_eq!(*vault.get(ITEM).unwrap(), *b"old");
    assert_eq!(*vault.get("small").unwrap(), *b"fits", "the other process ran");
    assert_eq!(files(&path).len(), 4, "nothing of the large item is left");
}

#[test]
fn opening_disturbs_no_writer() {
    let (_place, path, vault) = new_vault();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..200 {
                vault.put(ITEM, &nth(n)).unwrap();
                assert!(*vault.get(ITEM).unwrap() == nth(n));
            }
        });
        let mut opened = 0;
        while !writer.is_finished() || opened < 3 {
            FileVault::open(&path, &passphrase(PASSPHRASE)).unwrap();
            opened += 1;
        }
    });
    assert_eq!(files(&path).len(), 3);
}
