//! The header: the vault's keys, wrapped by the passphrase. 168 bytes in the file `header`.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LYH`, and the format version as one byte |
//! | 12 | Argon2id: memory in KiB, passes, lanes; each big-endian |
//! | 16 | Argon2id: salt |
//! | 24 | nonce |
//! | 80 | the keys under XChaCha20-Poly1305, tag included; all that stands before the nonce is its associated data |
//! | 32 | SHA-256 of all before |
//!
//! Every version begins with `LYH` and its number and ends with that digest. So a damaged header, a newer
//! one and a wrong passphrase are three different things; the digest is for accidents, the tag for malice.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::error::FileVaultError;
use super::keys::{self, KEYS_BYTES, Keys, NONCE_BYTES, TAG_BYTES};
use super::stretch::Cost;

/// The file's name.
pub(super) const FILE_NAME: &str = "header";
/// The format version written, and the newest that is read.
pub(super) const VERSION: u8 = 1;
/// Bytes that are read of a header at most, whatever its version.
pub(super) const MOST_BYTES: usize = 4096;

const MAGIC: &[u8; 3] = b"LYH";
const SALT_BYTES: usize = 16;
const COST_BYTES: usize = 12;
const WRAPPED_BYTES: usize = KEYS_BYTES + TAG_BYTES;
/// What is wrapped along with the keys.
const ASSOCIATED_BYTES: usize = MAGIC.len() + 1 + COST_BYTES + SALT_BYTES;
const DIGEST_BYTES: usize = 32;
const BYTES: usize = ASSOCIATED_BYTES + NONCE_BYTES + WRAPPED_BYTES + DIGEST_BYTES;

/// What the file says.
pub(super) struct Header {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_BYTES],
    wrapped: [u8; WRAPPED_BYTES],
}

impl Header {
    /// Wraps the keys by a passphrase, with fresh salt and nonce.
    ///
    /// # Errors
    /// `EmptyPassphrase`; `Failed` without memory or random bytes.
    pub(super) fn wrap(keys: &Keys, passphrase: &SecretString, cost: Cost) -> Result<Self, FileVaultError> {
        let mut header = Self { cost, salt: [0; _], nonce: [0; _], wrapped: [0; _] };
        keys::fill_random(&mut header.salt).map_err(FileVaultError::failed)?;
        keys::fill_random(&mut header.nonce).map_err(FileVaultError::failed)?;
        let payload = Payload { msg: &*keys.to_bytes(), aad: &header.associated() };
        let wrapped = header
            .cipher(passphrase)?
            .encrypt(XNonce::from_slice(&header.nonce), payload)
            .map_err(FileVaultError::failed)?;
        header.wrapped.copy_from_slice(&wrapped);
        Ok(header)
    }

    /// The keys.
    ///
    /// # Errors
    /// `WrongPassphrase`; `EmptyPassphrase`; `Failed` without memory.
    pub(super) fn unwrap(&self, passphrase: &SecretString) -> Result<Keys, FileVaultError> {
        let payload = Payload { msg: &self.wrapped, aad: &self.associated() };
        let keys = self.cipher(passphrase)?.decrypt(XNonce::from_slice(&self.nonce), payload);
        let keys = Zeroizing::new(keys.map_err(|_| FileVaultError::WrongPassphrase)?);
        Keys::from_bytes(&keys).ok_or(FileVaultError::DamagedHeader)
    }

    /// The file's bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend_from_slice(&self.associated());
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.wrapped);
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// Reads the file's bytes. No cost beyond reason is believed.
    ///
    /// # Errors
    /// `DamagedHeader`, `NewerVersion`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, FileVaultError> {
        let (content, digest) =
            bytes.split_last_chunk::<DIGEST_BYTES>().ok_or(FileVaultError::DamagedHeader)?;
        let whole = Sha256::digest(content).as_slice() == digest;
        match content.strip_prefix(MAGIC) {
            Some(&[VERSION, ref rest @ ..]) if whole => Self::read(rest),
            Some(&[version, ..]) if whole && version > VERSION => {
                Err(FileVaultError::NewerVersion { version })
            }
            Some(_) | None => Err(FileVaultError::DamagedHeader),
        }
    }

    /// Reads what stands between the version and the digest.
    fn read(mut rest: &[u8]) -> Result<Self, FileVaultError> {
        let mut fields = || {
            let cost =
                Cost { memory: number(&mut rest)?, passes: number(&mut rest)?, lanes: number(&mut rest)? };
            let (salt, nonce, wrapped) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
            (rest.is_empty() && cost.is_reasonable()).then_some(Self { cost, salt, nonce, wrapped })
        };
        fields().ok_or(FileVaultError::DamagedHeader)
    }

    fn associated(&self) -> Vec<u8> {
        let Cost { memory, passes, lanes } = self.cost;
        let mut bytes = Vec::with_capacity(ASSOCIATED_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend([memory, passes, lanes].into_iter().flat_map(u32::to_be_bytes));
        bytes.extend_from_slice(&self.salt);
        bytes
    }

    fn cipher(&self, passphrase: &SecretString) -> Result<XChaCha20Poly1305, FileVaultError> {
        let key = self.cost.stretch(passphrase, &self.salt)?;
        Ok(XChaCha20Poly1305::new(key.as_slice().into()))
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    take(rest).map(u32::from_be_bytes)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn written() -> (Keys, Vec<u8>) {
        let keys = Keys::random().unwrap();
        let header = Header::wrap(&keys, &passphrase("right"), Cost::LEAST).unwrap();
        (keys, header.encode())
    }

    /// The same header with another beginning, and the digest that belongs to it.
    fn forged(bytes: &[u8], at: usize, other: &[u8]) -> Vec<u8> {
        let mut content = bytes[..bytes.len() - DIGEST_BYTES].to_vec();
        content[at..at + other.len()].copy_from_slice(other);
        let digest = Sha256::digest(&content);
        [content.as_slice(), &digest].concat()
    }

    fn refusal(bytes: &[u8]) -> FileVaultError {
        Header::parse(bytes).map(|_| ()).expect_err("must be refused")
    }

    #[test]
    fn only_the_right_passphrase_gives_the_keys() {
        let (keys, bytes) = written();
        assert_eq!(bytes.len(), BYTES);
        let header = Header::parse(&bytes).unwrap();
        assert!(header.unwrap(&passphrase("right")).unwrap().to_bytes() == keys.to_bytes());
        for wrong in ["wrong", "Right", "right ", "righ"] {
            let refused = header.unwrap(&passphrase(wrong)).map(|_| ()).expect_err(wrong);
            assert_eq!(refused, FileVaultError::WrongPassphrase, "{wrong}");
        }
    }

    #[test]
    fn a_flipped_bit_or_a_cut_is_damage_and_no_wrong_passphrase() {
        let (_, bytes) = written();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(refusal(&altered), FileVaultError::DamagedHeader, "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert_eq!(refusal(&bytes[..length]), FileVaultError::DamagedHeader, "{length} bytes");
        }
        assert_eq!(refusal(&[&*bytes, &[0]].concat()), FileVaultError::DamagedHeader);
    }

    #[test]
    fn a_header_of_a_newer_version_is_told() {
        let (_, bytes) = written();
        assert_eq!(refusal(&forged(&bytes, 3, &[2])), FileVaultError::NewerVersion { version: 2 });
        assert_eq!(refusal(&forged(&bytes, 3, &[0])), FileVaultError::DamagedHeader);
        assert_eq!(refusal(&forged(&bytes, 0, b"X")), FileVaultError::DamagedHeader);
    }

    #[test]
    fn a_forged_cost_is_not_paid() {
        let (_, bytes) = written();
        for (at, what) in [(4, "memory"), (8, "passes"), (12, "lanes")] {
            for number in [0, u32::MAX, 1 << 30] {
                let forged = forged(&bytes, at, &number.to_be_bytes());
                assert_eq!(refusal(&forged), FileVaultError::DamagedHeader, "{what} {number}");
            }
        }
    }

    #[test]
    fn whatever_is_forged_gives_no_keys() {
        let (_, bytes) = written();
        // A byte each of memory, salt, nonce, keys and tag.
        for at in [7, 16, 32, 56, 135] {
            let forged = Header::parse(&forged(&bytes, at, &[bytes[at] ^ 1])).unwrap();
            let refused = forged.unwrap(&passphrase("right")).map(|_| ()).expect_err("forged");
            assert_eq!(refused, FileVaultError::WrongPassphrase, "byte {at}");
        }
    }
}
