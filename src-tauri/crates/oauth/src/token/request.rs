//! Sending a token request: the `oauth2` crate builds and reads it, our client carries it.
//!
//! Only a 200 reaches that crate's reader; any other answer is handed back whole, since its status, headers
//! and body together say what happened.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    RequestTokenError, StandardRevocableToken, TokenUrl,
};
use secrecy::ExposeSecret;

use super::reply::{TokenBody, TokenReply, UnusableReply};
use crate::http::{EndpointName, Http, Reply, TOKEN_LIMIT, TransportError};
use crate::{Answer, Client, ClientAuthentication, Metadata};

/// A client of the token endpoint.
pub(super) type TokenClient = oauth2::Client<
    BasicErrorResponse,
    TokenBody,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Anything but tokens.
pub(super) enum NoTokens {
    /// No whole answer.
    Transport(TransportError),
    /// Another status than 200.
    Refused(Box<Reply>),
    /// A 200 that can't be used.
    Unusable { answer: Answer, why: UnusableReply },
}

/// What the carrier tells the `oauth2` crate when it has no 200.
#[derive(thiserror::Error)]
#[error("no success")]
pub(super) struct NoSuccess(NoTokens);

impl std::fmt::Debug for NoSuccess {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NoSuccess")
    }
}

/// The way to the token endpoint for one request; remembers who answered it.
pub(super) struct Carrier {
    http: Http,
    answered: Mutex<Option<Answer>>,
}

impl<'c> oauth2::AsyncHttpClient<'c> for Carrier {
    type Error = NoSuccess;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoSuccess>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.carry(request))
    }
}

impl Carrier {
    pub(super) fn new(http: &Http) -> Self {
        Self { http: http.clone(), answered: Mutex::new(None) }
    }

    /// Carries one request.
    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, NoSuccess> {
        let unsent = |detail: String| {
            NoSuccess(NoTokens::Transport(TransportError::Unreachable { host: String::new(), detail }))
        };
        let mut request = reqwest::Request::try_from(request)
            .map_err(|_| unsent("the request can't be built".to_owned()))?;
        if let Some(authorization) = request.headers_mut().get_mut(http::header::AUTHORIZATION) {
            authorization.set_sensitive(true);
        }
        let reply = self.http.send(EndpointName::Token, request, TOKEN_LIMIT).await;
        let reply = reply.map_err(|error| NoSuccess(NoTokens::Transport(error)))?;
        if reply.status != 200 {
            return Err(NoSuccess(NoTokens::Refused(Box::new(reply))));
        }
        *self.answered.lock().unwrap_or_else(PoisonError::into_inner) = Some(reply.answer());
        // Without a content type: the crate refuses all but application/json, while the body alone decides here.
        Ok(HttpResponse::new(reply.body))
    }

    /// Tells tokens from everything else.
    pub(super) fn conclude(
        &self,
        result: Result<TokenBody, RequestTokenError<NoSuccess, BasicErrorResponse>>,
    ) -> Result<TokenReply, NoTokens> {
        let why = match result {
            Ok(body) => return Ok(body.into()),
            Err(RequestTokenError::Request(NoSuccess(why))) => return Err(why),
            Err(RequestTokenError::Parse(_, body)) => UnusableReply::of(&body),
            // The crate's words for an empty body; its error responses are read from other statuses only.
            Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_)) => UnusableReply::Empty,
        };
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = answered.unwrap_or(Answer { host: String::new(), status: 200 });
        Err(NoTokens::Unusable { answer, why })
    }
}

/// The token endpoint's client for our registration.
pub(super) fn token_client(metadata: &Metadata, client: &Client) -> TokenClient {
    let oauth2 = oauth2::Client::new(ClientId::new(client.id.clone()))
        .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()));
    let secret = |secret: &secrecy::SecretString| ClientSecret::new(secret.expose_secret().to_owned());
    match &client.authentication {
        ClientAuthentication::None => oauth2.set_auth_type(AuthType::RequestBody),
        ClientAuthentication::Basic(basic) => {
            oauth2.set_client_secret(secret(basic)).set_auth_type(AuthType::BasicAuth)
        }
        ClientAuthentication::Post(post) => {
            oauth2.set_client_secret(secret(post)).set_auth_type(AuthType::RequestBody)
        }
    }
}
