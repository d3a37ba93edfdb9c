//! Who gets nothing: another user, and whoever can't be told for certain.

use std::path::PathBuf;

use super::{ADA, LANYARD, NOW, Table, file, unknown};
use crate::peer::facts::Executable;
use crate::peer::identify::identify;
use crate::peer::{Credentials, Own, PeerError};

#[test]
fn b01_b02_another_user_and_root_are_foreign() {
    let table = Table::desktop();
    let own = Own { user: ADA, command_line: LANYARD.into(), agent: PathBuf::new(), window: PathBuf::new() };
    let git = table.start(100, "/usr/bin/git");
    for user in [0, 1_001, u32::MAX] {
        let result = identify(&table, &own, Credentials { pid: git, user }, NOW);
        assert_eq!(result.unwrap_err(), PeerError::Foreign { user });
    }
}

#[test]
fn b09_a_process_younger_than_the_connection_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.identify(git).unwrap();
    table.change(git, |process| process.facts.started = NOW.0 + 1);
    assert_eq!(unknown(table.identify(git)), "it started after it connected");
}

#[test]
fn b09_a_number_that_changes_hands_while_it_is_read_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.meanwhile.set(Some((git, |process| process.facts.started += 1)));
    assert_eq!(unknown(table.identify(git)), "it has ended");
    // The same process runs another program: what connected is not certain any more.
    let evil = table.start(100, "/home/ada/evil");
    table.meanwhile.set(Some((evil, |process| {
        let path = PathBuf::from("/usr/bin/git");
        process.runs = Some(Executable { file: file(&path), in_place: true, path });
    })));
    assert_eq!(unknown(table.identify(evil)), "it changed while it was looked at");
}

#[test]
fn b09_a_process_that_ended_or_hides_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.change(git, |process| process.runs = None);
    assert_eq!(unknown(table.identify(git)), "its executable can't be read");
    table.end(git);
    assert_eq!(unknown(table.identify(git)), "it has ended, or is out of sight");
    assert_eq!(unknown(table.identify(0)), "it has ended, or is out of sight");
}

#[test]
fn b09_a_parent_whose_number_went_to_another_did_not_start_it() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let lanyard = table.start(git, LANYARD);
    table.change(git, |process| process.facts.started = u64::from(lanyard) + 1);
    assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard has ended");
}

#[test]
fn a_program_that_hides_gets_nothing_through_the_command_line() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    // It called itself sshd and made itself unreadable; its parent is no sshd of root's.
    let evil = table.start(shell, "/home/ada/sshd");
    table.change(evil, |process| process.runs = None);
    let lanyard = table.start(evil, LANYARD);
    assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard hides what it is");
}

#[test]
fn the_walk_up_ends() {
    let table = Table::desktop();
    let mut last = table.start(100, "/home/ada/evil");
    for _ in 0..40 {
        last = table.start(last, "/usr/bin/env");
    }
    let lanyard = table.start(last, LANYARD);
    assert_eq!(unknown(table.identify(lanyard)), "too many programs stand between it and us");
    // A process that is its own parent ends the list of parents too.
    let circle = table.start(100, "/usr/bin/git");
    table.change(circle, |process| process.facts.parent = circle);
    assert_eq!(table.identify(circle).unwrap().program.parents.len(), 32);
}
