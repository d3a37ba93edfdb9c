//! An API's answer as it is shown.

use std::time::Duration;

use lanyard_oauth::{BodyEnd, ResourceReply};

use super::recorder::{media_type, reason};
use super::redact::Redactor;
use super::steps::millis;
use crate::view::{AnswerView, NamedText, Timings};

/// The answer without secrets. `token`: how long it took until there was a token, which came before the call.
pub(super) fn view(reply: &ResourceReply, redactor: Redactor<'_>, token: Duration) -> AnswerView {
    let body = redactor.body(media_type(reply.headers()), &reply.body);
    let headers = redactor.headers(reply.headers()).into_iter();
    AnswerView {
        status: reply.status,
        reason: reason(reply.status).to_owned(),
        headers: headers.map(|(name, text)| NamedText { name, text }).collect(),
        body: body.text,
        json: body.json,
        cut_from: match reply.end {
            BodyEnd::Whole => None,
            BodyEnd::TooLong | BodyEnd::TimedOut | BodyEnd::Cut => {
                Some(u32::try_from(reply.bytes).unwrap_or(u32::MAX))
            }
        },
        binary: body.binary,
        redirects: reply.redirects.followed.iter().map(|url| redactor.address(url)).collect(),
        timings: Timings {
            token: millis(token),
            head: millis(token + reply.head),
            whole: millis(token + reply.whole),
        },
    }
}
