//! Errors of the protocols, as failures.

use lanyard_jwt::{Report, Rule};
use lanyard_oauth::{
    Answer, AuthorizationError, BindError, CallError, CallbackError, DiscoveryError, ExchangeError,
    IntrospectionError, JwksError, MetadataError, RefreshFailure, Refusal, RequestFault, RevocationError,
    TransportError, UnknownOutcome, UnusableReply, UserinfoError,
};

use super::Failure;
use crate::view::ErrorCode;

impl Failure {
    /// A provider's answer: host and status into the facts.
    fn answered(mut self, answer: &Answer) -> Self {
        self.facts.host = Some(answer.host.clone());
        self.facts.status = Some(answer.status);
        self
    }

    /// What the provider said, already inert.
    fn said(mut self, error: Option<String>, words: Option<String>) -> Self {
        self.facts.oauth_error = error;
        self.facts.words = words;
        self
    }

    /// No whole answer.
    fn transport(error: &TransportError, step: &str) -> Self {
        let message = error.to_string();
        let failure = match error {
            TransportError::Tls { certificate_issuer, .. } => {
                let mut failure = Self::passing(ErrorCode::TlsUntrusted, step, message);
                failure.facts.certificate_issuer.clone_from(certificate_issuer);
                failure
            }
            TransportError::Unreachable { .. } | TransportError::TimedOut { .. } => {
                Self::passing(ErrorCode::Unreachable, step, message)
            }
            TransportError::Cut { .. } | TransportError::TooLarge { .. } => {
                Self::passing(ErrorCode::ProviderBusy, step, message)
            }
        };
        failure.host(error.host())
    }

    /// A token that broke a rule: the rule that failed first goes into the detail.
    pub(crate) fn rejected_token(report: &Report, skew: Option<i64>) -> Self {
        let verdict = report.first_failure();
        let rule = verdict.map_or("signature", |verdict| verdict.rule.name());
        let message = format!("the ID token broke the rule {rule}");
        // A clock that is off breaks the rules of time; then the clock is what the person can mend.
        let of_time =
            verdict.is_some_and(|v| matches!(v.rule, Rule::Expiry | Rule::IssuedAt | Rule::NotBefore));
        if let Some(skew) = skew.filter(|skew| of_time && skew.abs() > 60) {
            let mut failure = Self::lasting(ErrorCode::ClockOff, "id_token", message);
            failure.facts.skew = Some(crate::view::unix(skew));
            return failure;
        }
        Self::lasting(ErrorCode::IdTokenRejected, "id_token", message).detail(rule)
    }

    /// A 200 that can't be used.
    fn unusable(answer: &Answer, why: &UnusableReply, step: &str) -> Self {
        let code = match why {
            UnusableReply::Html => ErrorCode::CaptivePortal,
            UnusableReply::Empty
            | UnusableReply::NotJson
            | UnusableReply::Error { .. }
            | UnusableReply::NoAccessToken
            | UnusableReply::TokenType(_)
            | UnusableReply::RefreshToken => ErrorCode::TokenReplyInvalid,
        };
        Self::passing(code, step, why.to_string()).answered(answer)
    }
}

impl From<DiscoveryError> for Failure {
    fn from(error: DiscoveryError) -> Self {
        let step = "discovery";
        let message = error.to_string();
        match error {
            DiscoveryError::Transport(error @ TransportError::TooLarge { .. }) => {
                Self::lasting(ErrorCode::MetadataInvalid, step, message).host(error.host())
            }
            DiscoveryError::Transport(error) => Self::transport(&error, step),
            DiscoveryError::Status(answer) if answer.status >= 500 || answer.status == 429 => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
            DiscoveryError::Status(answer) => {
                Self::lasting(ErrorCode::MetadataInvalid, step, message).answered(&answer)
            }
            DiscoveryError::Redirected { answer, to } => {
                Self::lasting(ErrorCode::MetadataInvalid, step, message).answered(&answer).detail(to)
            }
            DiscoveryError::CaptivePortal(answer) => {
                Self::passing(ErrorCode::CaptivePortal, step, message).answered(&answer)
            }
            DiscoveryError::Metadata(MetadataError::IssuerMismatch { asked, found }) => {
                Self::lasting(ErrorCode::IssuerMismatch, step, message).host(&asked).detail(found)
            }
            DiscoveryError::Metadata(MetadataError::Invalid { .. } | MetadataError::Forbidden { .. }) => {
                Self::lasting(ErrorCode::MetadataInvalid, step, message)
            }
        }
    }
}

impl From<JwksError> for Failure {
    fn from(error: JwksError) -> Self {
        let step = "jwks";
        let message = error.to_string();
        match error {
            JwksError::NotOffered => Self::lasting(ErrorCode::MetadataInvalid, step, message),
            JwksError::Transport(error) => Self::transport(&error, step),
            JwksError::Status(answer) => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
            JwksError::CaptivePortal(answer) => {
                Self::passing(ErrorCode::CaptivePortal, step, message).answered(&answer)
            }
        }
    }
}

impl From<AuthorizationError> for Failure {
    fn from(error: AuthorizationError) -> Self {
        let step = "authorization";
        let message = error.to_string();
        match error {
            AuthorizationError::NoPkce => Self::lasting(ErrorCode::NoPkce, step, message),
            AuthorizationError::PushedRequestRequired => {
                Self::lasting(ErrorCode::NotSupported, step, message).detail("PAR")
            }
            AuthorizationError::EndpointClash(_) => Self::lasting(ErrorCode::MetadataInvalid, step, message),
            AuthorizationError::RedirectUri => Self::lasting(ErrorCode::InputInvalid, step, message),
        }
    }
}

impl From<BindError> for Failure {
    fn from(error: BindError) -> Self {
        let step = "callback";
        let message = error.to_string();
        match error {
            BindError::PortTaken { port } => {
                Self::passing(ErrorCode::PortTaken, step, message).detail(port.to_string())
            }
            BindError::Path(_) => Self::lasting(ErrorCode::InputInvalid, step, message),
            BindError::Io(_) => Self::passing(ErrorCode::Internal, step, message),
        }
    }
}

impl From<CallbackError> for Failure {
    fn from(error: CallbackError) -> Self {
        let step = "callback";
        let message = error.to_string();
        match error {
            CallbackError::Declined { error, description } => {
                Self::passing(ErrorCode::Declined, step, message).said(Some(error), description)
            }
            CallbackError::MixedUp { expected, found } => {
                let found = found.unwrap_or_else(|| "nobody".to_owned());
                Self::lasting(ErrorCode::MixedUp, step, message).host(&expected).detail(found)
            }
            CallbackError::Closed => Self::passing(ErrorCode::SignInTimedOut, step, message),
        }
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        let step = "code";
        let message = error.to_string();
        match error {
            ExchangeError::OtherIssuer { .. } => Self::lasting(ErrorCode::MixedUp, step, message),
            ExchangeError::Transport(error) => Self::transport(&error, step),
            ExchangeError::ClientUnknown { answer, error, words } => {
                Self::lasting(ErrorCode::ClientUnknown, step, message)
                    .answered(&answer)
                    .said(Some(error), words)
            }
            ExchangeError::Rejected { answer, error, words } => {
                Self::passing(ErrorCode::ProviderSetup, step, message).answered(&answer).said(error, words)
            }
            ExchangeError::Busy { answer, .. } => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
            ExchangeError::Unusable { answer, why } => Self::unusable(&answer, &why, step),
        }
    }
}

impl From<&RefreshFailure> for Failure {
    fn from(error: &RefreshFailure) -> Self {
        let step = "token";
        let message = error.to_string();
        match error {
            RefreshFailure::RefusedForNow { why: Refusal::Transport(error), .. }
            | RefreshFailure::Unknown(UnknownOutcome::Transport(error)) => Self::transport(error, step),
            RefreshFailure::RefusedForNow {
                why: Refusal::TooManyRequests(answer) | Refusal::Unavailable(answer),
                ..
            }
            | RefreshFailure::Unknown(UnknownOutcome::Status(answer)) => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(answer)
            }
            RefreshFailure::Unknown(UnknownOutcome::Unusable { answer, why }) => {
                Self::unusable(answer, why, step)
            }
            RefreshFailure::Setup { answer, error, words } => {
                let unknown =
                    error.as_deref().is_some_and(|e| e == "invalid_client" || e == "unauthorized_client");
                let code = if unknown { ErrorCode::ClientUnknown } else { ErrorCode::ProviderSetup };
                Self::passing(code, step, message).answered(answer).said(error.clone(), words.clone())
            }
            RefreshFailure::Final { answer, words } => Self::lasting(ErrorCode::Refused, step, message)
                .answered(answer)
                .said(Some("invalid_grant".to_owned()), words.clone()),
        }
    }
}

impl From<UserinfoError> for Failure {
    fn from(error: UserinfoError) -> Self {
        let step = "userinfo";
        let message = error.to_string();
        match error {
            UserinfoError::NotOffered => Self::lasting(ErrorCode::NotSupported, step, message),
            UserinfoError::Transport(error) => Self::transport(&error, step),
            UserinfoError::Status(answer) | UserinfoError::Unusable(answer) => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
            UserinfoError::OtherSubject(answer) => {
                Self::lasting(ErrorCode::IdTokenRejected, step, message).answered(&answer).detail("sub")
            }
        }
    }
}

impl From<&RequestFault> for Failure {
    fn from(fault: &RequestFault) -> Self {
        let what = match fault {
            RequestFault::Method => "the method".to_owned(),
            RequestFault::Address => "the address".to_owned(),
            RequestFault::NotHttps => "the address, because it is not https".to_owned(),
            RequestFault::Credential => "the address, because it carries a credential".to_owned(),
            RequestFault::HeaderName => "the name of a header".to_owned(),
            RequestFault::HeaderRefused(name) => format!("the header {name}, which is not yours to set"),
            RequestFault::HeaderValue(name) => format!("the value of the header {name}"),
            RequestFault::Body => "the body, because it is larger than 1 MiB".to_owned(),
        };
        Self::lasting(ErrorCode::InputInvalid, "resource", fault.to_string()).detail(what)
    }
}

impl From<&CallError> for Failure {
    fn from(error: &CallError) -> Self {
        let step = "resource";
        match error {
            CallError::Token => {
                let failure = Self::lasting(ErrorCode::InputInvalid, step, error.to_string());
                failure.detail("the address, because it repeats the token")
            }
            // An API is no provider: whatever keeps it from answering, it can't be reached.
            CallError::Transport(error @ (TransportError::Cut { .. } | TransportError::TooLarge { .. })) => {
                Self::passing(ErrorCode::Unreachable, step, error.to_string()).host(error.host())
            }
            CallError::Transport(error) => Self::transport(error, step),
        }
    }
}

impl From<IntrospectionError> for Failure {
    fn from(error: IntrospectionError) -> Self {
        let step = "introspection";
        let message = error.to_string();
        match error {
            IntrospectionError::NotOffered => Self::lasting(ErrorCode::NotSupported, step, message),
            IntrospectionError::Transport(error) => Self::transport(&error, step),
            IntrospectionError::Refused { answer, error, words } => {
                Self::passing(ErrorCode::ProviderSetup, step, message).answered(&answer).said(error, words)
            }
            IntrospectionError::Unusable(answer) => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
        }
    }
}

impl From<RevocationError> for Failure {
    fn from(error: RevocationError) -> Self {
        let step = "revocation";
        let message = error.to_string();
        match error {
            RevocationError::NotOffered => Self::lasting(ErrorCode::NotSupported, step, message),
            RevocationError::Transport(error) => Self::transport(&error, step),
            RevocationError::StillLive { answer, .. } => {
                Self::passing(ErrorCode::ProviderBusy, step, message).answered(&answer)
            }
            RevocationError::UnsupportedTokenType { answer, words } => {
                let error = Some("unsupported_token_type".to_owned());
                Self::lasting(ErrorCode::NotSupported, step, message).answered(&answer).said(error, words)
            }
            RevocationError::Refused { answer, error, words } => {
                Self::lasting(ErrorCode::ProviderSetup, step, message).answered(&answer).said(error, words)
            }
        }
    }
}
