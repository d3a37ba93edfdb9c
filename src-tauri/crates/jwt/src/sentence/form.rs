//! Words on what a token is made of: size, form, critical extensions.

use super::{Sentence, counted, not_reached, quoted};
use crate::compact::{DecodeError, MAX_VERIFY_BYTES, Part};
use crate::json::{JsonError, MAX_DEPTH};
use crate::report::Facts;
use crate::rules::header::critical_extension;
use crate::verdict::Finding;

const COPY_AGAIN: &str = "Copy the whole token again: something is missing from it, or was changed.";

pub(super) fn size(finding: Finding, facts: &Facts) -> Sentence {
    let bytes = counted(facts.bytes, "byte");
    match finding {
        Finding::Kept => Sentence::only(format!("It has {bytes}, which is not too many.")),
        Finding::Broken | Finding::Open(_) => Sentence::new(
            format!("It has {bytes}, and more than {} are not verified.", counted(MAX_VERIFY_BYTES, "byte")),
            "Have its issuer put less into it; a long list of groups or roles is the usual cause.",
        ),
    }
}

pub(super) fn form(finding: Finding, facts: &Facts) -> Sentence {
    match (finding, &facts.unreadable) {
        (Finding::Kept, _) => Sentence::only("It is a signed JWT in strict form."),
        (Finding::Broken, Some(error)) => broken(error),
        (Finding::Open(_), Some(DecodeError::Encrypted { .. })) => Sentence::new(
            "It is encrypted, so only the one it was made for can read it.",
            "Ask whoever it was made for what it says, or its provider, by introspection.",
        ),
        (Finding::Open(_), Some(_)) if facts.bytes == 0 => {
            Sentence::new("There is no token.", "Paste a token, or open a file that holds one.")
        }
        (Finding::Open(_), Some(_)) => Sentence::new(
            "It is opaque, so only whoever issued it can say what it means.",
            "Ask its provider about it, by introspection.",
        ),
        (Finding::Broken | Finding::Open(_), None) => not_reached("Its form"),
    }
}

fn broken(error: &DecodeError) -> Sentence {
    match error {
        DecodeError::TooLarge { .. } | DecodeError::Encrypted { .. } => not_reached("Its form"),
        DecodeError::NotCompact { parts } => {
            let parts = counted(*parts, "part");
            Sentence::new(format!("It has {parts} between dots, and a signed token has 3."), COPY_AGAIN)
        }
        DecodeError::Base64(part) => {
            Sentence::new(format!("Its {} can't be read: it is not base64url.", named(*part)), COPY_AGAIN)
        }
        DecodeError::Json { part, error } => json(*part, error),
    }
}

fn json(part: Part, error: &JsonError) -> Sentence {
    const TELL: &str = "Tell whoever runs its provider: two readers could understand it differently.";
    let part = named(part);
    match error {
        JsonError::Syntax { .. } => {
            Sentence::new(format!("Its {part} can't be read: it is not JSON."), COPY_AGAIN)
        }
        JsonError::DuplicateMember(name) => {
            Sentence::new(format!("Its {part} says {} twice, so it is refused.", quoted(name)), TELL)
        }
        JsonError::TooDeep => Sentence::new(
            format!("Its {part} is nested more than {MAX_DEPTH} levels deep, so it is refused."),
            "Have its issuer put less into it.",
        ),
        JsonError::NotAnObject => {
            Sentence::new(format!("Its {part} can't be read: it is no JSON object."), COPY_AGAIN)
        }
    }
}

fn named(part: Part) -> &'static str {
    match part {
        Part::Header => "header",
        Part::Claims => "list of claims",
        Part::Signature => "signature",
    }
}

pub(super) fn critical(finding: Finding, facts: &Facts) -> Sentence {
    match (finding, critical_extension(&facts.header)) {
        (Finding::Kept, _) => Sentence::only("Its header demands nothing that isn't understood."),
        (Finding::Open(_), _) => not_reached("What its header demands"),
        (Finding::Broken, extension) => Sentence::new(
            format!(
                "Its header demands something that isn't understood here ({}), so it must be refused.",
                extension.unwrap_or("crit")
            ),
            "Have its issuer leave that out: no sign-in and no API needs it.",
        ),
    }
}
