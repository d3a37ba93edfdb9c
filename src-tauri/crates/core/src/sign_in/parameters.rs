//! What is asked of the provider when somebody signs in (OIDC Core §3.1.2.1).
//!
//! 1. Whoever opens a console signs in afresh: `prompt=login` and `max_age=0`, without `offline_access` and without a
//!    resource of the accounts.

use lanyard_oauth::{AuthorizationParameters, Metadata};

use super::{ConsoleRequest, SignIn};
use crate::engine::Inner;
use crate::provider::{Provider, RequestSettings};

/// Parameters of the authorization request.
pub(super) fn parameters(
    inner: &Inner,
    sign_in: &SignIn,
    provider: &Provider,
    metadata: &Metadata,
) -> AuthorizationParameters {
    let request = &provider.settings.request;
    if let Some(console) = &sign_in.console {
        return to_administer(console, request, metadata);
    }
    let known = sign_in.start.account.as_deref().and_then(|id| inner.cell(id).ok());
    let title = known.map(|cell| cell.lock().title());
    let scopes = asked_scopes(inner, sign_in, provider, metadata);
    AuthorizationParameters {
        resources: provider.settings.resources.clone(),
        prompt: prompt(request.prompt.as_deref(), sign_in.start.another, metadata, &scopes),
        scopes,
        login_hint: title.or_else(|| request.login_hint.clone()),
        max_age: request.max_age,
        acr_values: request.acr_values.clone(),
        claims: request.claims.as_deref().and_then(|claims| serde_json::from_str(claims).ok()),
    }
}

/// The provider's scopes, and for an account those it had before.
fn asked_scopes(inner: &Inner, sign_in: &SignIn, provider: &Provider, metadata: &Metadata) -> Vec<String> {
    let mut extra = sign_in.start.extra_scopes.clone();
    if let Some(cell) = sign_in.start.account.as_deref().and_then(|id| inner.cell(id).ok()) {
        extra.extend(cell.lock().record.body.asked.clone());
    }
    provider.settings.scopes_to_ask(metadata, &extra)
}

/// Who administers proves it now, whoever the browser knows, and for this once: there is no offline access.
fn to_administer(
    console: &ConsoleRequest,
    request: &RequestSettings,
    metadata: &Metadata,
) -> AuthorizationParameters {
    let told = ["profile", "email"].into_iter().filter(|scope| metadata.tells_scope(scope));
    let mut scopes = vec!["openid".to_owned()];
    for scope in console.scopes.iter().map(String::as_str).chain(told) {
        if scope != "offline_access" && !scopes.iter().any(|asked| asked == scope) {
            scopes.push(scope.to_owned());
        }
    }
    AuthorizationParameters {
        scopes,
        prompt: Some("login".to_owned()),
        max_age: Some(0),
        login_hint: request.login_hint.clone(),
        acr_values: request.acr_values.clone(),
        ..AuthorizationParameters::default()
    }
}

/// For another account the browser's session must not answer in silence: `select_account`, or `login`
/// where that is not offered.
///
/// Where nothing is configured, `consent` goes with `offline_access` (OIDC Core §11); an empty setting leaves
/// it out, for providers that grant it without.
fn prompt(configured: Option<&str>, another: bool, metadata: &Metadata, scopes: &[String]) -> Option<String> {
    let offline = scopes.iter().any(|scope| scope == "offline_access");
    let configured = configured.unwrap_or(if offline { "consent" } else { "" });
    let mut values: Vec<&str> = configured.split(' ').filter(|v| !v.is_empty()).collect();
    if another {
        let ask = if metadata.tells_prompt("select_account") { "select_account" } else { "login" };
        values.retain(|value| *value != "none");
        if !values.contains(&ask) {
            values.push(ask);
        }
    }
    (!values.is_empty()).then(|| values.join(" "))
}

#[cfg(test)]
mod tests {
    use lanyard_oauth::Issuer;

    use super::*;

    #[test]
    fn who_opens_a_console_signs_in_afresh_and_for_this_once() {
        let issuer = Issuer::parse("https://id.acme.example").unwrap();
        let document = serde_json::json!({
            "issuer": issuer.as_str(), "authorization_endpoint": "https://id.acme.example/authorize",
            "token_endpoint": "https://id.acme.example/token",
            "scopes_supported": ["openid", "profile", "offline_access"],
        });
        let metadata = Metadata::parse(&issuer, document.to_string().as_bytes()).unwrap();
        let scopes = ["openid", "sessions:manage", "offline_access"].map(str::to_owned).to_vec();
        let settings = RequestSettings {
            prompt: Some("none consent".to_owned()),
            max_age: Some(3_600),
            claims: Some("{}".to_owned()),
            acr_values: Some("mfa".to_owned()),
            login_hint: None,
        };
        let asked = to_administer(&ConsoleRequest { scopes }, &settings, &metadata);
        assert_eq!(asked.scopes, ["openid", "sessions:manage", "profile"]);
        assert_eq!((asked.prompt.as_deref(), asked.max_age), (Some("login"), Some(0)));
        assert_eq!(asked.acr_values.as_deref(), Some("mfa"));
        assert_eq!((asked.resources.len(), asked.claims), (0, None));
    }
}
