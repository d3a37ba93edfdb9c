//! How one secret lies in several items: a header in the first, then the secret's bytes in order.
//!
//! The header is 46 bytes: `LYV` and the version `1`, the number of items (u16), the secret's length in
//! bytes (u64), both big-endian, and its SHA-256.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::VaultError;

const MAGIC: &[u8; 4] = b"LYV1";
const HEADER_BYTES: usize = 4 + 2 + 8 + 32;
/// Far above any token; a header that announces more is not ours.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What the first item says about the whole.
pub(super) struct Header {
    /// Items of the generation, the first one included.
    pub(super) items: usize,
    /// Bytes of the secret.
    pub(super) bytes: usize,
    sha256: [u8; 32],
}

impl Header {
    /// The header, and what follows it. `None` when this is not the start of a generation.
    pub(super) fn parse(item: &[u8]) -> Option<(Self, &[u8])> {
        let rest = item.strip_prefix(MAGIC)?;
        let (items, rest) = rest.split_first_chunk::<2>()?;
        let (bytes, rest) = rest.split_first_chunk::<8>()?;
        let (sha256, rest) = rest.split_first_chunk::<32>()?;
        let items = usize::from(u16::from_be_bytes(*items));
        let bytes = usize::try_from(u64::from_be_bytes(*bytes)).ok()?;
        // Every item but the first holds at least one byte.
        let plausible = (1..=bytes + 1).contains(&items) && bytes <= MOST_BYTES && rest.len() <= bytes;
        plausible.then_some((Self { items, bytes, sha256: *sha256 }, rest))
    }

    /// Whether `secret` is what was written.
    pub(super) fn describes(&self, secret: &[u8]) -> bool {
        let digest = Sha256::digest(secret);
        secret.len() == self.bytes && digest.as_slice().ct_eq(&self.sha256).into()
    }

    /// Bytes to reserve for the secret.
    pub(super) fn capacity(&self) -> usize {
        self.bytes
    }

    fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut encoded = [0; HEADER_BYTES];
        let items = u16::try_from(self.items).unwrap_or(u16::MAX);
        encoded[..4].copy_from_slice(MAGIC);
        encoded[4..6].copy_from_slice(&items.to_be_bytes());
        encoded[6..14].copy_from_slice(&(self.bytes as u64).to_be_bytes());
        encoded[14..].copy_from_slice(&self.sha256);
        encoded
    }
}

/// A secret cut to the vault's item size.
pub(super) struct Layout<'a> {
    header: Header,
    first: &'a [u8],
    rest: &'a [u8],
    chunk: usize,
}

impl<'a> Layout<'a> {
    /// Cuts `secret` into items of at most `limit` bytes, the header included.
    pub(super) fn new(secret: &'a [u8], limit: Option<usize>) -> Result<Self, VaultError> {
        let bytes = secret.len();
        let limit = limit.unwrap_or(HEADER_BYTES + MOST_BYTES);
        let Some(room) = limit.checked_sub(HEADER_BYTES).filter(|_| bytes <= MOST_BYTES) else {
            return Err(VaultError::TooLarge { limit: limit.min(MOST_BYTES), bytes });
        };
        let (first, rest) = secret.split_at(room.min(bytes));
        let items = 1 + rest.len().div_ceil(limit);
        if items > usize::from(u16::MAX) {
            return Err(VaultError::TooLarge { limit: limit * usize::from(u16::MAX), bytes });
        }
        let header = Header { items, bytes, sha256: Sha256::digest(secret).into() };
        Ok(Self { header, first, rest, chunk: limit })
    }

    /// The items in the order they are written: the first announces the others.
    pub(super) fn items(&self) -> impl Iterator<Item = Zeroizing<Vec<u8>>> {
        let mut first = Zeroizing::new(Vec::with_capacity(HEADER_BYTES + self.first.len()));
        first.extend_from_slice(&self.header.encode());
        first.extend_from_slice(self.first);
        std::iter::once(first).chain(self.rest.chunks(self.chunk).map(|chunk| Zeroizing::new(chunk.to_vec())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: usize, limit: Option<usize>) -> Vec<usize> {
        let secret = vec![b'x'; bytes];
        let layout = Layout::new(&secret, limit).expect("fits");
        layout.items().map(|item| item.len()).collect()
    }

    #[test]
    fn items_stay_within_the_limit_at_its_edges() {
        assert_eq!(cut(0, Some(2560)), [46]);
        assert_eq!(cut(2560 - 46, Some(2560)), [2560]);
        assert_eq!(cut(2560 - 45, Some(2560)), [2560, 1]);
        assert_eq!(cut(2560 * 2 - 46, Some(2560)), [2560, 2560]);
        assert_eq!(cut(65536, None), [65536 + 46]);
    }

    #[test]
    fn a_limit_below_the_header_is_refused() {
        assert!(matches!(Layout::new(b"x", Some(45)), Err(VaultError::TooLarge { limit: 45, bytes: 1 })));
        assert!(matches!(Layout::new(&vec![0; 46 * 65_536], Some(46)), Err(VaultError::TooLarge { .. })));
    }

    #[test]
    fn a_header_that_is_not_ours_is_refused() {
        let layout = Layout::new(b"secret", None).expect("fits");
        let item = layout.items().next().expect("one");
        assert!(Header::parse(&item).is_some());
        for cut in 0..HEADER_BYTES {
            assert!(Header::parse(&item[..cut]).is_none(), "{cut} bytes");
        }
        for (at, what) in [(0, "magic"), (3, "version"), (6, "length")] {
            let mut altered = item.to_vec();
            altered[at] ^= 0xff;
            assert!(Header::parse(&altered).is_none(), "{what}");
        }
        let mut none = item.to_vec();
        none[4..6].fill(0);
        assert!(Header::parse(&none).is_none(), "no items");
        let mut many = item.to_vec();
        many[4..6].fill(0xff);
        assert!(Header::parse(&many).is_none(), "more items than bytes");
    }

    #[test]
    fn a_digest_tells_altered_bytes() {
        let secret = b"secret";
        let header = Header { items: 1, bytes: 6, sha256: Sha256::digest(secret).into() };
        assert!(header.describes(secret));
        assert!(!header.describes(b"Secret"));
        assert!(!header.describes(b"secret "));
    }
}
