//! When it is a session: a shell, a command over SSH, cron, a container.

use lanyard_core::program::ProcessId;
use lanyard_core::view::{Keeper, ProgramKind};

use super::{ADA, LANYARD, Table, path_of, unknown};

#[test]
fn a_shell_is_its_session_directly_and_through_a_script() {
    let table = Table::desktop();
    let terminal = table.start(100, "/usr/libexec/gnome-terminal-server");
    let shell = table.start_session(terminal, "/usr/bin/bash", Some("pts/3"));
    let script = table.start(shell, "/usr/bin/bash");
    let make = table.start(script, "/usr/bin/make");
    let recipe = table.start(make, "/usr/bin/dash");
    let timeout = table.start(recipe, "/usr/bin/timeout");
    for parent in [shell, script, make, recipe, timeout] {
        let caller = table.asks(parent);
        assert_eq!(caller.program.kind, ProgramKind::Session);
        assert_eq!(caller.program.session.leader, ProcessId { pid: shell, started: shell.into() });
        assert_eq!(caller.program.session.terminal.as_deref(), Some("pts/3"));
        assert_eq!(caller.program.process.pid, shell);
        assert_eq!(path_of(&caller), "/usr/bin/bash");
        assert_eq!(caller.program.parents[0], "gnome-terminal-server");
    }
}

#[test]
fn cron_is_a_session_without_a_terminal() {
    let table = Table::desktop();
    let cron = table.put(50, 1, 50, "/usr/sbin/cron", 0);
    let sh = table.start_session(cron, "/usr/bin/dash", None);
    let caller = table.asks(sh);
    assert_eq!(caller.program.kind, ProgramKind::Session);
    assert_eq!((caller.program.session.leader.pid, caller.program.session.terminal.clone()), (sh, None));
    // `sh -c` became our command line by exec: it leads its own session, and is shown as cron's.
    let lanyard = table.start_session(cron, LANYARD, None);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("cron", lanyard));
    assert_eq!((caller.program.hash.as_str(), caller.program.keeper), ("", Keeper::Person));
}

#[test]
fn a_command_over_ssh_is_a_session_without_a_terminal() {
    let table = Table::desktop();
    let listener = table.put(50, 1, 50, "/usr/sbin/sshd", 0);
    let privileged = table.put(60, listener, 60, "/usr/sbin/sshd", 0);
    let sshd = table.put(110, privileged, 60, "/usr/sbin/sshd", ADA);
    table.change(sshd, |process| process.runs = None);
    let shell = table.start_session(sshd, "/usr/bin/bash", None);
    let caller = table.asks(shell);
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("/usr/bin/bash", ProgramKind::Session));
    let lanyard = table.start_session(sshd, LANYARD, None);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("sshd", ProgramKind::Session));
}

#[test]
fn an_orphan_does_not_become_the_session_it_was_born_in() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    for adopts in [1, 100] {
        let script = table.start(shell, "/usr/bin/bash");
        table.change(script, |process| process.facts.parent = adopts);
        table.change(script, |process| process.arguments = ["bash", "sync.sh"].map(str::to_owned).into());
        let caller = table.asks(script);
        assert_eq!(caller.program.kind, ProgramKind::Interpreter { script: Some("sync.sh".to_owned()) });
        assert_eq!(caller.program.process.pid, script);
        let lanyard = table.start(shell, LANYARD);
        table.change(lanyard, |process| process.facts.parent = adopts);
        assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard has ended");
    }
}

#[test]
fn a_session_whose_leader_has_ended_is_told_without_its_start() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let sudo = table.start(shell, "/usr/bin/sudo");
    table.change(sudo, |process| process.user = 0);
    let lanyard = table.start(sudo, LANYARD);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("/usr/bin/bash", shell));
    table.end(shell);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!(caller.program.session.leader, ProcessId { pid: shell, started: 0 });
    assert_eq!(path_of(&caller), "sudo");
}

#[test]
fn a_command_in_a_container_with_an_init_of_its_own_is_a_session() {
    let table = Table::default();
    table.put(1, 0, 1, "/usr/bin/tini", ADA);
    let lanyard = table.start(1, LANYARD);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("/usr/bin/tini", 1));
}

#[test]
fn a_caller_from_outside_the_container_is_a_session_of_its_own() {
    let table = Table::desktop();
    let lanyard = table.put(200, 0, 0, LANYARD, ADA);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!(caller.program.kind, ProgramKind::Session);
    assert_eq!(caller.program.session.leader, ProcessId { pid: lanyard, started: lanyard.into() });
}
