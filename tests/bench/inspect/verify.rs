//! RS256 with keys that were read before, in processor time of one thread: a verification as a resource server does it
//! for a request, beside the cryptography and the claims of jsonwebtoken alone.

use anyhow::{Context, ensure};
use harness::Result;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{DecodingKey, Validation};
use lanyard_jwt::{Expectations, KeySet, Map, verify};
use rustix::time::{ClockId, clock_gettime};

use super::signed::{AUDIENCE, ISSUER, Signer};
use crate::figures::{Figures, Good, Row, median};

/// Rounds of each, in turn, and verifications in a round.
const ROUNDS: usize = 101;
const IN_A_ROUND: u32 = 200;
/// The smallest part of jsonwebtoken's rate.
const AT_LEAST: f64 = 0.9;

pub(super) fn measure(signer: &Signer, figures: &mut Figures) -> Result {
    let token = signer.usual()?;
    let keys = KeySet::from_jwks(signer.jwks().to_string().as_bytes())?;
    let ours = || {
        let expected = Expectations::access_token(ISSUER, AUDIENCE, signer.now);
        verify(&token, &keys, &expected).claims().is_some_and(|claims| claims.contains_key("sub"))
    };

    let key = DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(signer.jwk())?)?;
    let mut validation = Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    let bare = || {
        let decoded = jsonwebtoken::decode::<Map>(&token, &key, &validation);
        decoded.is_ok_and(|decoded| decoded.claims.contains_key("sub"))
    };

    let mut rates = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    for round in 0..=ROUNDS {
        let (first, second) =
            if round % 2 == 0 { (rate(&ours)?, rate(&bare)?) } else { swapped(&ours, &bare)? };
        // The first round fills the caches.
        if round > 0 {
            rates[0].push(first);
            rates[1].push(second);
        }
    }
    let what = format!("RS256 verifications by processor time, median of {ROUNDS}");
    let (ours, other) = (median(&rates[0]), Some(median(&rates[1])));
    figures.add(Row { what, ours, other, unit: "k/s", good: Some(Good::AtLeast(AT_LEAST)) });
    Ok(())
}

/// Both rates where the other one goes first.
fn swapped(ours: &impl Fn() -> bool, bare: &impl Fn() -> bool) -> Result<(f64, f64)> {
    let bare = rate(bare)?;
    Ok((rate(ours)?, bare))
}

/// Thousands in a second of this thread's own time.
fn rate(verified: &impl Fn() -> bool) -> Result<f64> {
    let begun = own_time()?;
    let all = (0..IN_A_ROUND).all(|_| verified());
    let took = own_time()? - begun;
    ensure!(all, "a good token was refused");
    Ok(f64::from(IN_A_ROUND) / took / 1_000.0)
}

/// Seconds that this thread has computed.
fn own_time() -> Result<f64> {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u32::try_from(time.tv_sec).context("a long run")?;
    Ok(f64::from(seconds) + f64::from(u32::try_from(time.tv_nsec)?) / 1e9)
}
