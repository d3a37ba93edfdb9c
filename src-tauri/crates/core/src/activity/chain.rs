//! What makes the activity log a chain: each entry's hash covers the entry and the hash before it.
//!
//! | what | is told |
//! |---|---|
//! | one byte of an entry changed, an entry removed, put in, moved or swapped | yes: hashes no longer follow |
//! | the newest or the oldest entries cut off | yes: the anchor says where the chain begins and ends |
//! | the whole log written anew, hashes and anchor included | **no** |
//!
//! So it shows damage and clumsy hands, not a forger: whoever may write the file may compute every hash again, and
//! nothing on this machine can keep that from a program of the same user. Against it helps only what that program
//! can't reach: write the *head* down elsewhere (`lanyard activity --verify` prints it); as long as the chain still
//! contains that head, nothing before it was changed.
//!
//! The encoding is version 1: a fixed prefix, the previous hash, then each stored column as a type byte and, where
//! its length is not fixed, its length in bytes (u64), all big-endian. No two different rows encode alike.

use sha2::{Digest, Sha256};

use rusqlite::types::ValueRef;

/// A link: SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first entry that was ever written.
pub(crate) const GENESIS: Hash = [0; 32];

/// Version and purpose: a hash of this chain is none of any other.
const PREFIX: &[u8; 22] = b"lanyard-activity-log/1";

/// The hash of an entry that follows `before`. Columns come in the order of the table.
pub(crate) fn follow(before: &Hash, columns: [ValueRef<'_>; 7]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(PREFIX);
    hash.update(before);
    for column in columns {
        match column {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(number) => fixed(&mut hash, 1, number.to_be_bytes()),
            ValueRef::Real(number) => fixed(&mut hash, 2, number.to_be_bytes()),
            ValueRef::Text(bytes) => measured(&mut hash, 3, bytes),
            ValueRef::Blob(bytes) => measured(&mut hash, 4, bytes),
        }
    }
    hash.finalize().into()
}

fn fixed(hash: &mut Sha256, kind: u8, bytes: [u8; 8]) {
    hash.update([kind]);
    hash.update(bytes);
}

fn measured(hash: &mut Sha256, kind: u8, bytes: &[u8]) {
    fixed(hash, kind, (bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(columns: [ValueRef<'_>; 7]) -> Hash {
        follow(&GENESIS, columns)
    }

    const ROW: [ValueRef<'static>; 7] = [
        ValueRef::Integer(1),
        ValueRef::Text(b"A7-3K2"),
        ValueRef::Integer(1_700_000_000),
        ValueRef::Text(b"\"started\""),
        ValueRef::Integer(0),
        ValueRef::Null,
        ValueRef::Text(b"{}"),
    ];

    /// The encoding is frozen: a log that was written stays verifiable.
    #[test]
    fn version_one_stays_what_it_was() {
        let hash = crate::activity::hex(&of(ROW));
        assert_eq!(hash, "e9a888c1a01cd145f02a0e91b1dc8fcd66e8eb46f90a511cc8e423f1e5aebd58");
    }

    #[test]
    fn what_moves_from_one_column_to_the_next_is_seen() {
        let mut moved = ROW;
        moved[1] = ValueRef::Text(b"A7-3K");
        moved[3] = ValueRef::Text(b"2\"started\"");
        assert_ne!(of(moved), of(ROW));
    }

    #[test]
    fn nothing_and_empty_and_zero_and_their_texts_differ() {
        let values = [
            ValueRef::Null,
            ValueRef::Integer(0),
            ValueRef::Real(0.0),
            ValueRef::Text(b""),
            ValueRef::Blob(b""),
            ValueRef::Text(b"0"),
        ];
        let hashes: std::collections::HashSet<Hash> = values
            .into_iter()
            .map(|value| {
                let mut row = ROW;
                row[5] = value;
                of(row)
            })
            .collect();
        assert_eq!(hashes.len(), values.len());
    }

    #[test]
    fn the_hash_before_counts() {
        assert_ne!(follow(&[1; 32], ROW), of(ROW));
    }
}
