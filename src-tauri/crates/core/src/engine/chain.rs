//! Whether the activity log is whole.

use super::Engine;
use crate::store::chain;
use crate::view::{ChainView, ErrorView};

impl Engine {
    /// Follows the activity log's hash chain from its first entry to its last. Nothing else waits meanwhile.
    ///
    /// What an unbroken chain proves, and what it can't, says the module `activity::chain`.
    ///
    /// # Errors
    /// What the database says; a log that does not follow is no error, but [`ChainView::Broken`].
    pub async fn activity_chain(&self) -> Result<ChainView, ErrorView> {
        let inner = self.running()?;
        inner.store.read_aside(chain::check).await.map_err(|error| inner.refuse(error.into()))
    }
}
