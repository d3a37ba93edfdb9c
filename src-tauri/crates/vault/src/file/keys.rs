//! The vault's keys: which file an item lies in, and how it is sealed.
//!
//! A sealed item is `LYI` and the format version `1`, a random nonce (24 bytes), and the secret under
//! XChaCha20-Poly1305 with its tag (16 bytes). The associated data is those first four bytes and the item's
//! full name. A nonce of that length may be random: it repeats never.

use std::fmt::Write as _;
use std::io;

use blake2::Blake2sMac256;
use blake2::digest::{FixedOutput, KeyInit, Update};
use chacha20poly1305::aead::rand_core::RngCore;
use chacha20poly1305::aead::{Aead, OsRng, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"LYI1";
pub(super) const NONCE_BYTES: usize = 24;
pub(super) const TAG_BYTES: usize = 16;
/// How much longer a sealed item is than its secret.
pub(super) const SEAL_BYTES: usize = MAGIC.len() + NONCE_BYTES + TAG_BYTES;
const KEY_BYTES: usize = 32;
/// Both keys, as the header wraps them.
pub(super) const KEYS_BYTES: usize = 2 * KEY_BYTES;

/// Random keys that live as long as the vault.
pub(super) struct Keys {
    sealing: Zeroizing<[u8; KEY_BYTES]>,
    naming: Zeroizing<[u8; KEY_BYTES]>,
}

impl Keys {
    /// Keys for a new vault.
    ///
    /// # Errors
    /// When the operating system has no random bytes.
    pub(super) fn random() -> io::Result<Self> {
        let mut keys = Self { sealing: Zeroizing::default(), naming: Zeroizing::default() };
        fill_random(&mut *keys.sealing)?;
        fill_random(&mut *keys.naming)?;
        Ok(keys)
    }

    /// The keys that a header held. `None` when it held something else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sealing, rest) = bytes.split_first_chunk()?;
        let (naming, rest) = rest.split_first_chunk()?;
        rest.is_empty().then(|| Self { sealing: Zeroizing::new(*sealing), naming: Zeroizing::new(*naming) })
    }

    /// The keys, for the header to wrap.
    pub(super) fn to_bytes(&self) -> Zeroizing<[u8; KEYS_BYTES]> {
        let mut bytes = Zeroizing::new([0; KEYS_BYTES]);
        let (sealing, naming) = bytes.split_at_mut(KEY_BYTES);
        sealing.copy_from_slice(&*self.sealing);
        naming.copy_from_slice(&*self.naming);
        bytes
    }

    /// The file an item lies in: BLAKE2s of its name under a key, so that it tells nothing and reaches
    /// nowhere.
    pub(super) fn file_name(&self, item: &str) -> String {
        let mut mac = Blake2sMac256::new((&*self.naming).into());
        mac.update(item.as_bytes());
        hex(&mac.finalize_fixed())
    }

    /// Seals a secret for the item of this name.
    ///
    /// # Errors
    /// When the operating system has no random bytes.
    pub(super) fn seal(&self, item: &str, secret: &[u8]) -> io::Result<Vec<u8>> {
        let mut nonce = XNonce::default();
        fill_random(&mut nonce)?;
        let aad = associated(item);
        let sealed = self
            .cipher()
            .encrypt(&nonce, Payload { msg: secret, aad: &aad })
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok([MAGIC.as_slice(), &nonce, &sealed].concat())
    }

    /// The secret, if these bytes were sealed for the item of this name and are as they were.
    pub(super) fn unseal(&self, item: &str, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = bytes.strip_prefix(MAGIC)?.split_at_checked(NONCE_BYTES)?;
        let aad = associated(item);
        let secret = self.cipher().decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &aad });
        secret.ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.sealing).into())
    }
}

/// What is sealed along: of fixed length first, so no two items and versions share it.
fn associated(item: &str) -> Vec<u8> {
    [MAGIC.as_slice(), item.as_bytes()].concat()
}

/// Random bytes of the operating system.
pub(super) fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    OsRng.try_fill_bytes(bytes).map_err(|error| io::Error::other(error.to_string()))
}

/// Two lower-case digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k05_a_sealed_item_opens_whole_or_not_at_all() {
        let keys = Keys::random().unwrap();
        let sealed = keys.seal("lanyard/p/refresh-token/a/1/0", b"secret").unwrap();
        assert_eq!(sealed.len(), SEAL_BYTES + 6);
        assert_eq!(*keys.unseal("lanyard/p/refresh-token/a/1/0", &sealed).unwrap(), *b"secret");
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(keys.unseal("lanyard/p/refresh-token/a/1/0", &altered).is_none(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(
                keys.unseal("lanyard/p/refresh-token/a/1/0", &sealed[..length]).is_none(),
                "{length} bytes"
            );
        }
        assert!(keys.unseal("lanyard/p/refresh-token/a/1/0", &[&*sealed, &[0]].concat()).is_none());
    }

    #[test]
    fn an_item_opens_under_its_own_name_and_keys_only() {
        let keys = Keys::random().unwrap();
        let sealed = keys.seal("lanyard/p/refresh-token/a/1/0", b"secret").unwrap();
        for name in [
            "lanyard/p/refresh-token/a/2/0",
            "lanyard/p/refresh-token/a/1/1",
            "lanyard/p/refresh-token/b/1/0",
            "",
        ] {
            assert!(keys.unseal(name, &sealed).is_none(), "{name}");
        }
        assert!(Keys::random().unwrap().unseal("lanyard/p/refresh-token/a/1/0", &sealed).is_none());
    }

    #[test]
    fn the_same_secret_is_never_sealed_to_the_same_bytes() {
        let keys = Keys::random().unwrap();
        assert_ne!(keys.seal("a", b"secret").unwrap(), keys.seal("a", b"secret").unwrap());
    }

    #[test]
    fn a_file_name_tells_nothing_and_reaches_nowhere() {
        let keys = Keys::random().unwrap();
        for item in ["lanyard/p/refresh-token/a/1/0", "../../etc/passwd", "/", "", "header", "\0"] {
            let name = keys.file_name(item);
            assert!(name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
            assert_eq!(name, keys.file_name(item), "the same item lies in the same file");
            assert_ne!(name, Keys::random().unwrap().file_name(item), "nobody without the keys can guess it");
        }
        assert_ne!(keys.file_name("a"), keys.file_name("b"));
    }
}
