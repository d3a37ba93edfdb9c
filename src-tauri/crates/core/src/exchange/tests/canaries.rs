//! Whatever a provider or an API repeats, no secret of the request is in what is told (each run with new secrets).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use lanyard_oauth::{
    AuthorizationParameters, CallLimits, Client, ClientAuthentication, EndpointName, Http, Issuer, Metadata,
    PendingAuthorization, RefreshRequest, ResourceRequest, call, exchange_code, judge_pasted, refresh,
};
use rand::Rng as _;
use rand::distributions::Alphanumeric;
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::api::{Api, answer};
use crate::ManualClock;
use crate::activity::hex;
use crate::exchange::answer::view;
use crate::exchange::recorder::Recorder;
use crate::exchange::refusal::{Refused, refusal};

fn secret(length: usize) -> String {
    rand::thread_rng().sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// Everything that a request held, in every form that an echo can have.
fn echoes(request: &str) -> Vec<String> {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut secrets: Vec<String> =
        form_urlencoded::parse(body.as_bytes()).map(|(_, value)| value.into_owned()).collect();
    let credentials = head.lines().filter_map(|line| line.strip_prefix("authorization: "));
    for credential in credentials.filter_map(|line| line.split_once(' ')) {
        secrets.push(credential.1.to_owned());
        let pair = STANDARD.decode(credential.1).ok().and_then(|pair| String::from_utf8(pair).ok());
        secrets.extend(pair.filter(|pair| pair.is_ascii()));
    }
    secrets.retain(|secret| secret.len() >= 20);
    let mut echoes = Vec::new();
    for secret in secrets {
        let middle = secret.len() / 2;
        echoes.extend([
            secret.clone(),
            secret[..middle.max(16)].to_owned(),
            secret[middle.min(secret.len() - 16)..].to_owned(),
            STANDARD.encode(&secret),
            URL_SAFE_NO_PAD.encode(format!("x{secret}x")),
            STANDARD.encode(format!("xy{secret}")),
            hex(secret.as_bytes()),
        ]);
    }
    echoes
}

/// An answer that repeats the whole request in its headers and in its body.
fn echo(request: &str, status: u16, extra: &str) -> String {
    let echoes = echoes(request);
    let all = echoes.join(" ");
    let headers = format!(
        "content-type: application/json\r\nx-request-id: {all}\r\nwww-authenticate: Bearer error=\"{}\"\r\n\
         set-cookie: {}={}\r\nlocation: /next?a={}&code={}\r\nserver: {all}\r\n",
        echoes[0], echoes[0], echoes[0], echoes[0], echoes[0],
    );
    let list = serde_json::to_string(&echoes).unwrap();
    let text = serde_json::to_string(&all).unwrap();
    let body = format!(
        r#"{{{extra}"error":{text},"error_description":{text},"scope":{text},"token_type":{text},"x":{list},{text}:1,"trace_id":{list}}}"#
    );
    answer(status, &headers, &body)
}

/// That no sixteen characters in a row of any of them are in a text, as they are or encoded.
fn holds_none(text: &str, secrets: &[(&str, String)]) {
    for (name, secret) in secrets {
        for form in [
            secret.clone(),
            STANDARD.encode(secret),
            STANDARD.encode(format!("x{secret}"))[2..].to_owned(),
            STANDARD.encode(format!("xy{secret}"))[3..].to_owned(),
            hex(secret.as_bytes()),
        ] {
            let form = form.trim_end_matches('=');
            for window in form.as_bytes().windows(16.min(form.len() - 2)) {
                let window = std::str::from_utf8(window).unwrap();
                assert!(!text.contains(window), "{name} {window} in {text}");
            }
        }
    }
}

fn recorder() -> Arc<Recorder> {
    Recorder::begin(Arc::new(ManualClock::at(1_700_000_000)))
}

fn clients(secret: &str) -> [Client; 3] {
    let with = |authentication| Client { id: "lanyard".to_owned(), authentication };
    [
        Client::public("lanyard"),
        with(ClientAuthentication::Basic(secret.into())),
        with(ClientAuthentication::Post(secret.into())),
    ]
}

fn metadata(origin: &str) -> Metadata {
    let endpoint = |name: &'static str| (name, format!("{origin}/{name}"));
    let endpoints = ["authorization", "token", "jwks"].map(endpoint);
    let endpoints = endpoints.iter().map(|(name, url)| (*name, url.as_str()));
    Metadata::from_endpoints(&Issuer::parse(origin).unwrap(), endpoints).unwrap()
}

fn told(recorder: &Recorder) -> String {
    let token = recorder.last(EndpointName::Token).unwrap();
    let browser = recorder.browser().map(|browser| browser.request).unwrap_or_default();
    assert!(token.message.answer.len() > 100 && token.message.answer_body.len() > 20, "{:?}", token.message);
    format!("{}\n{browser}", serde_json::to_string(&token.message).unwrap())
}

#[tokio::test]
async fn no_secret_of_a_sign_in_survives_a_provider_that_repeats_everything() {
    for round in 0..6 {
        let provider = Api::answering(move |request| {
            let tokens = r#""access_token":"a0","expires_in":300,"#;
            let (status, extra) = if round % 2 == 0 { (200, tokens) } else { (400, "") };
            echo(request, status, extra)
        });
        let metadata = metadata(&provider.origin);
        let (client_secret, code) = (secret(32), secret(40));
        let client = &clients(&client_secret)[round % 3];
        let parameters = AuthorizationParameters { scopes: vec!["openid".into()], ..Default::default() };
        let back = "http://127.0.0.1:4711/callback";
        let pending = PendingAuthorization::begin(&metadata, client, back, &parameters).unwrap();
        let recorder = recorder();
        recorder.asks_browser(pending.url(), back, &parameters.scopes, &[]);
        let link = Url::parse(pending.url().expose_secret()).unwrap();
        let of_link = |name: &str| link.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
        let response = format!("{back}?code={code}&state={}", of_link("state"));
        let callback = judge_pasted(&pending, &metadata, &SecretString::from(response)).unwrap().unwrap();
        let http = Http::default().recorded_by(recorder.clone());
        let exchanged = exchange_code(&http, &metadata, client, &pending, callback.code, None).await;
        assert!(exchanged.is_err(), "it says error, whatever else");
        let sent = provider.asked().remove(0);
        let verifier = form_urlencoded::parse(sent.split_once("\r\n\r\n").unwrap().1.as_bytes())
            .find(|(name, _)| name == "code_verifier")
            .map(|(_, value)| value.into_owned())
            .unwrap();
        holds_none(
            &told(&recorder),
            &[
                ("code", code),
                ("client secret", client_secret),
                ("verifier", verifier),
                ("state", of_link("state")),
                ("nonce", of_link("nonce")),
                ("challenge", of_link("code_challenge")),
            ],
        );
    }
}

#[tokio::test]
async fn no_secret_of_a_renewal_survives_a_provider_that_repeats_everything() {
    for round in 0..6 {
        let (access, next) = (secret(64), format!("eyJ{}.eyJ{}.{}", secret(40), secret(80), secret(40)));
        let new = format!(r#""access_token":"{access}","refresh_token":"{next}","id_token":"{next}","#);
        let status = if round < 3 { 200 } else { 400 };
        let provider = Api::answering(move |request| echo(request, status, &new));
        let (client_secret, token) = (secret(24), secret(43 + round * 200));
        let (client, recorder) = (&clients(&client_secret)[round % 3], recorder());
        let refresh_token = SecretString::from(token.clone());
        let request = RefreshRequest { refresh_token: &refresh_token, scopes: None, resource: None };
        let http = Http::default().recorded_by(recorder.clone());
        assert!(refresh(&http, &metadata(&provider.origin), client, request).await.is_err());
        let told = told(&recorder);
        assert!(!told.contains("eyJ"), "{told}");
        holds_none(&told, &[("refresh token", token), ("client secret", client_secret)]);
        assert!(!told.contains(&access) && !told.contains(&next[10..30]));
    }
}

#[tokio::test]
async fn no_token_survives_an_api_that_repeats_everything() {
    for (round, media_type) in [
        "application/json",
        "text/plain",
        "text/html",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
    ]
    .into_iter()
    .enumerate()
    {
        let api =
            Api::answering(move |request| echo(request, 401, "").replacen("application/json", media_type, 1));
        let token = secret(40 + round * 300);
        let (recorder, cookie) = (recorder(), secret(40));
        let url = format!("{}/orders?sig={cookie}", api.origin);
        let headers = [("cookie", cookie.as_str()), ("x-api-key", cookie.as_str())];
        let request =
            ResourceRequest::new("POST", &url, headers, Some(&format!("{{\"password\":\"{cookie}\"}}")));
        let http = Http::default().recorded_by(recorder.clone());
        let reply = call(&http, request.unwrap(), &SecretString::from(token.clone()), CallLimits::default())
            .await
            .unwrap();
        let answer = recorder.redacting(|redactor| view(&reply, redactor, std::time::Duration::ZERO));
        let refused = Refused {
            status: reply.status,
            challenge: reply.challenge.as_ref(),
            with_token: true,
            age: std::time::Duration::ZERO,
            granted: &[],
            fits: true,
            for_another: false,
            origin: &api.origin,
        };
        let refusal = recorder.redacting(|redactor| refusal(&refused, redactor));
        let seen = recorder.last(EndpointName::Resource).unwrap().message;
        assert!(refusal.is_some() && seen.answer_body.len() > 20);
        let told = serde_json::to_string(&(answer, seen, refusal)).unwrap();
        holds_none(&told, &[("token", token), ("cookie", cookie)]);
    }
}
