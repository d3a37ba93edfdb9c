//! An endpoint that is somewhere else now (CHECKLIST R35): what was not sent there, and who can tell whether it may be.

use super::act::{Act, Passing};
use super::facts::Facts;

/// What was held back, by what was being done.
pub(super) fn sentence(facts: &Facts) -> String {
    let Facts { provider, host, detail, .. } = facts;
    let instead = detail.as_ref().map_or_else(String::new, |before| format!(" instead of {before}"));
    match facts.act {
        Act::Renewal => {
            format!("{provider} now wants tokens at {host}{instead}. Go on only if your IT told you so.")
        }
        Act::SignIn => format!(
            "{provider} now wants the client secret at {host}{instead}. It was not sent. If your IT told you so, \
             enter it again in the provider's settings."
        ),
        Act::Revocation => format!(
            "{provider} now has tokens revoked at {host}{instead}. Nothing was sent there, so the token may still \
             be valid."
        ),
        Act::Passing(Passing::SignOut) => format!(
            "{provider} now has people sign out at {host}{instead}. Nothing was opened there, so it may still know \
             you in your browser."
        ),
        Act::Console | Act::Api | Act::Passing(_) => {
            format!("{provider} now wants to be asked at {host}{instead}. Nothing was sent there.")
        }
    }
}
