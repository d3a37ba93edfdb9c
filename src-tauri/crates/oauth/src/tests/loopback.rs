//! The loopback redirect as it should go, and the ways in which a sign-in ends: R10-R17, R23-R29.

use std::net::Ipv6Addr;

use secrecy::ExposeSecret;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::fake::metadata_of;
use super::loopback_hostile::{Waiting, get, start, start_with};
use crate::{BindError, CallbackError, Loopback, LoopbackConfig, LoopbackHost};

#[tokio::test]
async fn r24_l14_a_foreign_issuer_ends_the_sign_in() {
    let mut waiting = start().await;
    let answer = waiting.get(&format!("code=c&state={}&iss=https://evil.example", waiting.state)).await;
    assert!(answer.contains("This sign-in was stopped"), "{answer}");
    let error = waiting.ended().await.unwrap_err();
    let CallbackError::MixedUp { expected, found } = error else { panic!("{error:?}") };
    assert_eq!(
        (expected.as_str(), found.as_deref()),
        (waiting.issuer.as_str(), Some("https://evil.example"))
    );
}

#[tokio::test]
async fn r24_the_issuer_is_compared_byte_for_byte() {
    let mut waiting = start().await;
    waiting.get(&format!("code=c&state={}&iss={}/", waiting.state, waiting.issuer)).await;
    assert!(matches!(waiting.ended().await, Err(CallbackError::MixedUp { .. })));
}

#[tokio::test]
async fn r25_a_promised_issuer_that_is_missing_ends_the_sign_in() {
    let mut waiting = start().await;
    waiting.get(&format!("code=c&state={}", waiting.state)).await;
    assert!(matches!(waiting.ended().await, Err(CallbackError::MixedUp { found: None, .. })));
}

#[tokio::test]
async fn r25_without_a_promise_the_issuer_may_be_missing_but_not_wrong() {
    let mut waiting =
        start_with(|metadata| metadata.authorization_response_iss_parameter_supported = false).await;
    waiting.send(&format!("code=c&state={}", waiting.state)).await;
    waiting.ended().await.unwrap();
    let mut waiting =
        start_with(|metadata| metadata.authorization_response_iss_parameter_supported = false).await;
    waiting.get(&format!("code=c&state={}&iss=https://evil.example", waiting.state)).await;
    assert!(matches!(waiting.ended().await, Err(CallbackError::MixedUp { .. })));
}

#[tokio::test]
async fn r26_the_same_rule_holds_for_errors() {
    let mut waiting = start().await;
    waiting.get(&format!("error=access_denied&state={}", waiting.state)).await;
    assert!(matches!(waiting.ended().await, Err(CallbackError::MixedUp { found: None, .. })));
}

#[tokio::test]
async fn r29_a_declined_sign_in_says_why_and_the_words_are_inert() {
    let mut waiting = start().await;
    let words = "%3Cscript%3Ealert(1)%3C/script%3E%1B%5B31m%E2%80%AEred";
    let query = format!(
        "error=access%00_denied&error_description={words}&state={}&iss={}",
        waiting.state, waiting.issuer
    );
    let answer = waiting.get(&query).await;
    assert!(answer.contains("&lt;script&gt;alert(1)&lt;/script&gt;red"), "{answer}");
    let error = waiting.ended().await.unwrap_err();
    let CallbackError::Declined { error, description } = error else { panic!("{error:?}") };
    assert_eq!(
        (error.as_str(), description.as_deref()),
        ("access_denied", Some("<script>alert(1)</script>red"))
    );
}

#[tokio::test]
async fn r10_l17_the_landing_page_holds_no_secret_and_comes_when_the_outcome_is_known() {
    let mut waiting = start().await;
    let mut browser = waiting.send(&waiting.good()).await;
    let callback = waiting.ended().await.unwrap();
    callback.browser.signed_in("Acme <ID>").await;
    let answer = get(&mut browser).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("You&#39;re signed in to Acme &lt;ID&gt;."), "{answer}");
    assert!(answer.contains("You can close this tab."));
    assert!(answer.contains("Referrer-Policy: no-referrer") && answer.contains("Cache-Control: no-store"));
    assert!(!answer.contains("good-code") && !answer.contains(waiting.state.as_str()));
}

#[tokio::test]
async fn r10_a_failure_after_the_redirect_does_not_look_like_success() {
    let mut waiting = start().await;
    let mut browser = waiting.send(&waiting.good()).await;
    waiting.ended().await.unwrap().browser.failed("This sign-in failed", "See Lanyard.").await;
    assert!(get(&mut browser).await.contains("<h1>This sign-in failed</h1>"));

    let mut waiting = start().await;
    let mut browser = waiting.send(&waiting.good()).await;
    drop(waiting.ended().await.unwrap());
    assert!(get(&mut browser).await.contains("This sign-in did not finish"));
}

#[tokio::test]
async fn r11_the_redirect_is_an_ip_literal_with_the_path_of_the_provider() {
    let config = LoopbackConfig { path: "/oauth/back".to_owned(), ..LoopbackConfig::default() };
    let loopback = Loopback::bind(&config).await.unwrap();
    let uri = Url::parse(loopback.redirect_uri()).unwrap();
    assert!(matches!(uri.host_str(), Some("127.0.0.1" | "[::1]")));
    assert_eq!((uri.scheme(), uri.path(), uri.query()), ("http", "/oauth/back", None));
    assert_ne!(uri.port(), Some(0));
    for path in ["", "callback", "/a?b", "/a#b", "/a b", "/\r\nx", "/ä"] {
        let config = LoopbackConfig { path: path.to_owned(), ..LoopbackConfig::default() };
        assert!(matches!(Loopback::bind(&config).await, Err(BindError::Path(_))), "{path:?}");
    }
}

#[tokio::test]
async fn r11_localhost_is_answered_at_every_address_it_has() {
    let config = LoopbackConfig { host: LoopbackHost::Localhost, ..LoopbackConfig::default() };
    let mut waiting = Waiting::begin(Loopback::bind(&config).await.unwrap(), |_| {});
    assert!(waiting.redirect_uri.starts_with("http://localhost:"));
    let has_v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
    let address = if has_v6 { "[::1]" } else { "127.0.0.1" };
    let mut browser = TcpStream::connect(format!("{address}:{}", waiting.port)).await.unwrap();
    let request = waiting.request(&waiting.good());
    super::loopback_hostile::write(&mut browser, &request).await;
    waiting.ended().await.unwrap();
}

#[tokio::test]
async fn r13_another_address_of_the_machine_is_refused() {
    let waiting = start().await;
    for address in ["127.0.0.2", "[::1]"] {
        assert!(TcpStream::connect(format!("{address}:{}", waiting.port)).await.is_err(), "{address}");
    }
    // The machine's own address, where it has one; connecting a datagram socket sends nothing.
    let probe = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    if probe.connect("192.0.2.1:9").is_ok() {
        let own = probe.local_addr().unwrap().ip();
        assert!(TcpStream::connect((own, waiting.port)).await.is_err(), "{own}");
    }
}

#[tokio::test]
async fn r14_l10_l16_the_port_is_closed_after_the_response_and_a_replay_finds_nobody() {
    let mut waiting = start().await;
    let good = waiting.good();
    let _browser = waiting.send(&good).await;
    let _callback = waiting.ended().await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", waiting.port)).await.is_err());
}

#[tokio::test]
async fn r14_dropping_the_wait_and_the_listener_closes_the_port() {
    let waiting = start().await;
    let port = waiting.port;
    waiting.cancel().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn r16_l02_the_port_is_held_from_binding_on() {
    let loopback = Loopback::bind(&LoopbackConfig::default()).await.unwrap();
    let port = Url::parse(loopback.redirect_uri()).unwrap().port().unwrap();
    for address in ["127.0.0.1", "0.0.0.0"] {
        assert!(TcpListener::bind((address, port)).await.is_err(), "{address} could be squatted");
    }
}

#[tokio::test]
async fn r17_l01_a_fixed_port_that_is_taken_is_told_and_binds_again_after_a_sign_in() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let config = LoopbackConfig { port: Some(port), ..LoopbackConfig::default() };
    let error = Loopback::bind(&config).await.unwrap_err();
    assert!(matches!(error, BindError::PortTaken { port: told } if told == port), "{error:?}");
    drop(taken);

    for _ in 0..2 {
        let mut waiting = Waiting::begin(Loopback::bind(&config).await.unwrap(), |_| {});
        assert_eq!(waiting.port, port);
        let mut browser = waiting.send(&waiting.good()).await;
        // We close first, so that the connection lingers in TIME_WAIT on this port.
        waiting.ended().await.unwrap().browser.signed_in("Acme ID").await;
        get(&mut browser).await;
    }
}

#[tokio::test]
async fn r23_l11_two_sign_ins_with_their_responses_swapped_both_go_on_waiting() {
    let (mut one, mut two) = (start().await, start().await);
    let (for_one, for_two) = (one.good(), two.good());
    assert!(one.get(&for_two).await.starts_with("HTTP/1.1 400"));
    assert!(two.get(&for_one).await.starts_with("HTTP/1.1 400"));
    let (_a, _b) = (one.send(&for_one).await, two.send(&for_two).await);
    one.ended().await.unwrap();
    two.ended().await.unwrap();
}

#[tokio::test]
async fn a_second_wait_on_a_closed_listener_says_so() {
    let mut waiting = start().await;
    let _browser = waiting.send(&waiting.good()).await;
    waiting.ended().await.unwrap();
    let (mut loopback, pending) = waiting.into_parts();
    let error = loopback.receive(&pending, &metadata_of(pending.issuer())).await.unwrap_err();
    assert_eq!(error, CallbackError::Closed);
}

#[tokio::test]
async fn the_code_that_came_is_handed_over() {
    let mut waiting = start().await;
    let _browser = waiting.send(&waiting.good()).await;
    let callback = waiting.ended().await.unwrap();
    assert!(!format!("{callback:?}").contains("good-code"));
    assert_eq!(callback.code.into_secret().expose_secret(), "good-code+/=");
}
