//! What an administrator can do at a provider, told before anything is asked.
//!
//! 1. What is not in the set is never tried and never imitated.

/// One thing that some providers can do and others can't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Capability {
    /// List and search users.
    ListUsers,
    /// List online sessions.
    ListSessions,
    /// List offline sessions.
    ListOfflineSessions,
    /// Tell the clients of a session.
    ListClients,
    /// End one session.
    EndSession,
    /// End all that a user has.
    EndUser,
    /// End all that use a client.
    EndClient,
    /// End all there are.
    EndAll,
    /// Refuse tokens that were issued before a moment.
    NotBefore,
    /// Keep a user from signing in.
    DisableUser,
    /// Tell who ended a session.
    TellsWhoEnded,
    /// Tell of a single session whether it still lives.
    Prove,
}

impl Capability {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 12] = [
        Self::ListUsers,
        Self::ListSessions,
        Self::ListOfflineSessions,
        Self::ListClients,
        Self::EndSession,
        Self::EndUser,
        Self::EndClient,
        Self::EndAll,
        Self::NotBefore,
        Self::DisableUser,
        Self::TellsWhoEnded,
        Self::Prove,
    ];

    /// Its name in metadata and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ListUsers => "list_users",
            Self::ListSessions => "list_sessions",
            Self::ListOfflineSessions => "list_offline_sessions",
            Self::ListClients => "list_clients",
            Self::EndSession => "end_session",
            Self::EndUser => "end_user",
            Self::EndClient => "end_client",
            Self::EndAll => "end_all",
            Self::NotBefore => "not_before",
            Self::DisableUser => "disable_user",
            Self::TellsWhoEnded => "tells_who_ended",
            Self::Prove => "prove",
        }
    }

    /// The capability of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capability| capability.as_str() == name)
    }
}

/// A set of capabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Can(u16);

impl Can {
    /// Whether it is among them.
    pub fn has(self, capability: Capability) -> bool {
        self.0 & bit(capability) != 0
    }

    /// Those of both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl FromIterator<Capability> for Can {
    fn from_iter<T: IntoIterator<Item = Capability>>(capabilities: T) -> Self {
        Self(capabilities.into_iter().fold(0, |all, capability| all | bit(capability)))
    }
}

fn bit(capability: Capability) -> u16 {
    1 << capability as u8
}

#[cfg(test)]
mod tests {
    use super::{Can, Capability};

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        for one in Capability::ALL {
            let can = Can::from_iter([one]);
            for other in Capability::ALL {
                assert_eq!(can.has(other), one == other, "{one:?} {other:?}");
            }
        }
        assert_eq!(Can::from_iter(Capability::ALL).and(Can::default()), Can::default());
    }

    #[test]
    fn a_name_leads_back_to_its_capability_and_a_foreign_one_to_none() {
        for one in Capability::ALL {
            assert_eq!(Capability::named(one.as_str()), Some(one));
        }
        assert_eq!(Capability::named("End_User"), None);
    }
}
