//! The connection, and the one thread on which async callers use it.
//!
//! They queue for that thread without holding one each: a thousand accounts that renew at once cost one thread,
//! and the next piece of work begins as soon as the last one ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::{StoreError, create_private, schema};

/// A handle on the database; clones share one connection, and closing one closes all.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    path: Arc<Path>,
    connection: Shared,
    /// The thread ends when nobody can give it anything any more.
    queue: mpsc::UnboundedSender<Job>,
}

type Job = Box<dyn FnOnce() + Send>;

/// The connection, until it is closed.
#[derive(Debug, Clone)]
struct Shared(Arc<Mutex<Option<Connection>>>);

impl Store {
    /// Opens the database, creating or upgrading it.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        create_private(path).map_err(|error| {
            StoreError::DiskFull(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
                Some(error.to_string()),
            ))
        })?;
        let mut connection = Connection::open_with_flags(path, flags)?;
        schema::prepare(&mut connection)?;
        Self::around(connection, path)
    }

    /// Opens a database that is there, beside whoever else has it open; `None` if it needs an upgrade, which is
    /// left alone.
    pub(crate) fn open_as_it_is(path: &Path) -> Result<Option<Self>, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut connection = Connection::open_with_flags(path, flags)?;
        if schema::is_older(&connection)? {
            return Ok(None);
        }
        schema::prepare(&mut connection)?;
        Self::around(connection, path).map(Some)
    }

    fn around(connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new().name("lanyard-store".to_owned());
        thread.spawn(move || work_off(jobs)).map_err(StoreError::NoThread)?;
        let connection = Shared(Arc::new(Mutex::new(Some(connection))));
        Ok(Self { path: path.into(), connection, queue })
    }

    /// Runs a query or a transaction off the async threads, also if the caller doesn't wait for it.
    ///
    /// # Errors
    /// [`StoreError::Closed`] after [`close`](Self::close), or what the work says.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = self.connection.clone();
        self.in_turn(move || connection.with(work)).await
    }

    /// Runs a query or a transaction on this thread, for whoever may block.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub(crate) fn run_here<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection.with(work)
    }

    /// Reads at length, beside the others' work: on a connection of its own that can't write.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub(crate) async fn read_aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(|_| Ok(())).await?;
        let path = self.path.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
                | OpenFlags::SQLITE_OPEN_NOFOLLOW;
            work(&mut Connection::open_with_flags(path, flags)?)
        });
        reading.await.unwrap_or(Err(StoreError::Damaged("result")))
    }

    /// Closes the database, after the work that was given to it, for every clone.
    pub(crate) async fn close(&self) {
        let connection = self.connection.clone();
        if let Err(error) = self.in_turn(move || connection.close()).await {
            tracing::warn!(%error, "the database was not closed in order");
        }
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (tell, told) = oneshot::channel();
        let job = Box::new(move || {
            // Whoever asked may have gone.
            let _ = tell.send(work());
        });
        self.queue.send(job).map_err(|_| StoreError::Closed)?;
        // No answer: the work panicked.
        told.await.unwrap_or(Err(StoreError::Damaged("result")))
    }
}

impl Shared {
    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // A panic in the middle of a transaction rolls it back, so the connection stays good.
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(connection.as_mut().ok_or(StoreError::Closed)?)
    }

    fn close(&self) -> Result<(), StoreError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match connection.map(Connection::close) {
            Some(Err((_, error))) => Err(error.into()),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

/// Holds no connection of its own, so that dropping the last handle closes the database there and then.
fn work_off(mut jobs: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = jobs.blocking_recv() {
        // The panic was told by its hook; whoever waits for the answer is told by getting none.
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}
