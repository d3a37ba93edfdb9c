//! Which of an account's resources an address belongs to (RFC 8707 section 2; pure).
//!
//! A resource is an origin and the beginning of a path. What is inside an access token has no say in it.

use url::{Origin, Url};

/// The resource that an address belongs to: the one with the longest path.
pub(super) fn resource_of<'a>(
    address: &Url,
    resources: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let fitting = resources.into_iter().filter(|resource| covers(resource, address));
    fitting.max_by_key(|resource| resource.len())
}

/// An address's origin as people read it.
pub(super) fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// Same origin, and a path that begins with the resource's on the border of a segment.
fn covers(resource: &str, address: &Url) -> bool {
    let Ok(resource) = Url::parse(resource) else { return false };
    // A name such as `urn:orders` has no origin, and is never equal to anything.
    let same_origin = matches!(resource.origin(), Origin::Tuple(..)) && resource.origin() == address.origin();
    if !same_origin {
        return false;
    }
    // Dots are resolved and an encoded slash is no border: both paths are as they are sent.
    let base = resource.path().trim_end_matches('/');
    let rest = address.path().strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(resource: &str, address: &str) -> bool {
        covers(resource, &Url::parse(address).unwrap())
    }

    #[test]
    fn neighbours_in_name_only_are_foreign() {
        for (resource, address) in [
            ("https://api.acme.example", "https://api.acme.example.evil.example/"),
            ("https://api.acme.example", "http://api.acme.example/"),
            ("https://api.acme.example", "https://api.acme.example:8443/"),
            ("https://api.acme.example", "https://acme.example/"),
            ("https://api.acme.example/orders", "https://api.acme.example/orders2"),
            ("https://api.acme.example/orders", "https://api.acme.example/"),
            ("https://api.acme.example/orders", "https://api.acme.example/orders/../users"),
            ("https://api.acme.example/orders", "https://api.acme.example/orders%2F..%2Fusers"),
            ("https://api.acme.example/orders", "https://api.acme.example/orders/%2e%2e/users"),
            ("https://api.acme.example/orders", "https://api.acme.example/Orders"),
            ("urn:orders", "https://api.acme.example/"),
            ("api.acme.example", "https://api.acme.example/"),
            ("", "https://api.acme.example/"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4001/"),
            ("http://127.0.0.1:4000", "http://localhost:4000/"),
        ] {
            assert!(!covered(resource, address), "{resource} {address}");
        }
    }

    #[test]
    fn an_address_belongs_to_the_resource_with_the_longest_path() {
        for (resource, address) in [
            ("https://api.acme.example", "https://API.acme.example:443/any?x=1"),
            ("https://api.acme.example/", "https://api.acme.example"),
            ("https://api.acme.example/orders", "https://api.acme.example/orders"),
            ("https://api.acme.example/orders/", "https://api.acme.example/orders/7"),
        ] {
            assert!(covered(resource, address), "{resource} {address}");
        }
        let resources = ["https://a.example/", "https://a.example/v1", "https://b.example/"];
        let of = |address: &str| resource_of(&Url::parse(address).unwrap(), resources);
        assert_eq!(of("https://a.example/v1/x"), Some("https://a.example/v1"));
        assert_eq!(of("https://a.example/v2/x"), Some("https://a.example/"));
        assert_eq!(of("https://c.example/"), None);
    }
}
