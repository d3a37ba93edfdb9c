//! Which program it is: the one that calls, or that which started our command line.

use lanyard_core::program::ProcessId;
use lanyard_core::view::{Keeper, ProgramKind};

use super::{LANYARD, Table, path_of};

#[test]
fn a_program_that_calls_is_itself() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let caller = table.identify(git).unwrap();
    assert!(!caller.by_command_line);
    assert_eq!(caller.program.kind, ProgramKind::Ordinary);
    assert_eq!(caller.program.process, ProcessId { pid: git, started: git.into() });
    assert_eq!((path_of(&caller), caller.program.keeper), ("/usr/bin/git", Keeper::System));
    assert_eq!(caller.program.session.terminal, None, "its own, not its parent's");
    assert_eq!(caller.program.parents, ["bash", "systemd", "systemd"]);
}

#[test]
fn git_gets_the_token_through_sh_and_its_own_helper() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let sh = table.start(git, "/usr/bin/dash");
    assert_eq!(path_of(&table.asks(sh)), "/usr/bin/git");
    let remote = table.start(git, "/usr/lib/git-core/git-remote-http");
    let sh = table.start(remote, "/usr/bin/dash");
    let caller = table.asks(sh);
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("/usr/bin/git", ProgramKind::Ordinary));
    assert_eq!(caller.program.process.pid, git);
    let impostor = table.start(shell, "/home/ada/git-remote-http");
    assert_eq!(path_of(&table.asks(impostor)), "/home/ada/git-remote-http", "git did not start it");
}

#[test]
fn a_program_does_not_become_the_session_by_shells_in_between() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let evil = table.start(shell, "/home/ada/evil");
    let mut last = evil;
    for between in
        ["/usr/bin/dash", "/usr/bin/bash", "/usr/bin/timeout", "/usr/bin/env", "/usr/bin/zsh", LANYARD]
    {
        last = table.start(last, between);
        let caller = table.asks(last);
        assert_eq!(path_of(&caller), "/home/ada/evil", "{between}");
        assert_eq!(caller.program.kind, ProgramKind::Ordinary);
    }
}

#[test]
fn an_editor_is_a_program_and_its_terminal_a_session() {
    let table = Table::desktop();
    let code = table.start(100, "/usr/share/code/code");
    assert_eq!(path_of(&table.asks(code)), "/usr/share/code/code");
    let task = table.start(code, "/usr/bin/bash");
    assert_eq!(path_of(&table.asks(task)), "/usr/share/code/code");
    let terminal = table.start_session(code, "/usr/bin/zsh", Some("pts/4"));
    assert_eq!(table.asks(terminal).program.kind, ProgramKind::Session);
}

#[test]
fn an_interpreter_names_its_script() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let python = table.start(shell, "/usr/bin/python3.11");
    table
        .change(python, |process| process.arguments = ["python3", "bin/report.py"].map(str::to_owned).into());
    let script = Some("bin/report.py".to_owned());
    for caller in [table.identify(python).unwrap(), table.asks(python)] {
        assert_eq!(caller.program.kind, ProgramKind::Interpreter { script: script.clone() });
        assert_eq!(caller.program.process.pid, python);
    }
}

#[test]
fn a_program_of_the_persons_with_a_wrappers_name_stands_for_itself() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    for name in ["make", "sh", "env"] {
        let path = format!("/home/ada/{name}");
        let caller = table.asks(table.start(shell, &path));
        assert_eq!(
            (path_of(&caller), &caller.program.kind),
            (path.as_str(), &ProgramKind::Interpreter { script: None })
        );
    }
    let tmux = table.start(shell, "/home/ada/tmux");
    assert_eq!(table.asks(tmux).program.kind, ProgramKind::Ordinary);
    // A shell of the person's own is a shell where it leads a session, and so never gets a lasting grant.
    let fish = table.start_session(100, "/home/ada/bin/fish", Some("pts/4"));
    assert_eq!(table.asks(fish).program.kind, ProgramKind::Session);
}

#[test]
fn another_file_of_the_command_lines_name_is_a_program_like_any() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let copy = table.start(shell, "/home/ada/bin/lanyard");
    assert_eq!(path_of(&table.identify(copy).unwrap()), "/home/ada/bin/lanyard");
    // Mounted over the real one in a namespace of its own: the kernel gives the path, but it leads elsewhere.
    let mounted = table.start(shell, LANYARD);
    table.change(mounted, |process| process.runs.as_mut().unwrap().in_place = false);
    let caller = table.identify(mounted).unwrap();
    assert!(!caller.by_command_line);
    assert_eq!(caller.program.keeper, Keeper::Person);
}
