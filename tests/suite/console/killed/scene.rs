//! An administrator in a process of its own, at a provider of this one.

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Context, ensure};
use harness::Result;
use harness::crowd::Crowd;
use harness::desk::Desk;
use harness::evil::Endpoint;
use harness::process::Process;
use lanyard_core::view::{
    ActivityEntry, ActivityKind, ChainView, EndWhat, JobState, SessionKey, SessionKind,
};
use rustix::process::Signal;
use serde::Deserialize;
use serde_json::Value;

/// Long enough for ten thousand endings on a loaded machine.
pub(super) const LONG: Duration = Duration::from_mins(2);

/// What an order's first entry says it ends, and what those of going on with it say.
const GOING_ON: &str = "what is left of an earlier order";

/// The provider and a desk, at which one process after another administers.
pub(super) struct Scene {
    pub(super) crowd: Crowd,
    desk: Desk,
    /// Processes so far: each prints to a file of its own.
    runs: Cell<usize>,
}

/// How a profile stands, as a process prints it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Standing {
    job: Option<Counts>,
    /// Newest first within a kind.
    acts: Vec<ActivityEntry>,
    chain: ChainView,
}

/// How far its only job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Counts {
    pub(super) state: JobState,
    pub(super) total: u32,
    pub(super) ended: u32,
    pub(super) gone: u32,
    pub(super) refused: u32,
    pub(super) retry: u32,
    pub(super) left: u32,
}

impl Scene {
    pub(super) async fn set(sessions: u32) -> Result<Self> {
        let crowd = Crowd::start(sessions).await?;
        Ok(Self { crowd, desk: Desk::with_keychain().await?, runs: Cell::new(0) })
    }

    /// Starts a process that orders the end of this, and dies at the point if one is named.
    pub(super) fn orders(&self, what: &EndWhat, point: Option<&str>) -> Result<Process> {
        let file = self.desk.folder().join("what.json");
        std::fs::write(&file, serde_json::to_vec(what)?)?;
        let file = file.display().to_string();
        self.administrator(["end", &file].into_iter().chain(point))
    }

    /// Starts a process that goes on with what was cut off.
    pub(super) fn goes_on(&self) -> Result<Process> {
        self.administrator(["go-on"])
    }

    fn administrator<'a>(&self, task: impl IntoIterator<Item = &'a str>) -> Result<Process> {
        let home = self.desk.folder().join("profile").display().to_string();
        let task = task.into_iter().map(str::to_owned);
        let args = [home, self.crowd.issuer().to_owned()].into_iter().chain(task);
        self.runs.set(self.runs.get() + 1);
        let name = format!("administrator-{}", self.runs.get());
        Process::start(&name, env!("CARGO_BIN_EXE_administrator"), args, &self.desk.env(), &self.desk.logs())
    }

    /// Ends a process with SIGKILL; nothing that it sent is still on its way then, but for what is held.
    pub(super) async fn kills(&self, mut process: Process) -> Result {
        ensure!(process.is_running(), "it ended before it was killed");
        process.signal(Signal::KILL)?;
        self.dies(process).await
    }

    /// Waits until a process has killed itself.
    pub(super) async fn dies(&self, mut process: Process) -> Result {
        ensure!(!process.ended().await?, "it ends well: the point was never reached");
        self.crowd.is_left().await
    }

    /// How a process that opens no console finds the profile. It asks nothing of the admin API, and can't go on.
    pub(super) async fn looks(&self) -> Result<Standing> {
        let (asked, signed_in) = (self.crowd.asked(), self.sign_ins());
        let mut process = self.administrator(["look"])?;
        let found = told(&mut process, "found").await?;
        ensure!(process.ended().await?, "a look ends well");
        assert_eq!(self.crowd.asked(), asked, "nothing goes on without an administrator");
        assert_eq!(self.sign_ins(), signed_in, "nobody is asked to sign in");
        Ok(found)
    }

    /// Goes on to the end: how the job was found, and what came of it.
    pub(super) async fn finishes(&self) -> Result<(Counts, Counts)> {
        let signed_in = self.sign_ins();
        let mut process = self.goes_on()?;
        let found = told(&mut process, "found").await?.job()?;
        let over = told(&mut process, "over").await?.job()?;
        ensure!(process.ended().await?, "it ends well");
        assert_eq!(self.sign_ins(), signed_in + 1, "somebody signed in to the console anew");
        Ok((found, over))
    }

    /// Sign-ins that were begun at the provider.
    pub(super) fn sign_ins(&self) -> usize {
        self.crowd.evil().count(Endpoint::Authorization)
    }
}

/// What a process says of the profile once it has found it, or is over.
pub(super) async fn told(process: &mut Process, when: &str) -> Result<Standing> {
    let is_it = |line: &str| serde_json::from_str::<Value>(line).ok()?.get(when).cloned();
    Ok(serde_json::from_value(process.line_within(LONG, when, is_it).await?)?)
}

/// These sessions.
pub(super) fn these<S: AsRef<str>>(ids: &[S]) -> EndWhat {
    let key = |id: &S| SessionKey { id: id.as_ref().to_owned(), kind: SessionKind::Online };
    EndWhat::Sessions { sessions: ids.iter().map(key).collect() }
}

impl Standing {
    /// Its only job, whose counts add up.
    pub(super) fn job(&self) -> Result<Counts> {
        let job = self.job.context("there is a job")?;
        assert_eq!(job.ended + job.gone + job.refused + job.retry + job.left, job.total, "{job:?}");
        Ok(job)
    }

    /// Entries of a kind.
    pub(super) fn acts(&self, kind: ActivityKind) -> usize {
        self.acts.iter().filter(|entry| entry.kind == kind).count()
    }

    /// The log follows from its first entry to its last; the order is in it once; and of the runs of the job, which
    /// were begun one by one, all tell of their end but those that were killed.
    pub(super) fn is_evidence(&self, killed: usize) {
        assert!(matches!(self.chain, ChainView::Unbroken { .. }), "{:?}", self.chain);
        let orders = || self.acts.iter().filter(|entry| entry.kind == ActivityKind::EndingOrdered);
        let goes_on = |entry: &ActivityEntry| {
            entry.facts.iter().any(|fact| fact.name == "what" && fact.text == GOING_ON)
        };
        assert_eq!(orders().filter(|entry| !goes_on(entry)).count(), 1, "it was ordered once");
        assert_eq!(self.acts(ActivityKind::SessionsEnded) + killed, orders().count(), "{killed} were killed");
    }
}

impl Counts {
    /// Cut off, with so many ended and all others left.
    pub(super) fn cut_off(total: u32, ended: u32) -> Self {
        let left = total - ended;
        Self { state: JobState::CutOff, total, ended, gone: 0, refused: 0, retry: 0, left }
    }

    /// All were ended by this job.
    pub(super) fn done(total: u32) -> Self {
        Self { state: JobState::Done, ..Self::cut_off(total, total) }
    }
}
