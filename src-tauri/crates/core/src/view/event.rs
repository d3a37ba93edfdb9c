//! What the engine announces.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{
    AccountSummary, ActivityEntry, ConsoleView, ErrorView, JobView, ProviderView, SignInView, Unix,
    VaultState,
};

/// What the engine announces.
#[derive(Debug, Clone, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EngineEvent {
    /// An account changed or is new.
    AccountChanged {
        /// Its row.
        account: AccountSummary,
    },
    /// An account was removed.
    AccountRemoved {
        /// Its id.
        id: String,
    },
    /// Providers changed.
    ProvidersChanged {
        /// All of them.
        providers: Vec<ProviderView>,
    },
    /// A sign-in moved on.
    SignInChanged {
        /// It.
        sign_in: SignInView,
    },
    /// The keychain's state changed.
    VaultChanged {
        /// The new state.
        state: VaultState,
    },
    /// The network came or went.
    OfflineChanged {
        /// Since when it is gone, if it is.
        since: Option<Unix>,
    },
    /// A problem of the whole program appeared, changed or went away.
    ProblemChanged {
        /// It.
        problem: Option<ErrorView>,
    },
    /// Grants, silenced programs or open questions changed.
    ProgramsChanged {
        /// All of them.
        programs: super::Programs,
    },
    /// The console of a provider was opened, is being opened, or was left.
    ConsoleChanged {
        /// It.
        console: ConsoleView,
    },
    /// A job that ends sessions moved on; at most ten times a second.
    JobChanged {
        /// It.
        job: JobView,
    },
    /// Something was recorded.
    ActivityAdded {
        /// The entry.
        entry: ActivityEntry,
    },
}
