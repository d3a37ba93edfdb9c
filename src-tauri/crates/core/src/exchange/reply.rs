//! What an API's answer does to the last steps.

use lanyard_oauth::{BodyEnd, EndpointName, ResourceReply, Stop};

use super::Recorder;
use super::destination::origin;
use super::steps::{Steps, head_of};
use crate::failure::Failure;
use crate::view::{ErrorCode, ErrorView, ExchangeStep, StepState};

/// Tells what the API made of the token, and what it returned.
pub(super) fn tell_reply(
    steps: &mut Steps,
    now: i64,
    recorder: &Recorder,
    reply: &ResourceReply,
    problem: Option<&ErrorView>,
) {
    let status = reply.status.to_string();
    let redirects = &reply.redirects;
    let without_token = redirects.followed.get(redirects.with_token);
    let asked = steps.of(ExchangeStep::ResourceAsked);
    let asked = asked.fact("without_token_from", without_token.map(origin).unwrap_or_default());
    asked.fact("redirect_not_followed", redirects.stopped.as_ref().map(why).unwrap_or_default());
    let refuses = matches!(reply.status, 401 | 403);
    let validated = steps.of(ExchangeStep::TokenValidated).at(now).took(Some(reply.head));
    let validated = validated.is(if refuses { StepState::Failed } else { StepState::Done });
    let validated = validated.fact("status", status.clone());
    let seen = recorder.last(EndpointName::Resource);
    if let Some(seen) = &seen {
        validated.message(if refuses { seen.message.clone() } else { head_of(seen) });
    }
    if refuses {
        return;
    }
    let returned = steps.of(ExchangeStep::ResourceReturned).at(now).took(Some(reply.whole));
    let returned = match problem {
        Some(problem) => returned.failed(problem),
        None => returned.is(StepState::Done),
    };
    let returned = returned.fact("status", status);
    if let Some(seen) = seen {
        returned.message(seen.message);
    }
}

/// What is wrong with an answer whose body did not come whole.
pub(super) fn cut_off(reply: &ResourceReply, at: i64) -> Option<ErrorView> {
    let message = match reply.end {
        BodyEnd::Whole | BodyEnd::TooLong => return None,
        BodyEnd::TimedOut => format!("the answer was not whole in time, after {} bytes", reply.bytes),
        BodyEnd::Cut => format!("the answer was cut off after {} bytes", reply.bytes),
    };
    let mut failure = Failure::passing(ErrorCode::Unreachable, "resource", message);
    failure.facts.status = Some(reply.status);
    Some(failure.view(at, None, None))
}

/// Why a redirect was not followed.
fn why(stop: &Stop) -> &'static str {
    match stop {
        Stop::TooMany => "five were followed",
        Stop::NoAddress => "it names no address",
        Stop::Forbidden(_) => "it leads to an address that is not https, or into a private network",
        Stop::OtherOrigin(_) => "it leads this request to another origin",
    }
}
