//! The trace that a faulty library in chips (Infineon, 2012 to 2017) left in RSA keys: ROCA, CVE-2017-15361.
//!
//! Its primes have the form `k * M + (65537^a mod M)`, `M` a product of small primes, so the modulus is a power of 65537
//! modulo each of them. Other keys look like that once in two hundred million. (Nemec, Sys, Svenda, Klinec, Matyas:
//! *The Return of Coppersmith's Attack*, 2017, §2.)

/// The odd primes that go into `M` at every key size.
const PRIMES: [u16; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether a modulus (big-endian) bears the trace.
pub(crate) fn is_suspected(modulus: &[u8]) -> bool {
    PRIMES.into_iter().all(|prime| is_power_of_generator(remainder(modulus, prime), prime))
}

fn remainder(modulus: &[u8], prime: u16) -> u32 {
    modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % u32::from(prime))
}

fn is_power_of_generator(rest: u32, prime: u16) -> bool {
    let prime = u32::from(prime);
    let next = |power: &u32| Some(power * (65_537 % prime) % prime);
    std::iter::successors(Some(1), next).take(prime as usize).any(|power| power == rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A real key with the trace is among the vectors of Wycheproof.
    #[test]
    fn powers_of_the_generator_are_suspected_and_other_numbers_are_not() {
        for power in [&[1][..], &[0, 1, 0, 1], &[1, 0, 2, 0, 1]] {
            assert!(is_suspected(power), "{power:?}");
        }
        for other in [&[][..], &[0], &[2], &[1, 0, 0], &[1, 0, 2, 0, 2]] {
            assert!(!is_suspected(other), "{other:?}");
        }
    }
}
