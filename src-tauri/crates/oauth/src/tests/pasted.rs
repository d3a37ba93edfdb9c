//! An address that a person pastes is judged as the listener judges a request: R07, R09, R15, R24-R26, R29, L03-L06.

use secrecy::{ExposeSecret, SecretString};

use super::fake::metadata_of;
use crate::{
    AuthorizationParameters, CallbackError, Client, Issuer, Metadata, PastedError, PendingAuthorization,
    judge_pasted,
};

const REDIRECT: &str = "http://127.0.0.1:4242/callback";

fn pending() -> (PendingAuthorization, Metadata, String) {
    let metadata = metadata_of(&Issuer::parse("https://id.acme.example").unwrap());
    let parameters = AuthorizationParameters::default();
    let pending =
        PendingAuthorization::begin(&metadata, &Client::public("lanyard"), REDIRECT, &parameters).unwrap();
    let state = pending.state().expose_secret().to_owned();
    (pending, metadata, state)
}

const ISS: &str = "iss=https%3A%2F%2Fid.acme.example";

#[test]
fn r07_r15_what_is_not_the_response_leaves_the_sign_in_waiting() {
    let (pending, metadata, state) = pending();
    let good = format!("code=c&state={state}&{ISS}");
    let long = format!("{REDIRECT}?{good}&x={}", "x".repeat(9000));
    for (address, error) in [
        (String::new(), PastedError::NotAnAddress),
        ("code=c".to_owned(), PastedError::NotAnAddress),
        (good.clone(), PastedError::NotAnAddress),
        (format!("{REDIRECT}?{good}\n{REDIRECT}?{good}"), PastedError::NotAnAddress),
        (format!("{REDIRECT}?{good}\u{202e}"), PastedError::NotAnAddress),
        (format!("{REDIRECT}?{good}\u{1b}[2J"), PastedError::NotAnAddress),
        (long, PastedError::NotAnAddress),
        (format!("https://127.0.0.1:4242/callback?{good}"), PastedError::OtherAddress),
        (format!("http://127.0.0.1:4243/callback?{good}"), PastedError::OtherAddress),
        (format!("http://127.0.0.1:4242/callback/?{good}"), PastedError::OtherAddress),
        (format!("http://127.0.0.1:4242/callback2?{good}"), PastedError::OtherAddress),
        (format!("http://127.0.0.1:4242/callback@evil.example?{good}"), PastedError::OtherAddress),
        (format!("http://localhost:4242/callback?{good}"), PastedError::OtherAddress),
        (format!("https://evil.example/?{REDIRECT}?{good}"), PastedError::OtherAddress),
        (format!("{REDIRECT}#?{good}"), PastedError::Empty),
        (REDIRECT.to_owned(), PastedError::Empty),
        (format!("{REDIRECT}?code=c&{ISS}"), PastedError::ForeignState),
        (format!("{REDIRECT}?code=c&state=other&{ISS}"), PastedError::ForeignState),
        (format!("{REDIRECT}?error=access_denied&state=other&{ISS}"), PastedError::ForeignState),
        (format!("{REDIRECT}?{good}&code=d"), PastedError::Repeated),
        (format!("{REDIRECT}?{good}&state={state}"), PastedError::Repeated),
        (format!("{REDIRECT}?{good}&{ISS}"), PastedError::Repeated),
        (format!("{REDIRECT}?state={state}&{ISS}"), PastedError::Empty),
        (format!("{REDIRECT}?code=&state={state}&{ISS}"), PastedError::Empty),
    ] {
        let judged = judge_pasted(&pending, &metadata, &SecretString::from(address.as_str()));
        assert_eq!(judged.err(), Some(error), "{address:.80}");
    }
    let error = PastedError::ForeignState.to_string();
    assert!(!error.contains(&state), "{error}");
}

#[test]
fn r24_r26_our_state_with_another_issuer_ends_the_sign_in() {
    let (pending, metadata, state) = pending();
    for query in [
        format!("code=c&state={state}"),
        format!("code=c&state={state}&iss=https://evil.example"),
        format!("error=access_denied&state={state}&iss=https://id.acme.example/"),
    ] {
        let address = SecretString::from(format!("{REDIRECT}?{query}"));
        let ending = judge_pasted(&pending, &metadata, &address).unwrap();
        assert!(matches!(ending, Err(CallbackError::MixedUp { .. })), "{query}");
    }
}

#[test]
fn r29_a_declined_sign_in_ends_with_inert_words() {
    let (pending, metadata, state) = pending();
    let query = format!("error=access_denied&error_description=no%1B%5B31m&state={state}&{ISS}");
    let address = SecretString::from(format!("{REDIRECT}?{query}"));
    let Err(CallbackError::Declined { error, description }) =
        judge_pasted(&pending, &metadata, &address).unwrap()
    else {
        panic!("it did not end")
    };
    assert_eq!((error.as_str(), description.as_deref()), ("access_denied", Some("no")));
}

#[tokio::test]
async fn the_whole_address_completes_the_sign_in() {
    let (pending, metadata, state) = pending();
    let address = format!("  {REDIRECT}?code=good%2Bcode&state={state}&{ISS}&session_state=x#_=_\r\n");
    let callback = judge_pasted(&pending, &metadata, &SecretString::from(address)).unwrap().unwrap();
    assert_eq!(callback.code.into_secret().expose_secret(), "good+code");
    callback.browser.signed_in("Acme ID").await;
}
