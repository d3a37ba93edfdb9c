//! A key set as people look at it: what each key is, what is wrong with the set, what changed since last time.
//!
//! Invariants: 1. nothing here verifies anything, so a set that was refused as a whole can be shown too, with the
//! reason (R74); 2. of a private or symmetric key nothing is shown but that it is one, not even a hash; 3. what comes
//! from a set is inert and cut; 4. at most [`MAX_KEYS`](crate::MAX_KEYS) keys are described.

mod changes;
mod describe;
mod findings;

pub use changes::{KeyChanges, key_changes};
pub use describe::{DescribedKeySet, KeyDescription, describe_key_set};
pub use findings::{KeyFinding, KeyFindingKind};
