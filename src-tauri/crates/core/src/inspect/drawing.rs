//! A token as it is drawn, without the secret.
//!
//! Invariants: 1. of the signature there are its first and last four characters, and none of a short one; 2. long parts
//! are cut in the middle; 3. a part that is not what stands in its place is not drawn at all: it might be the secret.

use lanyard_jwt::{DecodeError, Decoded, Report};
use secrecy::ExposeSecret;

use super::claims::{in_order, named_json, observations};
use super::found::{Found, begins_as_json};
use crate::view::{
    CheckView, InspectedClaim, InspectionView, KeySetView, NamedJson, ObservationView, TokenForm,
    TokenPreview, count,
};

/// Characters of the header that are drawn at most.
const HEADER: usize = 2 * 1024;
/// Characters of the payload that are drawn at most.
const PAYLOAD: usize = 4 * 1024;
/// A signature shorter than this is not shown at all, in characters.
const SHORTEST_SIGNATURE: usize = 12;
/// Characters of the signature that are shown at each end.
const END: usize = 4;

/// What is shown of a token by itself.
pub(super) struct Drawn {
    pub(super) decoded: Result<Decoded, DecodeError>,
    pub(super) form: TokenForm,
    pub(super) preview: Option<TokenPreview>,
    pub(super) header: Vec<NamedJson>,
    pub(super) claims: Vec<InspectedClaim>,
    pub(super) observations: Vec<ObservationView>,
}

impl Drawn {
    pub(super) fn of(found: &Found, at: i64) -> Self {
        let decoded = found.decode();
        let form = found.form(&decoded);
        let header = match &decoded {
            Ok(decoded) => named_json(&decoded.header),
            Err(DecodeError::Encrypted { header }) => named_json(header),
            Err(
                DecodeError::TooLarge { .. }
                | DecodeError::NotCompact { .. }
                | DecodeError::Base64(_)
                | DecodeError::Json { .. },
            ) => Vec::new(),
        };
        Self {
            form,
            preview: preview(found.token().expose_secret(), form, &decoded),
            header,
            claims: decoded.as_ref().map(|decoded| in_order(&decoded.claims)).unwrap_or_default(),
            observations: observations(found, decoded.as_ref().ok(), at),
            decoded,
        }
    }

    /// The whole, with how it came out. Nobody can be asked about it, and nobody was.
    pub(super) fn view(
        self,
        found: &Found,
        report: &Report,
        check: CheckView,
        keys: KeySetView,
    ) -> InspectionView {
        InspectionView {
            id: found.id.clone(),
            source: found.source.clone(),
            wrapping: found.wrapping,
            others: count(found.others),
            bytes: count(found.bytes),
            form: self.form,
            problem: (self.form != TokenForm::Signed).then(|| report.headline().says),
            preview: self.preview,
            header: self.header,
            claims: self.claims,
            check,
            observations: self.observations,
            keys,
            can_introspect: Vec::new(),
            introspection: None,
        }
    }
}

/// Draws a token; absent for what is no JWT.
fn preview(token: &str, form: TokenForm, decoded: &Result<Decoded, DecodeError>) -> Option<TokenPreview> {
    let mut parts = token.split('.');
    let header = parts.next().unwrap_or_default();
    match form {
        TokenForm::Opaque | TokenForm::TooLarge => None,
        // The other four parts are nobody's to read, and together with the header they are the token.
        TokenForm::Encrypted => Some(TokenPreview {
            header: part(header, HEADER),
            payload: String::new(),
            signature_start: String::new(),
            signature_end: String::new(),
            signature_bytes: 0,
        }),
        // Keys to other services begin as a JWT does, too: their JSON names no algorithm, and is the secret.
        TokenForm::Malformed if !lanyard_jwt::has_jose_header(token) => None,
        TokenForm::Signed | TokenForm::Malformed => {
            let payload = parts.next().unwrap_or_default();
            let signature = parts.next().unwrap_or_default();
            let in_place = |part| if form == TokenForm::Signed || begins_as_json(part) { part } else { "" };
            let (signature_start, signature_end) = ends(signature);
            let bytes = decoded.as_ref().map_or(signature.len() * 3 / 4, |decoded| decoded.signature_bytes);
            Some(TokenPreview {
                header: part(in_place(header), HEADER),
                payload: part(in_place(payload), PAYLOAD),
                signature_start,
                signature_end,
                signature_bytes: count(bytes),
            })
        }
    }
}

fn ends(signature: &str) -> (String, String) {
    if signature.len() < SHORTEST_SIGNATURE || !signature.is_ascii() {
        return (String::new(), String::new());
    }
    let (start, end) = (&signature[..END], &signature[signature.len() - END..]);
    (inert(start), inert(end))
}

fn part(part: &str, longest: usize) -> String {
    if part.len() <= longest {
        return inert(part);
    }
    let half = longest / 2;
    let start = &part[..part.floor_char_boundary(half)];
    let end = &part[part.ceil_char_boundary(part.len() - half)..];
    format!("{}…{}", inert(start), inert(end))
}

/// base64url is inert; a malformed part may hold anything.
fn inert(part: &str) -> String {
    part.chars().map(|c| if c.is_ascii_graphic() { c } else { '\u{fffd}' }).collect()
}
