//! Forged, foreign and stale tokens against the public API, as a client and a resource server use it.

#[cfg(test)]
mod access_token;
#[cfg(test)]
mod forged;
#[cfg(test)]
mod form;
#[cfg(test)]
mod id_token;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod key_file;
#[cfg(test)]
mod logout_token;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod secret;
#[cfg(test)]
mod sentence;
#[cfg(test)]
mod signature;
