//! A token for this command, or for whoever started it.
//!
//! Invariant 1: a token that could say more than a token where it is printed or sent is refused (RFC 6749,
//! appendix A.12: visible ASCII). Invariant 2: waiting for the person is said, once, on standard error.

use lanyard_agent::wire::{TokenBody, TokenReply};
use lanyard_core::view::ErrorCode;
use secrecy::ExposeSecret;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::time;

/// Asks for a token; where the person has to be asked first, says so and waits.
///
/// # Errors
/// The engine gives none, or one that can't be used anywhere.
pub(super) async fn token(
    terminal: &mut Terminal<'_>,
    handle: &str,
    body: TokenBody,
) -> Result<TokenReply, Failure> {
    let asked = terminal.ask(async |client| client.token(handle, &body).await).await;
    let given = match asked {
        Err(failure) if failure.code() == Some(ErrorCode::ConsentPending) => {
            terminal.output.note(waiting(&failure))?;
            let body = TokenBody { wait: true, ..body };
            terminal.ask(async |client| client.token(handle, &body).await).await?
        }
        asked => asked?,
    };
    usable(given)
}

/// A token that the engine has at hand and that can be used. `None`: it has to be asked for.
pub(super) fn at_hand(terminal: &Terminal<'_>, handle: &str, body: &TokenBody) -> Option<TokenReply> {
    terminal.client().ok()?.token_at_hand(handle, body).filter(is_usable)
}

fn is_usable(given: &TokenReply) -> bool {
    given.access_token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())
}

fn usable(given: TokenReply) -> Result<TokenReply, Failure> {
    if is_usable(&given) {
        Ok(given)
    } else {
        let message =
            "The provider's access token holds characters that no token has, so it isn't given out.";
        Err(Failure::told(Exit::TokenInvalid, message))
    }
}

/// The scheme by which the token is presented (RFC 9110, section 11.4).
pub(super) fn scheme(given: &TokenReply) -> &str {
    // Names of schemes compare without case, and some APIs compare them with it.
    if given.token_type.eq_ignore_ascii_case("bearer") { "Bearer" } else { &given.token_type }
}

fn waiting(failure: &Failure) -> String {
    let until = failure.until().map(|until| format!(" (until {})", time::here().moment(until)));
    format!("Waiting for you to allow this in Lanyard{}", until.unwrap_or_default())
}
