//! Whose token an address gets.

use lanyard_core::view::{AccountSummary, Overview};
use url::{Origin, Url};

use crate::failure::quoted;
use crate::output::inert;

/// An account, and the one API its token is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) handle: String,
    pub(super) resource: Option<String>,
}

/// The account for an address: the one that git's settings name, else the one whose provider has a resource there;
/// the user name chooses among several.
///
/// # Errors
/// Why there is none, for the person.
pub(super) fn chosen(
    address: &Url,
    username: Option<&str>,
    named: Option<&str>,
    overview: &Overview,
) -> Result<Chosen, String> {
    let resource = |account: &AccountSummary| resource_at(&address.origin(), account, overview);
    if let Some(named) = named {
        let known = overview.accounts.iter().find(|account| account.handle == named);
        return Ok(Chosen { handle: named.to_owned(), resource: known.and_then(resource) });
    }
    let candidates: Vec<_> = overview
        .accounts
        .iter()
        .filter_map(|account| {
            Some(Chosen { handle: account.handle.clone(), resource: Some(resource(account)?) })
        })
        .collect();
    let host = inert(address.host_str().unwrap_or_default()).into_owned();
    let by_name = candidates.iter().position(|candidate| Some(candidate.handle.as_str()) == username);
    let mut candidates = candidates.into_iter();
    if let Some(position) = by_name {
        return candidates.nth(position).ok_or_else(|| none(&host));
    }
    match (candidates.next(), candidates.next()) {
        (None, _) => Err(none(&host)),
        (Some(only), None) => Ok(only),
        (Some(one), Some(_)) => {
            let example = quoted(&format!("{}://{}@{host}/", address.scheme(), one.handle));
            Err(format!(
                "lanyard: several accounts have a resource at {host}. Name one in the address, such as {example}."
            ))
        }
    }
}

fn none(host: &str) -> String {
    format!(
        "lanyard: no account has a resource at {host}. To use one there all the same, see: lanyard git-credential --help"
    )
}

/// The provider's resource at this scheme, host and port.
fn resource_at(origin: &Origin, account: &AccountSummary, overview: &Overview) -> Option<String> {
    let provider = overview.providers.iter().find(|provider| provider.id == account.provider)?;
    let there = |resource: &&String| Url::parse(resource).is_ok_and(|resource| resource.origin() == *origin);
    provider.resources.iter().find(there).cloned()
}
