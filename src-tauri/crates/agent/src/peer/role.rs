//! What a program is, by the name of its executable file.
//!
//! Owns the lists, and finding the script in an interpreter's arguments. Invariant 1: a name alone only ever makes a
//! grant shorter (a session, a script): no lasting grant comes of one.

/// What kind of program a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A program of its own.
    Ordinary,
    /// Runs others' text.
    Interpreter,
    /// A shell: stands for its session.
    Shell,
    /// Runs the command it is given and adds nothing of its own: the program is whoever started it.
    Wrapper,
    /// Begins sessions of others: whoever it starts was started by nobody in particular.
    Door,
    /// git's own child that speaks HTTP; for a person it is git.
    GitRemote,
}

const INTERPRETERS: &[&str] = &[
    "Rscript", "R", "awk", "beam.smp", "bun", "deno", "dotnet", "electron", "gawk", "gjs", "guile", "java",
    "julia", "lua", "luajit", "mawk", "mono", "node", "nodejs", "perl", "php", "pypy", "python", "ruby",
    "tclsh", "wish",
];
const SHELLS: &[&str] = &[
    "ash", "bash", "busybox", "csh", "dash", "elvish", "fish", "ksh", "mksh", "nu", "oksh", "pwsh", "rbash",
    "sh", "tcsh", "toybox", "xonsh", "yash", "zsh",
];
const WRAPPERS: &[&str] = &[
    "chrt",
    "dbus-run-session",
    "direnv",
    "doas",
    "entr",
    "env",
    "flock",
    "gmake",
    "ionice",
    "just",
    "make",
    "nice",
    "ninja",
    "nohup",
    "nsenter",
    "numactl",
    "parallel",
    "prlimit",
    "runuser",
    "script",
    "setpriv",
    "setsid",
    "stdbuf",
    "strace",
    "su",
    "sudo",
    "taskset",
    "time",
    "timeout",
    "unshare",
    "watch",
    "xargs",
];
const DOORS: &[&str] = &[
    "agetty",
    "anacron",
    "at",
    "atd",
    "conmon",
    "containerd-shim",
    "containerd-shim-runc-v",
    "cron",
    "crond",
    "dropbear",
    "dumb-init",
    "fcron",
    "init",
    "login",
    "mosh-server",
    "podman",
    "s6-supervise",
    "screen",
    "sshd",
    "sshd-auth",
    "sshd-session",
    "systemd",
    "systemd-executor",
    "tini",
    "tmux",
];
/// Options that are followed by a value of their own.
const WITH_VALUE: &[&str] =
    &["-W", "-X", "-r", "--require", "--import", "-I", "-cp", "-classpath", "--class-path", "--loader"];
/// Options after which the program's text, or the name of a module, is in the arguments themselves.
const TEXT: &[&str] = &["-", "-c", "-e", "-E", "-m", "-p", "-pe", "-ne", "--eval", "--print"];
/// Words between an interpreter and its script.
const SUBCOMMANDS: &[&str] = &["run", "exec"];
/// Characters of a script's name that are shown.
const SHOWN: usize = 1_024;

/// What the program with this file name is.
pub(super) fn role(name: &str) -> Role {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let is = |list: &[&str]| list.contains(&base) || list.contains(&name);
    // The dynamic linker runs the program that it is given, under its own name.
    let loader = name.starts_with("ld-linux") || name.starts_with("ld-musl") || name.starts_with("qemu-");
    if is(SHELLS) {
        Role::Shell
    } else if is(INTERPRETERS) || loader {
        Role::Interpreter
    } else if is(WRAPPERS) {
        Role::Wrapper
    } else if is(DOORS) {
        Role::Door
    } else if name.starts_with("git-remote-") {
        Role::GitRemote
    } else {
        Role::Ordinary
    }
}

/// The script in an interpreter's arguments, which begin with its own name; for showing only.
pub(super) fn script(arguments: &[String]) -> Option<String> {
    let mut arguments = arguments.iter().skip(1).map(String::as_str);
    while let Some(argument) = arguments.next() {
        if TEXT.contains(&argument) {
            return None;
        }
        if WITH_VALUE.contains(&argument) {
            arguments.next();
        } else if !argument.starts_with('-') && !SUBCOMMANDS.contains(&argument) && !argument.is_empty() {
            return Some(shown(argument));
        }
    }
    None
}

/// Text that a program chose, made fit for a person's eyes.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script_of(line: &str) -> Option<String> {
        script(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn versions_in_a_name_change_nothing() {
        for name in ["python", "python3", "python3.11", "perl5.36.0", "lua5.4", "php8.2", "node", "ruby3.1"] {
            assert_eq!(role(name), Role::Interpreter, "{name}");
        }
        assert_eq!(role("ksh93"), Role::Shell);
        assert_eq!(role("ld-linux-x86-64.so.2"), Role::Interpreter);
    }

    #[test]
    fn other_programs_are_what_they_are() {
        for name in
            ["git", "kubectl", "code", "shellcheck", "pythonista", "makefile2dot", "", "7z", "nodemon"]
        {
            assert_eq!(role(name), Role::Ordinary, "{name}");
        }
    }

    #[test]
    fn finds_the_script() {
        assert_eq!(script_of("python3 -u -W ignore bin/report.py --x").as_deref(), Some("bin/report.py"));
        assert_eq!(script_of("node --require ./a.js server.js").as_deref(), Some("server.js"));
        assert_eq!(script_of("java -Xmx1g -jar app.jar").as_deref(), Some("app.jar"));
        assert_eq!(script_of("deno run --allow-net main.ts").as_deref(), Some("main.ts"));
        for none in ["python3", "python3 -c import/x", "perl -e 1", "python3 -m http.server", "node -", ""] {
            assert_eq!(script_of(none), None, "{none}");
        }
    }

    #[test]
    fn a_script_name_is_inert() {
        let name = script(&["sh".into(), format!("a\u{1b}[2J\n{}", "x".repeat(5_000))]).unwrap();
        assert_eq!(name.chars().count(), SHOWN);
        assert!(!name.contains(['\u{1b}', '\n']));
    }
}
