//! Tokens that are verified and looked at.
//!
//! | module | what it owns |
//! |---|---|
//! | [`signed`] | a key, and what is signed with it |
//! | [`verify`] | the processor time of a verification, beside bare jsonwebtoken |
//! | [`command`] | `lanyard inspect` as a process, beside jwt-cli |
//! | [`window`] | a large claim set in the Inspector, from the paste to the frame |

mod command;
mod signed;
mod verify;
mod window;

use harness::Result;

use self::signed::Signer;
use crate::figures::Figures;

/// Measures everything and adds the figures.
pub(crate) async fn measure(figures: &mut Figures) -> Result {
    let signer = Signer::new()?;
    verify::measure(&signer, figures)?;
    command::measure(&signer, figures)?;
    window::measure(&signer, figures).await
}
