//! The `Authorization` header with a bearer token (RFC 6750 §2.1). Tokens in the URL or in a form are not read.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

/// What a request carries.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Credentials<'a> {
    /// Nothing, or credentials of another scheme.
    None,
    /// Something that can't be read as one bearer token.
    Malformed,
    /// A bearer token, well-formed as such.
    Bearer(&'a str),
}

pub(crate) fn credentials(headers: &HeaderMap) -> Credentials<'_> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return if headers.contains_key(AUTHORIZATION) { Credentials::Malformed } else { Credentials::None };
    };
    let Ok(value) = value.to_str() else { return Credentials::Malformed };
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Credentials::None;
    }
    let token = rest.trim_matches(' ');
    if is_b64token(token) { Credentials::Bearer(token) } else { Credentials::Malformed }
}

/// The `b64token` of RFC 6750 §2.1.
fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn read(values: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        format!("{:?}", credentials(&headers))
    }

    #[test]
    fn only_one_well_formed_bearer_token_is_read() {
        for malformed in ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer ==", "bearer \"a\""] {
            assert_eq!(read(&[malformed]), "Malformed", "{malformed}");
        }
        assert_eq!(read(&["Bearer a", "Bearer b"]), "Malformed");
        assert_eq!(read(&["Bearer \u{e9}"]), "Malformed");
        for other in ["Basic YTpi", "DPoP a", "Bearera", ""] {
            assert_eq!(read(&[other]), "None", "{other}");
        }
        assert_eq!(read(&[]), "None");
        for good in ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER  a.b-c_d~e+f/g=="] {
            assert_eq!(read(&[good]), r#"Bearer("a.b-c_d~e+f/g==")"#, "{good}");
        }
    }
}
