//! What was being done when an error came, by the step that failed.
//!
//! One code means one thing to somebody whose account is renewed, and another to somebody who looks at a key set.
//! Invariant 1: every step that a failure names is here (a test reads the source). Invariant 2: what only holds for
//! a renewal is never said of a step that is not known. The window has the same table
//! (`ui/src/lib/words/error-acts.ts`).

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::words) enum Act {
    /// An account is renewed: it is tried again by itself, and a token may serve on.
    Renewal,
    /// A person signs in.
    SignIn,
    /// A provider is told to revoke a token.
    Revocation,
    /// A person administers a provider.
    Console,
    /// An API is called. It is no provider.
    Api,
    /// Something in passing: where it fails, nothing was changed.
    #[serde(untagged)]
    Passing(Passing),
}

/// What is done in passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::words) enum Passing {
    /// A provider is asked what it is.
    Discovery,
    /// A provider is asked for its keys.
    Keys,
    /// A provider is asked about a person.
    Userinfo,
    /// A provider is asked about a token.
    Introspection,
    /// A person signs out in the browser.
    SignOut,
    /// A person opens the network's own page.
    Network,
    /// Something on this computer.
    Here,
}

/// Where no provider and no API has a part.
const HERE: Act = Act::Passing(Passing::Here);

/// Every step that an error names (`facts.step`).
pub(in crate::words) const STEPS: [(&str, Act); 24] = [
    ("token", Act::Renewal),
    ("authorization", Act::SignIn),
    ("callback", Act::SignIn),
    ("code", Act::SignIn),
    ("id_token", Act::SignIn),
    ("discovery", Act::Passing(Passing::Discovery)),
    ("jwks", Act::Passing(Passing::Keys)),
    ("userinfo", Act::Passing(Passing::Userinfo)),
    ("introspection", Act::Passing(Passing::Introspection)),
    ("revocation", Act::Revocation),
    ("console", Act::Console),
    ("resource", Act::Api),
    ("logout", Act::Passing(Passing::SignOut)),
    ("network", Act::Passing(Passing::Network)),
    ("clock", HERE),
    ("consent", HERE),
    ("database", HERE),
    ("engine", HERE),
    ("file", HERE),
    ("inspect", HERE),
    ("keychain", HERE),
    ("lock", HERE),
    ("policy", HERE),
    ("tls", HERE),
];

impl Act {
    /// By the step that failed.
    pub(super) fn of(step: Option<&str>) -> Self {
        STEPS.iter().find(|(name, _)| Some(*name) == step).map_or(HERE, |(_, act)| *act)
    }
}
