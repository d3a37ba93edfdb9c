//! Which hosts an issuer may send us to.
//!
//! Metadata is written by the provider, and the requests it causes are sent from inside the person's network. So:
//! 1. Every address is https; http only from a loopback issuer to a loopback address (RFC 8414 section 6.1).
//! 2. A private, link-local or loopback address only where the issuer's own host is one of the same kind.
//!
//! Names are not resolved here: behind a name that leads to a private address, https still asks for a
//! certificate of that name, which no metadata service or printer has.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenTarget {
    /// It is not https.
    #[error("it is not https")]
    NotHttps,
    /// It leads to a private, link-local or loopback address, which this issuer may not name.
    #[error("it leads into a private network")]
    PrivateAddress,
    /// It carries a user name, a password or a fragment.
    #[error("it carries credentials or a fragment")]
    Decorated,
}

/// Where a host is, as far as its spelling tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Public,
    Private,
    LinkLocal,
    Loopback,
}

/// Checks that an issuer at `issuer` may name `target`.
pub(crate) fn permit(issuer: &Url, target: &Url) -> Result<(), ForbiddenTarget> {
    let reach = reach(target);
    let from_loopback = self::reach(issuer) == Reach::Loopback;
    match target.scheme() {
        "https" => {}
        "http" if from_loopback && reach == Reach::Loopback => {}
        _ => return Err(ForbiddenTarget::NotHttps),
    }
    if !target.username().is_empty() || target.password().is_some() || target.fragment().is_some() {
        return Err(ForbiddenTarget::Decorated);
    }
    if reach == Reach::Public || reach == self::reach(issuer) {
        return Ok(());
    }
    Err(ForbiddenTarget::PrivateAddress)
}

/// Tells where a URL's host is.
pub(crate) fn reach(url: &Url) -> Reach {
    match url.host() {
        None => Reach::Private,
        Some(Host::Ipv4(address)) => reach_of(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => reach_of(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            // RFC 6761 section 6.3: these names are loopback.
            if name == "localhost" || name.ends_with(".localhost") { Reach::Loopback } else { Reach::Public }
        }
    }
}

fn reach_of(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_of_v4(address),
        IpAddr::V6(address) => reach_of_v6(address),
    }
}

fn reach_of_v4(address: Ipv4Addr) -> Reach {
    let [first, second, ..] = address.octets();
    if address.is_loopback() {
        return Reach::Loopback;
    }
    if address.is_link_local() {
        return Reach::LinkLocal;
    }
    let shared = first == 100 && (64..128).contains(&second);
    let benchmark = first == 198 && (18..20).contains(&second);
    // 0.0.0.0/8 reaches this host; 240.0.0.0/4 and multicast belong to nobody.
    let special = first == 0 || first >= 224;
    if address.is_private() || shared || benchmark || special { Reach::Private } else { Reach::Public }
}

fn reach_of_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Loopback;
    }
    if let Some(embedded) = embedded_v4(address) {
        return reach_of_v4(embedded);
    }
    if address.is_unicast_link_local() {
        return Reach::LinkLocal;
    }
    if address.is_unique_local() || address.is_unspecified() || address.is_multicast() {
        return Reach::Private;
    }
    Reach::Public
}

/// The IPv4 address inside a mapped, NAT64 or 6to4 address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(from(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{ForbiddenTarget, permit};

    fn ask(issuer: &str, target: &str) -> Result<(), ForbiddenTarget> {
        permit(&Url::parse(issuer).unwrap(), &Url::parse(target).unwrap())
    }

    #[test]
    fn r33_private_and_link_local_targets_are_refused() {
        for host in [
            "169.254.169.254",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "100.100.100.200",
            "0.0.0.0",
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "[::ffff:169.254.169.254]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "localhost",
            "LOCALHOST.",
            "x.localhost",
        ] {
            let target = format!("https://{host}/token");
            assert_eq!(
                ask("https://id.acme.example", &target),
                Err(ForbiddenTarget::PrivateAddress),
                "{target}"
            );
        }
    }

    #[test]
    fn r33_an_issuer_inside_a_private_network_may_stay_there() {
        assert_eq!(ask("https://10.0.0.5", "https://10.0.0.6/token"), Ok(()));
        assert_eq!(
            ask("https://10.0.0.5", "https://169.254.169.254/t"),
            Err(ForbiddenTarget::PrivateAddress)
        );
        assert_eq!(
            ask("http://127.0.0.1:4000", "https://10.0.0.6/token"),
            Err(ForbiddenTarget::PrivateAddress)
        );
    }

    #[test]
    fn r32_http_is_for_loopback_issuers_and_loopback_targets_only() {
        assert_eq!(
            ask("https://id.acme.example", "http://id.acme.example/t"),
            Err(ForbiddenTarget::NotHttps)
        );
        assert_eq!(ask("http://127.0.0.1:4000", "http://id.acme.example/t"), Err(ForbiddenTarget::NotHttps));
        assert_eq!(ask("https://10.0.0.5", "http://10.0.0.5/t"), Err(ForbiddenTarget::NotHttps));
        assert_eq!(ask("https://id.acme.example", "file:///etc/passwd"), Err(ForbiddenTarget::NotHttps));
        assert_eq!(ask("http://127.0.0.1:4000", "http://127.0.0.1:4001/t"), Ok(()));
        assert_eq!(ask("http://127.0.0.1:4000", "http://[::1]:4001/t"), Ok(()));
        assert_eq!(ask("https://id.acme.example", "https://other.example/t?x=1"), Ok(()));
    }

    #[test]
    fn r32_credentials_and_fragments_are_refused() {
        for target in ["https://user@x.example/t", "https://:pw@x.example/t", "https://x.example/t#f"] {
            assert_eq!(ask("https://x.example", target), Err(ForbiddenTarget::Decorated), "{target}");
        }
    }
}
