//! From a passphrase to a key: Argon2id (RFC 9106), and what it may cost.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::error::FileVaultError;

/// What one guess at the passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// Memory in KiB.
    pub(super) memory: u32,
    /// Passes over the memory.
    pub(super) passes: u32,
    /// Lanes that could be filled at once. This program fills them one after the other.
    pub(super) lanes: u32,
}

impl Cost {
    /// What new vaults and new passphrases get: the second choice of RFC 9106 §4, for machines with little
    /// memory, in one lane, for on a small server more lanes would help only who guesses.
    pub(super) const NORMAL: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// The least that a header may ask for: OWASP's least memory, in one pass.
    pub(super) const LEAST: Self = Self { memory: 19 * 1024, passes: 1, lanes: 1 };
    /// The most that a header may ask for: seconds, and memory that a small server has.
    pub(super) const MOST: Self = Self { memory: 256 * 1024, passes: 16, lanes: 4 };

    /// Whether a header may ask for this much, and for this little.
    pub(super) fn is_reasonable(self) -> bool {
        (Self::LEAST.memory..=Self::MOST.memory).contains(&self.memory)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&self.passes)
            && (Self::LEAST.lanes..=Self::MOST.lanes).contains(&self.lanes)
    }

    /// The key that wraps the vault's keys.
    ///
    /// # Errors
    /// `EmptyPassphrase`; `Failed` when the memory cannot be had.
    pub(super) fn stretch(
        self,
        passphrase: &SecretString,
        salt: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, FileVaultError> {
        let passphrase = super::bytes_of(passphrase)?;
        let params =
            Params::new(self.memory, self.passes, self.lanes, None).map_err(FileVaultError::failed)?;
        let mut memory = blank(params.block_count())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase, salt, &mut *key, &mut *memory)
            .map_err(FileVaultError::failed)?;
        Ok(key)
    }
}

/// Wiped memory that is asked for politely: a machine without it gets an error, not an abort.
fn blank(blocks: usize) -> Result<Zeroizing<Vec<Block>>, FileVaultError> {
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(blocks).map_err(FileVaultError::failed)?;
    memory.resize(blocks, Block::new());
    Ok(memory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_cost_is_unreasonable() {
        for cost in [Cost::LEAST, Cost::NORMAL, Cost::MOST] {
            assert!(cost.is_reasonable(), "{cost:?}");
        }
        let normal = Cost::NORMAL;
        for cost in [
            Cost { memory: u32::MAX, ..normal },
            Cost { memory: Cost::MOST.memory + 1, ..normal },
            Cost { memory: Cost::LEAST.memory - 1, ..normal },
            Cost { memory: 0, ..normal },
            Cost { passes: 0, ..normal },
            Cost { passes: u32::MAX, ..normal },
            Cost { lanes: 0, ..normal },
            Cost { lanes: 5, ..normal },
        ] {
            assert!(!cost.is_reasonable(), "{cost:?}");
        }
    }

    /// RFC 9106 gives vectors with a secret and associated data only; this one is of the reference
    /// implementation's own tests (`hashtest(0x13, 2, 16, 1, "password", "somesalt", …)`, Argon2id).
    #[test]
    fn stretches_as_the_reference_implementation() {
        let cost = Cost { memory: 64 * 1024, passes: 2, lanes: 1 };
        let key = cost.stretch(&SecretString::from("password"), b"somesalt").unwrap();
        let expected = [
            0x09, 0x31, 0x61, 0x15, 0xd5, 0xcf, 0x24, 0xed, 0x5a, 0x15, 0xa3, 0x1a, 0x3b, 0xa3, 0x26, 0xe5,
            0xcf, 0x32, 0xed, 0xc2, 0x47, 0x02, 0x98, 0x7c, 0x02, 0xb6, 0x56, 0x6f, 0x61, 0x91, 0x3c, 0xf7,
        ];
        assert_eq!(*key, expected);
    }

    #[test]
    fn an_empty_passphrase_is_refused() {
        let refused = Cost::LEAST.stretch(&SecretString::from(""), b"somesalt").expect_err("empty");
        assert_eq!(refused, FileVaultError::EmptyPassphrase);
    }
}
