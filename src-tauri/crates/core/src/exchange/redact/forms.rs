//! Addresses, and forms of names and values (`application/x-www-form-urlencoded`).

use url::{Url, form_urlencoded};

use super::names::Rules;
use super::{MASK, mask};

/// An address with what it carries masked: user name and password, and parameters in the query and the fragment.
pub(super) fn address(url: &Url, rules: Rules, clean: &impl Fn(&str) -> String) -> String {
    let mut plain = url.clone();
    plain.set_query(None);
    plain.set_fragment(None);
    if !url.username().is_empty() || url.password().is_some() {
        // Addresses that can't have them are the ones that have none.
        let _ = plain.set_password(None);
        let _ = plain.set_username(MASK);
    }
    // The mask stands in the address as it is meant to be read.
    let mut text = clean(plain.as_str()).replace("%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2", MASK);
    for (mark, part) in [('?', url.query()), ('#', url.fragment())] {
        if let Some(part) = part {
            text.push(mark);
            text.push_str(&query(part, rules, clean));
        }
    }
    text
}

/// An address that may be relative, as `Location` has it (RFC 9110 section 10.2.2).
pub(super) fn reference(text: &str, rules: Rules, clean: &impl Fn(&str) -> String) -> String {
    if let Ok(url) = Url::parse(text.trim()) {
        return address(&url, rules, clean);
    }
    let (rest, fragment) = text.split_once('#').map_or((text, None), |(rest, part)| (rest, Some(part)));
    let (path, parameters) = rest.split_once('?').map_or((rest, None), |(path, part)| (path, Some(part)));
    let mut shown = clean(path);
    for (mark, part) in [('?', parameters), ('#', fragment)] {
        if let Some(part) = part {
            shown.push(mark);
            shown.push_str(&query(part, rules, clean));
        }
    }
    shown
}

/// A query as it stands in an address.
fn query(query: &str, rules: Rules, clean: &impl Fn(&str) -> String) -> String {
    let pair = |pair: &str| {
        let (name, value) = match form_urlencoded::parse(pair.as_bytes()).next() {
            Some((name, value)) => (name.into_owned(), value.into_owned()),
            None => (String::new(), String::new()),
        };
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let shown = clean(&value);
        let value = match (pair.contains('='), rules.hides_parameter(&name, &value)) {
            // A lone word may be anything.
            (false, _) if rules == Rules::Protocol => return MASK.to_owned(),
            (false, _) => return encode(&clean(&name)),
            (true, true) => MASK.to_owned(),
            (true, false) if shown == value => encode(&value),
            // What is masked in part is not encoded: the mask is for people.
            (true, false) => shown,
        };
        format!("{}={value}", encode(&clean(&name)))
    };
    query.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// A form, one parameter a line.
pub(super) fn form(body: &str, rules: Rules, clean: &impl Fn(&str) -> String) -> String {
    let line = |name: &str, value: &str| {
        let hidden = rules.hides_parameter(name, value);
        format!("{}={}", clean(name), if hidden { mask(value) } else { clean(value) })
    };
    let lines = form_urlencoded::parse(body.as_bytes()).map(|(name, value)| line(&name, &value));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str, rules: Rules) -> String {
        address(&Url::parse(url).unwrap(), rules, &str::to_owned)
    }

    #[test]
    fn an_authorization_request_shows_what_is_harmless() {
        let url = "https://id.acme.example/authorize?response_type=code&client_id=lanyard&state=s1&nonce=n1\
                   &code_challenge=c1&code_challenge_method=S256&scope=openid+a%3Ab&x=x1&lone";
        assert_eq!(
            shown(url, Rules::Protocol),
            "https://id.acme.example/authorize?response_type=code&client_id=lanyard&state=••••&nonce=••••\
             &code_challenge=••••&code_challenge_method=S256&scope=openid+a%3Ab&x=••••&••••"
        );
    }

    #[test]
    fn addresses_of_apis_lose_their_credentials() {
        assert_eq!(
            shown(
                "https://ada:pw@api.example/a?page=2&api_key=k1&X-Amz-Signature=s&code=A1b2#access_token=t1",
                Rules::Api
            ),
            "https://••••@api.example/a?page=2&api_key=••••&X-Amz-Signature=••••&code=••••#access_token=••••"
        );
        assert_eq!(shown("https://api.example/a?b&c=", Rules::Api), "https://api.example/a?b&c=");
    }

    #[test]
    fn forms_stand_one_parameter_a_line() {
        let body = "grant_type=refresh_token&refresh_token=rt-1&client_id=lanyard&client_secret=cs&%00=1";
        assert_eq!(
            form(body, Rules::Protocol, &str::to_owned),
            "grant_type=refresh_token\nrefresh_token=•••• (4 characters)\nclient_id=lanyard\n\
             client_secret=•••• (2 characters)\n\0=•••• (1 character)"
        );
    }
}
