//! Sign-ins under way.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ErrorView, Unix};

/// How a sign-in is begun.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, Type, ToSchema)]
pub struct SignInStart {
    /// The provider.
    pub provider: String,
    /// The account to sign in again, if it is one of ours.
    pub account: Option<String>,
    /// Ask the provider to let the person choose or type another account.
    pub another: bool,
    /// Scopes to ask for beyond the provider's own (*Ask again*).
    pub extra_scopes: Vec<String>,
    /// Handle for a new account; an account that was here already keeps its own.
    #[serde(default)]
    pub handle: Option<String>,
    /// Who opens the link.
    #[serde(default)]
    pub browser: BrowserUse,
}

/// Who opens the link of a sign-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BrowserUse {
    /// The engine, in the system's browser.
    #[default]
    System,
    /// The person, who is given it: the browser may be on another machine.
    Link,
}

/// A sign-in under way. It never holds the authorization URL: the engine opens and copies it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SignInView {
    /// Its id.
    pub id: String,
    /// The provider.
    pub provider: String,
    /// The provider's name.
    pub provider_name: String,
    /// The account that is signed in again, if any.
    pub account: Option<String>,
    /// When it began.
    pub started_at: Unix,
    /// The redirect URI the provider must know.
    pub redirect_uri: String,
    /// Where it stands.
    pub phase: SignInPhase,
}

/// Phases of a sign-in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignInPhase {
    /// The metadata is being read.
    Preparing,
    /// The browser was opened, or the link can be had; the person is there.
    Browser,
    /// The code came; tokens are being fetched and verified.
    Finishing,
    /// Done.
    Done {
        /// The account; empty where a console was opened, which is no account.
        account: String,
        /// Its title.
        title: String,
        /// It was here already; its sign-in was renewed.
        was_here: bool,
    },
    /// Somebody else signed in; nothing was changed. The person may add them as a new account.
    OtherPerson {
        /// Who signed in.
        signed_in_as: String,
        /// Whom the account belongs to.
        expected: String,
    },
    /// It failed; nothing was stored.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// Cancelled by the person.
    Cancelled,
}

impl SignInPhase {
    /// Its name, as `kind` says it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Browser => "browser",
            Self::Finishing => "finishing",
            Self::Done { .. } => "done",
            Self::OtherPerson { .. } => "other_person",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing follows by itself any more.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Preparing | Self::Browser | Self::Finishing => false,
            Self::Done { .. } | Self::OtherPerson { .. } | Self::Failed { .. } | Self::Cancelled => true,
        }
    }
}
