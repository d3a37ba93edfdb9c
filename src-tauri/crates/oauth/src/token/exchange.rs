//! Exchanging an authorization code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use oauth2::{AuthorizationCode as Code, PkceCodeVerifier, RedirectUrl};
use secrecy::ExposeSecret;

use super::reply::{TokenReply, UnusableReply};
use super::request::{Carrier, NoTokens, token_client};
use crate::answer::{ErrorBody, retry_after, secrets_of};
use crate::http::{Http, Reply, TransportError};
use crate::{Answer, AuthorizationCode, Client, Metadata, PendingAuthorization};

/// Why a code brought no tokens. The code is spent: a new sign-in begins from the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// The code belongs to another issuer's request; nothing was sent (RFC 9700 section 4.4.2).
    #[error("a code of {expected} was meant for {found}")]
    OtherIssuer {
        /// Who was asked for it.
        expected: String,
        /// Whose token endpoint it was meant for.
        found: String,
    },
    /// No whole answer.
    #[error(transparent)]
    Transport(TransportError),
    /// `invalid_client` or `unauthorized_client`: the registration is wrong.
    #[error("{} does not know this client ({error})", .answer.host)]
    ClientUnknown {
        /// Who answered.
        answer: Answer,
        /// `error`.
        error: String,
        /// `error_description`, inert.
        words: Option<String>,
    },
    /// Any other 4xx, or a redirect.
    #[error("{} refused the code with {}", .answer.host, .answer.status)]
    Rejected {
        /// Who answered.
        answer: Answer,
        /// `error`, inert, where the body is an error response.
        error: Option<String>,
        /// `error_description`, inert.
        words: Option<String>,
    },
    /// 429 or 5xx: the provider can't now.
    #[error("{} is busy ({})", .answer.host, .answer.status)]
    Busy {
        /// Who answered.
        answer: Answer,
        /// How long it asks to be left alone, at most an hour.
        retry_after: Option<Duration>,
    },
    /// A success that can't be used.
    #[error("the token reply of {} can't be used: {why}", .answer.host)]
    Unusable {
        /// Who answered.
        answer: Answer,
        /// Why not.
        why: UnusableReply,
    },
}

/// Exchanges the code that came back for `pending`.
pub async fn exchange_code(
    http: &Http,
    metadata: &Metadata,
    client: &Client,
    pending: &PendingAuthorization,
    code: AuthorizationCode,
    resource: Option<&str>,
) -> Result<TokenReply, ExchangeError> {
    if pending.issuer() != &metadata.issuer {
        return Err(ExchangeError::OtherIssuer {
            expected: pending.issuer().to_string(),
            found: metadata.issuer.to_string(),
        });
    }
    let code = code.into_secret();
    let oauth2 = token_client(metadata, client);
    let mut request = oauth2
        .exchange_code(Code::new(code.expose_secret().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier().expose_secret().to_owned()));
    // It was an address when the request began; where it is none, the provider says that it is missing.
    if let Ok(redirect_uri) = RedirectUrl::new(pending.redirect_uri().to_owned()) {
        request = request.set_redirect_uri(Cow::Owned(redirect_uri));
    }
    if let Some(resource) = resource {
        request = request.add_extra_param("resource", resource);
    }
    let carrier = Carrier::new(http);
    let result = request.request_async(&carrier).await;
    carrier.conclude(result).map_err(|failure| match failure {
        NoTokens::Transport(error) => ExchangeError::Transport(error),
        NoTokens::Unusable { answer, why } => ExchangeError::Unusable { answer, why },
        NoTokens::Refused(reply) => {
            let body = ErrorBody::read(&reply.body, &secrets_of(client, &[&code, pending.verifier()]));
            refused(&reply, body)
        }
    })
}

fn refused(reply: &Reply, body: ErrorBody) -> ExchangeError {
    let answer = reply.answer();
    if reply.status == 429 || reply.status >= 500 {
        return ExchangeError::Busy { answer, retry_after: retry_after(reply, SystemTime::now()) };
    }
    match body.error {
        Some(error) if error == "invalid_client" || error == "unauthorized_client" => {
            ExchangeError::ClientUnknown { answer, error, words: body.words }
        }
        error => ExchangeError::Rejected { answer, error, words: body.words },
    }
}
