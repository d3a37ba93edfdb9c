//! Where secrets may go: the origins of a provider's endpoints as they were when a secret was obtained or given
//! (CHECKLIST R35).
//!
//! Invariant 1: an endpoint gets a secret only at the origin that itself, or the token endpoint, had then. Invariant 2:
//! origins are compared, scheme, host and port (RFC 6454), never paths: a provider may rearrange its own. Invariant 3:
//! what moved is told by the endpoint alone that a secret was meant for; whoever asks has read no secret yet.

use lanyard_oauth::Metadata;
use serde::{Deserialize, Serialize};
use url::Url;

use super::host_of;
use crate::failure::Failure;
use crate::view::ErrorCode;

/// An endpoint that gets tokens or a client secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    Token,
    Revocation,
    Introspection,
    EndSession,
    UserInfo,
}

impl Receiver {
    /// All of them, the one that gets refresh tokens first.
    pub(crate) const ALL: [Self; 5] =
        [Self::Token, Self::Revocation, Self::Introspection, Self::EndSession, Self::UserInfo];

    /// Where it is.
    fn address(self, metadata: &Metadata) -> Option<&Url> {
        match self {
            Self::Token => Some(&metadata.token_endpoint),
            Self::Revocation => metadata.revocation_endpoint.as_ref(),
            Self::Introspection => metadata.introspection_endpoint.as_ref(),
            Self::EndSession => metadata.end_session_endpoint.as_ref(),
            Self::UserInfo => metadata.userinfo_endpoint.as_ref(),
        }
    }

    /// The step that it belongs to, for an error.
    fn step(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Revocation => "revocation",
            Self::Introspection => "introspection",
            Self::EndSession => "logout",
            Self::UserInfo => "userinfo",
        }
    }
}

/// The origins that a secret may go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origins {
    token: String,
    revocation: Option<String>,
    introspection: Option<String>,
    end_session: Option<String>,
    userinfo: Option<String>,
}

/// An endpoint that is at another origin now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    receiver: Receiver,
    /// The origin that was known.
    pub(crate) from: String,
    /// The origin that it has now.
    pub(crate) to: String,
}

impl Origins {
    /// Those of a provider as it describes itself.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let at = |receiver: Receiver| receiver.address(metadata).map(origin);
        Self {
            token: origin(&metadata.token_endpoint),
            revocation: at(Receiver::Revocation),
            introspection: at(Receiver::Introspection),
            end_session: at(Receiver::EndSession),
            userinfo: at(Receiver::UserInfo),
        }
    }

    /// The same with the token endpoint where somebody let it be.
    pub(crate) fn with_token_at(&self, origin: &str) -> Self {
        Self { token: origin.to_owned(), ..self.clone() }
    }

    /// Whether a secret may go to an endpoint as it is described now. One that there isn't gets none.
    ///
    /// # Errors
    /// [`Moved`]: nothing may be read for it, nothing sent to it.
    pub(crate) fn admit(&self, receiver: Receiver, now: &Metadata) -> Result<(), Moved> {
        let Some(to) = receiver.address(now).map(origin) else { return Ok(()) };
        let before = self.at(receiver);
        if to == self.token || before == Some(&to) {
            return Ok(());
        }
        Err(Moved { receiver, from: before.unwrap_or(&self.token).clone(), to })
    }

    /// Whether a secret may go to every endpoint that could get it.
    ///
    /// # Errors
    /// The first that moved.
    pub(crate) fn admit_all(&self, now: &Metadata) -> Result<(), Moved> {
        Receiver::ALL.into_iter().try_for_each(|receiver| self.admit(receiver, now))
    }

    fn at(&self, receiver: Receiver) -> Option<&String> {
        match receiver {
            Receiver::Token => Some(&self.token),
            Receiver::Revocation => self.revocation.as_ref(),
            Receiver::Introspection => self.introspection.as_ref(),
            Receiver::EndSession => self.end_session.as_ref(),
            Receiver::UserInfo => self.userinfo.as_ref(),
        }
    }
}

impl Moved {
    /// Where it was and where it is, as people read it: hosts, with their ports.
    pub(crate) fn places(&self) -> (String, String) {
        let hosts = (host_of(&self.from), host_of(&self.to));
        // Two origins of one name differ in their scheme.
        if hosts.0 == hosts.1 { (self.from.clone(), self.to.clone()) } else { hosts }
    }
}

impl From<Moved> for Failure {
    fn from(moved: Moved) -> Self {
        let step = moved.receiver.step();
        let message = format!("the {step} endpoint moved from {} to {}", moved.from, moved.to);
        let (from, to) = moved.places();
        Self::lasting(ErrorCode::EndpointMoved, step, message).host(&to).detail(from)
    }
}

/// RFC 6454 §6.2.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use lanyard_oauth::Issuer;

    use super::*;

    const HOME: &str = "https://id.acme.example";

    fn metadata(endpoints: &[(&str, &str)]) -> Metadata {
        let usual = [("authorization", "/authorize"), ("token", "/token"), ("jwks", "/jwks")];
        let mut all: Vec<(&str, String)> =
            usual.iter().map(|(name, path)| (*name, format!("{HOME}{path}"))).collect();
        for (name, url) in endpoints {
            all.retain(|(other, _)| other != name);
            all.push((name, (*url).to_owned()));
        }
        let given = all.iter().map(|(name, url)| (*name, url.as_str()));
        Metadata::from_endpoints(&Issuer::parse(HOME).unwrap(), given).unwrap()
    }

    #[test]
    fn r35_a_secret_goes_only_where_it_could_go_before() {
        let before = metadata(&[
            ("revocation", "https://revoke.acme.example/r"),
            ("end_session", "https://id.acme.example/end"),
        ]);
        let origins = Origins::of(&before);
        for (name, url, receiver, admitted) in [
            ("token", "https://id.acme.example/another/path?x=1", Receiver::Token, true),
            ("token", "https://id.acme.example:443/token", Receiver::Token, true),
            ("token", "https://id.acme.example:8443/token", Receiver::Token, false),
            ("token", "https://id.acme.example.evil.example/token", Receiver::Token, false),
            ("token", "https://acme.example/token", Receiver::Token, false),
            ("token", "https://ID.acme.example/token", Receiver::Token, true),
            // What may revoke a token may not have every next one.
            ("token", "https://revoke.acme.example/token", Receiver::Token, false),
            ("revocation", "https://revoke.acme.example/again", Receiver::Revocation, true),
            ("revocation", "https://id.acme.example/r", Receiver::Revocation, true),
            ("revocation", "https://evil.example/r", Receiver::Revocation, false),
            ("introspection", "https://id.acme.example/i", Receiver::Introspection, true),
            ("introspection", "https://revoke.acme.example/i", Receiver::Introspection, false),
            ("introspection", "https://evil.example/i", Receiver::Introspection, false),
            ("end_session", "https://evil.example/end", Receiver::EndSession, false),
            ("userinfo", "https://evil.example/me", Receiver::UserInfo, false),
            ("userinfo", "https://id.acme.example/me", Receiver::UserInfo, true),
        ] {
            let now = metadata(&[(name, url)]);
            assert_eq!(origins.admit(receiver, &now).is_ok(), admitted, "{url}");
            assert_eq!(origins.admit_all(&now).is_ok(), admitted, "{url}");
        }
        assert_eq!(origins.admit(Receiver::Revocation, &metadata(&[])), Ok(()), "there is none to send to");
    }

    #[test]
    fn what_moved_is_told_by_its_hosts() {
        let origins = Origins::of(&metadata(&[]));
        let now = metadata(&[("token", "https://login.other.example:8443/token")]);
        let failure = Failure::from(origins.admit(Receiver::Token, &now).unwrap_err());
        assert_eq!(failure.code, ErrorCode::EndpointMoved);
        assert_eq!(failure.facts.host.as_deref(), Some("login.other.example:8443"));
        assert_eq!(failure.facts.detail.as_deref(), Some("id.acme.example"));
        assert_eq!(failure.facts.step.as_deref(), Some("token"));
        assert!(!failure.retry);
    }

    #[test]
    fn r35_only_the_token_endpoint_is_let_go_elsewhere() {
        let now = metadata(&[
            ("token", "https://new.acme.example/token"),
            ("revocation", "https://evil.example/r"),
        ]);
        let origins = Origins::of(&metadata(&[])).with_token_at("https://new.acme.example");
        assert_eq!(origins.admit(Receiver::Token, &now), Ok(()));
        assert!(origins.admit(Receiver::Revocation, &now).is_err());
        assert!(origins.admit(Receiver::Token, &metadata(&[])).is_err(), "there is no way back unasked");
    }
}
