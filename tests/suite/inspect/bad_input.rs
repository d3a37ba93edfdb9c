//! Anything at all can be pasted: it is answered, it is inert, and it is nobody's crash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::Result;
use harness::stranger::Stranger;
use lanyard_core::view::{ErrorCode, InspectionView, ReportFormat, TokenForm, TokenOutcome, TokenSource};
use secrecy::SecretString;
use serde_json::json;

use super::{Support, as_proposed};
use crate::rig::told;

/// A header that asks for a key nobody has.
const HEADER: &str = r#"{"alg":"RS256","typ":"at+jwt","kid":"k"}"#;
/// Left-to-right and right-to-left marks, overrides and isolates, a zero-width space, a byte order mark.
const HIDDEN: [char; 8] =
    ['\u{200e}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{200b}', '\u{feff}', '\u{1b}', '\u{7}'];

fn part(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.{}", part(header), part(payload), URL_SAFE_NO_PAD.encode([7; 256]))
}

/// What came of each text: a view, or the one error that says that there is no token in it.
async fn answered(desk: &Support, text: String) -> Result<Option<InspectionView>> {
    let source = TokenSource::Typed;
    match desk.rig.engine.inspect(source, SecretString::from(text)).await {
        Ok(inspection) => {
            assert_ne!(inspection.check.outcome, TokenOutcome::Valid);
            // Claims are handed on as they are: drawing them inert is the page's affair.
            let written = serde_json::to_string(&(&inspection.check, &inspection.observations))?;
            assert!(!HIDDEN.iter().any(|hidden| written.contains(*hidden)), "{written:.2000}");
            for format in [ReportFormat::Text, ReportFormat::Markdown, ReportFormat::Json] {
                let report = desk.rig.engine.report(&inspection.id, as_proposed(format)).await;
                let report = report.map_err(|error| told(&error))?.text;
                assert!(!HIDDEN.iter().any(|hidden| report.contains(*hidden)), "{report:.2000}");
            }
            Ok(Some(inspection))
        }
        Err(error) => {
            assert_eq!(error.code, ErrorCode::NoToken, "{error:?}");
            Ok(None)
        }
    }
}

#[tokio::test]
async fn what_holds_no_token_says_so() -> Result {
    let desk = Support::desk().await?;
    for text in [
        "",
        " \r\n\t",
        "Bearer",
        "Bearer ",
        "Authorization:",
        "{}",
        "\u{0}",
        "\u{feff}",
        "…",
        "{\"access_token\":1}",
    ] {
        assert!(answered(&desk, text.to_owned()).await?.is_none(), "{text:?}");
    }
    Ok(())
}

#[tokio::test]
async fn anything_at_all_is_answered_and_inert() -> Result {
    let desk = Support::desk().await?;
    let deep =
        |open: &str, close: &str| format!("{{\"a\":{}{}}}", open.repeat(100_000), close.repeat(100_000));
    let texts = [
        ".".repeat(100_000),
        "..".to_owned(),
        "a.b.c".to_owned(),
        "eyJ".repeat(1_000_000),
        token(HEADER, &deep("[", "]")),
        token(HEADER, &deep("{\"a\":", "}").replace(":}", ":1}")),
        token(HEADER, r#"{"sub":"ada","sub":"bob"}"#),
        token(r#"{"alg":"RS256","alg":"none"}"#, "{}"),
        token(HEADER, "[1,2,3]"),
        token(HEADER, "not JSON"),
        token(r#"{"alg":"none"}"#, r#"{"sub":"ada"}"#),
        token(r#"{"alg":"RS256","crit":["x"],"x":1}"#, r#"{"sub":"ada"}"#),
        token(
            HEADER,
            &json!({ "sub": HIDDEN.iter().collect::<String>(), "name": "\u{1b}[31mred\u{1b}[0m" })
                .to_string(),
        ),
        token(
            HEADER,
            &json!({ "\u{202e}eman": "<script>alert(1)</script>", "<img src=x onerror=alert(1)>": "\u{7}" })
                .to_string(),
        ),
        token(
            &format!(r#"{{"alg":"{}","kid":"{}"}}"#, "\u{1b}]0;title\u{7}", "x".repeat(100_000))
                .replace('\u{1b}', "\\u001b")
                .replace('\u{7}', "\\u0007"),
            "{}",
        ),
        token(
            HEADER,
            &json!({ "exp": 1e308, "iat": -1e308, "nbf": "soon", "aud": { "a": 1 }, "iss": ["x"] })
                .to_string(),
        ),
        format!("{}\u{200b}", token(HEADER, "{}")),
        token(HEADER, "{}").replace('.', "\u{ff0e}"),
        String::from_utf8_lossy(&[0xff; 5_000]).into_owned(),
    ];
    for (number, text) in texts.into_iter().enumerate() {
        // What comes of it is the engine's affair; that something comes is the test.
        let begun = text.chars().take(40).collect::<String>();
        answered(&desk, text).await.map_err(|error| error.context(format!("text {number}: {begun}")))?;
    }
    assert_eq!(desk.rig.accounts().await?.len(), 1, "the engine lives");
    Ok(())
}

#[tokio::test]
async fn r69_no_address_inside_a_token_is_ever_asked() -> Result {
    let desk = Support::desk().await?;
    let stranger = Stranger::start().await?;
    let address = format!("{}/keys", stranger.origin());
    let header = json!({ "alg": "RS256", "typ": "at+jwt", "kid": address, "jku": address, "x5u": address });
    let acme = desk.enterprise.acme().issuer;
    for issuer in [stranger.origin(), &acme, &format!("{acme}@{}", stranger.origin())] {
        let claims = json!({ "iss": issuer, "sub": "ada", "aud": address, "jwks_uri": address });
        let inspection = answered(&desk, token(&header.to_string(), &claims.to_string())).await?;
        let provider = inspection.and_then(|inspection| inspection.check.provider);
        assert_eq!(provider.is_some(), issuer == acme, "{issuer}");
    }
    assert_eq!(stranger.heard().len(), 0);
    Ok(())
}

#[tokio::test]
async fn r77_a_token_too_large_to_verify_is_shown_and_one_beyond_that_is_measured_only() -> Result {
    let desk = Support::desk().await?;
    let sized =
        |bytes: usize| token(HEADER, &json!({ "sub": "ada", "filler": "x".repeat(bytes) }).to_string());
    for (bytes, form) in [
        (60_000, TokenForm::Signed),
        (1_000_000, TokenForm::Signed),
        (3_000_000, TokenForm::TooLarge),
        (20_000_000, TokenForm::TooLarge),
    ] {
        let text = sized(bytes);
        let length = text.len();
        let inspection = answered(&desk, text)
            .await?
            .map(|inspection| (inspection.form, inspection.bytes, inspection.claims.is_empty()));
        let expected = (form, u32::try_from(length)?, form == TokenForm::TooLarge);
        assert_eq!(inspection, Some(expected), "{bytes}");
    }
    Ok(())
}
