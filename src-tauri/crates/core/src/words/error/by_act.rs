//! Sentences of the codes that mean something else with each thing that is done.

use lanyard_console::Capability;

use super::act::{Act, Passing};
use super::facts::{Facts, in_brackets};

/// The provider ended something.
pub(super) fn refused(facts: &Facts) -> String {
    let Facts { provider, within, at, .. } = facts;
    if facts.act == Act::Console {
        return format!(
            "{provider} ended this access to its console {at}. What was under way stopped; a new sign-in can go \
             on with it."
        );
    }
    let rest = "Tokens stop now; nothing on this computer was lost.";
    match &facts.ended {
        Some((by, why)) => {
            format!("{by} ended this sign-in at {within} {at}, from the console: “{why}”. {rest}")
        }
        None => format!("{provider} ended this sign-in {at}. {rest}"),
    }
}

/// Nobody answered.
pub(super) fn unreachable(facts: &Facts) -> String {
    let Facts { provider, api, at, when, .. } = facts;
    match facts.act {
        Act::Renewal => {
            let rest = facts.serving("Lanyard keeps trying.", "Lanyard keeps trying.");
            format!("{provider} can't be reached since {when}. {rest}")
        }
        Act::SignIn => {
            format!(
                "{provider} couldn't be reached {at}, so this sign-in was not finished. Nothing was stored."
            )
        }
        Act::Revocation => {
            format!("{provider} couldn't be reached {at}, so the token may still be valid there.")
        }
        Act::Api => format!("{api} gave no whole answer {at}. It may have acted on the request."),
        Act::Console | Act::Passing(_) => {
            format!("{provider} couldn't be reached {at}. Nothing was changed.")
        }
    }
}

/// Somebody answered, but not with what was asked for.
pub(super) fn busy(facts: &Facts) -> String {
    let Facts { provider, api, at, when, words, .. } = facts;
    match facts.act {
        Act::Renewal => {
            let rest = facts.serving("Lanyard keeps trying.", "You stay signed in; Lanyard keeps trying.");
            format!("{provider} answers, but gives no token since {when}. {rest}")
        }
        Act::SignIn => format!(
            "{provider} gave no usable answer {at}, so this sign-in was not finished. Nothing was stored."
        ),
        Act::Revocation => {
            format!("{provider} gave no usable answer {at}, so the token may still be valid there.")
        }
        // What was seen of an answer, not the provider's words; what the console asks for may be asked twice.
        Act::Console => {
            let seen = in_brackets(words.as_deref());
            format!("{provider} gave no usable answer {at}{seen}. Trying again is safe.")
        }
        Act::Api => format!("{api} gave no whole answer {at}. It may have acted on the request."),
        Act::Passing(_) => format!("{provider} gave no usable answer {at}. Nothing was changed."),
    }
}

/// The provider said no.
pub(super) fn setup(facts: &Facts) -> String {
    let Facts { provider, at, words, detail, .. } = facts;
    let says = facts.says();
    match facts.act {
        Act::Renewal => {
            let rest = facts.serving("nothing was lost.", "You stay signed in; nothing was lost.");
            format!("{provider} refused the renewal {at} because of a setting.{says} {rest}")
        }
        Act::SignIn => format!("{provider} refused this sign-in {at}.{says} Nothing was stored."),
        Act::Passing(Passing::Introspection) => {
            format!("{provider} refused to tell about this token {at}.{says}")
        }
        Act::Revocation => {
            format!("{provider} refused to revoke the token {at}, so it may still be valid there.{says}")
        }
        Act::Console => {
            let why = detail
                .as_ref()
                .map_or_else(|| in_brackets(words.as_deref()), |roles| format!(": it asks for {roles}"));
            format!("{provider} refused this {at}{why}. Nothing was changed.")
        }
        Act::Api | Act::Passing(_) => {
            format!("{provider} refused this {at}.{says} Nothing was changed.")
        }
    }
}

/// The provider can't, or wants what Lanyard can't.
pub(super) fn not_supported(facts: &Facts) -> String {
    let Facts { provider, detail, .. } = facts;
    match facts.act {
        Act::Passing(Passing::Userinfo) => format!("{provider} has no UserInfo to ask. Nothing was changed."),
        Act::Passing(Passing::Introspection) => {
            format!("{provider} can't be asked about this token. Nothing was changed.")
        }
        Act::Revocation => {
            format!("{provider} has no way to revoke this token, so it runs out there by itself.")
        }
        Act::Console => match detail.as_deref().and_then(Capability::named) {
            Some(what) => format!("{provider} can't {}. Nothing was changed.", to_do(what)),
            None => format!("{provider} has no console that Lanyard can use. Nothing was changed."),
        },
        Act::Renewal | Act::SignIn | Act::Api | Act::Passing(_) => format!(
            "{provider} asks for something Lanyard can't do yet{}. Nothing was changed.",
            in_brackets(detail.as_deref())
        ),
    }
}

/// What a provider says about itself, or publishes, can't be used.
pub(super) fn metadata(facts: &Facts) -> String {
    let Facts { provider, host, .. } = facts;
    if facts.act == Act::Passing(Passing::Keys) {
        return format!("{provider} publishes no keys that can be used, so its tokens can't be verified.");
    }
    format!(
        "What {host} says about itself can't be used, so Lanyard stops here. Check the issuer address with your \
         IT."
    )
}

/// A token reply without a token.
pub(super) fn token_reply(facts: &Facts) -> String {
    let Facts { provider, when, .. } = facts;
    if facts.act == Act::Renewal {
        let rest = facts.serving("Lanyard keeps trying.", "You stay signed in; Lanyard keeps trying.");
        return format!("{provider} answers, but with no token that can be used since {when}. {rest}");
    }
    format!("{provider}'s answer can't be used, so nothing was stored. The sign-in has to be made again.")
}

/// The browser stayed shut.
pub(super) fn no_browser(facts: &Facts) -> String {
    let rest = match facts.act {
        Act::Passing(Passing::SignOut) => format!("{} may still know you there.", facts.provider),
        Act::Passing(Passing::Network) => "Open one by hand; the network shows its page there.".to_owned(),
        Act::Renewal | Act::SignIn | Act::Revocation | Act::Console | Act::Api | Act::Passing(_) => {
            "The link can be copied and opened by hand.".to_owned()
        }
    };
    format!("No browser could be opened. {rest}")
}

/// What was typed or asked for.
pub(super) fn input(facts: &Facts) -> String {
    match (facts.act, facts.detail.as_deref()) {
        (Act::Console, Some("reason")) => "The reason is missing or too long. Nothing was ended.".to_owned(),
        (Act::Console, Some("number")) => {
            "That is not the number of this list. Nothing was ended.".to_owned()
        }
        (Act::Console, Some("job")) => "This is under way already. Nothing was changed.".to_owned(),
        (_, Some("accounts")) => {
            "Accounts of this provider are here. Sign out and remove them first; nothing was changed."
                .to_owned()
        }
        (_, Some("client_secret_anew")) => {
            "The client secret was given for another address, and is not sent to this one. Enter it again."
                .to_owned()
        }
        (_, Some(what)) => format!("This can't be used: {what}."),
        (_, None) => "A field can't be used as it is.".to_owned(),
    }
}

/// What an admin API can, as somebody does it.
fn to_do(capability: Capability) -> &'static str {
    match capability {
        Capability::ListUsers => "list people",
        Capability::ListSessions => "list sessions",
        Capability::ListOfflineSessions => "list offline sessions",
        Capability::ListClients => "tell the clients of a session",
        Capability::EndSession => "end one session by itself",
        Capability::EndUser => "end all of a person's sessions",
        Capability::EndClient => "end all sessions of a client",
        Capability::EndAll => "end all sessions",
        Capability::NotBefore => "refuse tokens issued before a moment",
        Capability::DisableUser => "disable accounts",
        Capability::TellsWhoEnded => "tell who ended a session",
        Capability::Prove => "tell whether an ended session is dead",
    }
}
