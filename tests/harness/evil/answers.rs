//! What each endpoint answers, and where the bends take hold.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::http::{Reply, Request};
use super::provider::{Grant, Provider, now};
use super::tokens::{IdToken, access_token, sha256};
use super::{Bends, Endpoint, bent};
use crate::Result;

pub(super) fn answer(endpoint: Endpoint, request: &Request, provider: &mut Provider, bends: &Bends) -> Reply {
    let answered = match endpoint {
        Endpoint::Metadata => {
            Ok(Reply::json(200, &Value::Object(bent(&bends.metadata, metadata(&provider.issuer)))))
        }
        Endpoint::Jwks => Ok(Reply::json(200, &jwks(provider, bends))),
        Endpoint::Authorization => Ok(authorization(request, provider, bends)),
        Endpoint::Token => token(request, provider, bends),
        Endpoint::UserInfo => Ok(userinfo(request, provider, bends)),
        Endpoint::Revocation => {
            provider.revoke(request.parameter("token").unwrap_or_default());
            Ok(Reply::status(200))
        }
        Endpoint::Introspection => Ok(introspection(request, provider)),
        Endpoint::EndSession => Ok(end_session(request)),
        Endpoint::Elsewhere => Ok(Reply::status(404)),
    };
    answered.unwrap_or_else(|error| {
        Reply::status(500).body("text/plain", format!("the harness failed: {error:#}"))
    })
}

fn metadata(issuer: &str) -> Map<String, Value> {
    let Value::Object(document) = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "end_session_endpoint": format!("{issuer}/end-session"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "offline_access"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
    }) else {
        return Map::new();
    };
    document
}

fn jwks(provider: &Provider, bends: &Bends) -> Value {
    let keys = provider.keys.iter().map(super::SigningKey::jwk).collect();
    json!({ "keys": bent(&bends.jwks, keys) })
}

/// Nobody is asked: whoever is signed in is sent back with a code.
fn authorization(request: &Request, provider: &mut Provider, bends: &Bends) -> Reply {
    let text = |name: &str| request.parameter(name).unwrap_or_default().to_owned();
    let redirect_uri = text("redirect_uri");
    let right = text("response_type") == "code"
        && text("code_challenge_method") == "S256"
        && !text("code_challenge").is_empty()
        && redirect_uri.starts_with("http://");
    if !right {
        return Reply::error(400, "invalid_request");
    }
    let grant = Grant {
        sub: provider.sub.clone(),
        client_id: text("client_id"),
        redirect_uri: redirect_uri.clone(),
        scope: text("scope"),
        challenge: text("code_challenge"),
        nonce: request.parameter("nonce").map(str::to_owned),
        auth_time: now(),
    };
    let parameters = vec![
        ("code".to_owned(), provider.give_code(grant)),
        ("state".to_owned(), text("state")),
        ("iss".to_owned(), provider.issuer.clone()),
    ];
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(bent(&bends.callback, parameters))
        .finish();
    Reply::redirect(302, &format!("{redirect_uri}?{query}"))
}

fn token(request: &Request, provider: &mut Provider, bends: &Bends) -> Result<Reply> {
    let refreshed = request.parameter("grant_type") == Some("refresh_token");
    let grant = if refreshed {
        provider.use_refresh_token(request.parameter("refresh_token").unwrap_or_default())
    } else {
        provider
            .take_code(request.parameter("code").unwrap_or_default())
            .filter(|grant| is_theirs(request, grant))
    };
    let Some(grant) = grant else { return Ok(Reply::error(400, "invalid_grant")) };

    let access = match request.parameter("resource") {
        Some(resource) => access_token(provider.key(), &access_claims(provider, &grant, resource))?,
        None => provider.secret("access_token"),
    };
    provider.give_access_token(access.clone(), grant.clone());
    let claims = id_claims(provider, &grant, &access);
    let id_token = bent(&bends.id_token, IdToken::good(provider.key(), claims, refreshed));
    let id_token = id_token.signed(provider.key(), &provider.foreign)?;
    provider.issued.push(("id_token", id_token.clone()));
    let mut reply = Map::new();
    reply.insert("access_token".to_owned(), json!(access));
    reply.insert("token_type".to_owned(), json!("Bearer"));
    reply.insert("expires_in".to_owned(), json!(provider.lifetime));
    reply.insert("scope".to_owned(), json!(grant.scope));
    reply.insert("id_token".to_owned(), json!(id_token));
    if provider.rotation || !refreshed {
        reply.insert("refresh_token".to_owned(), json!(provider.give_refresh_token(grant)));
    }
    let reply = Value::Object(bent(&bends.token, reply));
    Ok(Reply::json(200, &reply).header("Cache-Control", "no-store"))
}

/// RFC 7636, section 4.6, and RFC 6749, section 4.1.3.
fn is_theirs(request: &Request, grant: &Grant) -> bool {
    let verifier = request.parameter("code_verifier").unwrap_or_default();
    URL_SAFE_NO_PAD.encode(sha256(verifier)) == grant.challenge
        && request.parameter("redirect_uri") == Some(&grant.redirect_uri)
}

fn id_claims(provider: &Provider, grant: &Grant, access: &str) -> Map<String, Value> {
    let mut claims = person(&grant.sub);
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("iss", json!(provider.issuer));
    put("aud", json!(grant.client_id));
    put("iat", json!(now()));
    put("exp", json!(now() + 300));
    put("auth_time", json!(grant.auth_time));
    put("at_hash", json!(URL_SAFE_NO_PAD.encode(&sha256(access)[..16])));
    if let Some(nonce) = &grant.nonce {
        put("nonce", json!(nonce));
    }
    claims
}

fn access_claims(provider: &Provider, grant: &Grant, resource: &str) -> Map<String, Value> {
    let Value::Object(claims) = json!({
        "iss": provider.issuer, "sub": grant.sub, "aud": resource, "client_id": grant.client_id,
        "iat": now(), "exp": now() + provider.lifetime, "scope": grant.scope, "jti": format!("{:x}", rand::random::<u64>()),
    }) else {
        return Map::new();
    };
    claims
}

fn person(sub: &str) -> Map<String, Value> {
    let name = sub.trim_start_matches("u-");
    let Value::Object(claims) = json!({
        "sub": sub,
        "name": name,
        "preferred_username": name,
        "email": format!("{name}@evil.example"),
        "email_verified": true,
    }) else {
        return Map::new();
    };
    claims
}

fn userinfo(request: &Request, provider: &Provider, bends: &Bends) -> Reply {
    let token =
        request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let Some(grant) = provider.grant_of_access_token(token) else {
        return Reply::status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    };
    let mut claims = person(&grant.sub);
    if grant.scope.split(' ').any(|scope| scope == "phone") {
        claims.insert("phone_number".to_owned(), json!("+49 30 901820"));
    }
    if grant.scope.split(' ').any(|scope| scope == "address") {
        claims.insert("address".to_owned(), json!({ "locality": "Berlin", "country": "DE" }));
    }
    Reply::json(200, &Value::Object(bent(&bends.userinfo, claims)))
}

fn introspection(request: &Request, provider: &Provider) -> Reply {
    let active = provider.is_active(request.parameter("token").unwrap_or_default());
    Reply::json(200, &json!({ "active": active }))
}

fn end_session(request: &Request) -> Reply {
    let Some(back) = request.parameter("post_logout_redirect_uri") else {
        return Reply::status(200).body("text/html", "<!doctype html><title>Signed out</title>");
    };
    let state = request.parameter("state").map_or(String::new(), |state| format!("?state={state}"));
    Reply::redirect(302, &format!("{back}{state}"))
}
