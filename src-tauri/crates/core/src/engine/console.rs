//! The console, as a client sees and steers it. How it works is in [`crate::console`].
//!
//! None of these verbs has a route in the agent: administration is the window's alone.

use super::Engine;
use crate::view::{
    ConsoleView, DryRunView, EndWhat, ErrorView, EvidenceFormat, JobView, PersonView, ProofView,
    SessionFilter, SessionList, SignInView,
};

impl Engine {
    /// Every provider that has a console, and whether somebody administers there.
    ///
    /// # Errors
    /// `closing`.
    pub async fn consoles(&self) -> Result<Vec<ConsoleView>, ErrorView> {
        Ok(self.running()?.console_views())
    }

    /// Begins a sign-in to a console: afresh, whoever is signed in already. It is no account's; how it goes on is told
    /// as the console's access, and it is steered as any sign-in (open again, copy the link, paste, cancel).
    ///
    /// # Errors
    /// `not_found`, `not_supported` for a provider without a console, `policy_denied`, `policy_broken`.
    pub async fn open_console(&self, provider: &str) -> Result<SignInView, ErrorView> {
        let inner = self.running()?;
        inner.open_console(provider).await.map_err(|f| inner.refuse(f))
    }

    /// Leaves a console: nothing more is asked there, and the access is revoked and forgotten as soon as no job needs
    /// it.
    ///
    /// # Errors
    /// `not_found`, `closing`.
    pub async fn leave_console(&self, provider: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.leave_console(provider).await.map_err(|f| inner.refuse(f))
    }

    /// The page of the consoles was left, the window that shows it was hidden, or another page is loaded there: unless
    /// somebody is back within two minutes, every console is left ([`Engine::leave_console`]), and so is one that is
    /// opened meanwhile. A console that is asked for nothing for a quarter of an hour, while no job runs, is left anyway.
    pub fn leave_consoles_soon(&self) {
        self.inner.leave_consoles_soon();
    }

    /// Somebody is at the page of the consoles (again).
    pub fn stay_at_consoles(&self) {
        self.inner.stay_at_consoles();
    }

    /// Sessions that match, out of those loaded, `limit` (at most 500) from `offset` on. Asks the provider for the
    /// first page where nothing was loaded yet.
    ///
    /// # Errors
    /// `not_found` where the console is not open, or what the provider answered.
    pub async fn console_sessions(
        &self,
        provider: &str,
        filter: SessionFilter,
        offset: u32,
        limit: u32,
    ) -> Result<SessionList, ErrorView> {
        let inner = self.running()?;
        let list = inner.console_sessions(provider, filter, (offset, limit)).await;
        list.map_err(|f| inner.refuse(f))
    }

    /// Asks the provider for the next page of sessions, or for all that are left (which may take a while: what has
    /// come meanwhile can be read). The list has no sessions in it, only the counts.
    ///
    /// # Errors
    /// As for [`Engine::console_sessions`].
    pub async fn load_sessions(&self, provider: &str, all: bool) -> Result<SessionList, ErrorView> {
        let inner = self.running()?;
        inner.load_sessions(provider, all).await.map_err(|f| inner.refuse(f))
    }

    /// Forgets what was loaded and asks for the first page anew.
    ///
    /// # Errors
    /// As for [`Engine::console_sessions`].
    pub async fn reload_sessions(&self, provider: &str) -> Result<SessionList, ErrorView> {
        let inner = self.running()?;
        inner.reload_sessions(provider).await.map_err(|f| inner.refuse(f))
    }

    /// A person at the provider and their sessions, asked anew.
    ///
    /// # Errors
    /// As for [`Engine::console_sessions`].
    pub async fn console_person(&self, provider: &str, user: &str) -> Result<PersonView, ErrorView> {
        let inner = self.running()?;
        inner.console_person(provider, user).await.map_err(|f| inner.refuse(f))
    }

    /// Asks the provider anew what would be ended, and freezes the list for a quarter of an hour.
    ///
    /// # Errors
    /// As for [`Engine::console_sessions`]; `not_supported` for what the provider can't do.
    pub async fn dry_run(&self, provider: &str, what: EndWhat) -> Result<DryRunView, ErrorView> {
        let inner = self.running()?;
        inner.dry_run(provider, what).await.map_err(|f| inner.refuse(f))
    }

    /// A dry run's list as CSV.
    ///
    /// # Errors
    /// `not_found` once it no longer holds.
    pub async fn dry_run_list(&self, dry_run: &str) -> Result<String, ErrorView> {
        let inner = self.running()?;
        inner.dry_run_list(dry_run).map_err(|f| inner.refuse(f))
    }

    /// Ends what a dry run lists, and nothing else: `confirmed` sessions, of which the person was asked. The job is written down before the first session ends; its progress
    /// comes as events.
    ///
    /// # Errors
    /// `not_found` once the dry run no longer holds or was used; `input_invalid` for a reason that is empty or longer
    /// than 500 characters (`facts.detail`: `reason`), or for another number than what is to be ended (`number`);
    /// what the database says. Nothing was ended then.
    pub async fn end_sessions(
        &self,
        dry_run: &str,
        reason: &str,
        confirmed: u32,
        include_own: bool,
    ) -> Result<JobView, ErrorView> {
        let inner = self.running()?;
        let job = inner.end_sessions(dry_run, reason, confirmed, include_own).await;
        job.map_err(|f| inner.refuse(f))
    }

    /// A job as it stands.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn job(&self, job: &str) -> Result<JobView, ErrorView> {
        let inner = self.running()?;
        inner.job_view(job).map_err(|f| inner.refuse(f))
    }

    /// The jobs that are kept, newest first.
    ///
    /// # Errors
    /// `closing`.
    pub async fn jobs(&self) -> Result<Vec<JobView>, ErrorView> {
        Ok(self.running()?.job_views())
    }

    /// Cancels a job: what is under way is finished, nothing more is begun. One that was cut off goes on by itself no
    /// more.
    ///
    /// # Errors
    /// `not_found`; what the database says.
    pub async fn cancel_job(&self, job: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.cancel_job(job).await.map_err(|f| inner.refuse(f))
    }

    /// Goes on with a job that was cut off or cancelled, and tries again what can be tried again. It needs an open
    /// console.
    ///
    /// # Errors
    /// `not_found` for an unknown job or where the console is not open; `input_invalid` while it runs.
    pub async fn retry_job(&self, job: &str) -> Result<JobView, ErrorView> {
        let inner = self.running()?;
        inner.retry_job(job).await.map_err(|f| inner.refuse(f))
    }

    /// Checks that what a job ended is dead.
    ///
    /// # Errors
    /// `not_found` for an unknown job or where the console is not open; what the provider answered.
    pub async fn prove_job(&self, job: &str) -> Result<ProofView, ErrorView> {
        let inner = self.running()?;
        inner.prove_job(job).await.map_err(|f| inner.refuse(f))
    }

    /// Has the provider refuse tokens that were issued until now.
    ///
    /// # Errors
    /// As for [`Engine::console_sessions`]; `not_supported`; `input_invalid` for the reason (`facts.detail`: `reason`).
    pub async fn set_not_before(&self, provider: &str, reason: &str) -> Result<(), ErrorView> {
        self.running()?.set_not_before(provider, reason).await
    }

    /// Has `write` keep every administrative act in the activity log, oldest first, as a document: nobody else knows
    /// where. Only once it has done so is the export an act of the log itself.
    ///
    /// # Errors
    /// What the database says, or what `write` does: the log says nothing of an export then.
    pub async fn export_evidence<W>(
        &self,
        format: EvidenceFormat,
        write: impl FnOnce(String) -> W,
    ) -> Result<(), ErrorView>
    where
        W: Future<Output = Result<(), ErrorView>>,
    {
        self.running()?.export_evidence(format, write).await
    }
}
