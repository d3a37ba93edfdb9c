//! Forged, foreign and stale tokens against the public API, as a client and a resource server use it.

#[cfg(test)]
mod access_token;
#[cfg(test)]
mod form;
#[cfg(test)]
mod id_token;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod signature;
