//! The process keeps its memory to itself (CHECKLIST M1, M2).
//!
//! Linux: no core file, from the first instruction of ours; and not dumpable, so that another program of the
//! same person can neither attach nor read `/proc/PID/mem`, from before the first secret is read.
//!
//! Not dumpable from the start would be too early: the desktop's portal looks into `/proc/PID/root` of who
//! asks, and the toolkit asks it for light or dark while the window is made. Measured as a person without
//! root's rights: WebKit and its driver, tray, notifications, clipboard and single instance work as before;
//! `/proc/PID/smaps_rollup` is root's to read. Against root, and a debugger that starts the program, it is no help.

/// No crash leaves a core file. Where the system refuses, nothing is worse than without.
#[cfg(target_os = "linux")]
pub fn no_core_file() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// No debugger of the same person from here on.
#[cfg(target_os = "linux")]
pub fn no_debugger() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "a debugger could attach");
    }
}

// macOS: the hardened runtime of a signed build refuses debuggers. Windows: there is no such switch.
#[cfg(not(target_os = "linux"))]
pub fn no_core_file() {}
#[cfg(not(target_os = "linux"))]
pub fn no_debugger() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn m1_a_debugger_of_the_same_user_cannot_attach() {
        super::no_debugger();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }

    #[test]
    fn m2_a_crash_leaves_no_core() {
        super::no_core_file();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
