//! The console beside a provider with 100,000 sessions: the first rows, the memory of the page, and what ending 10,000 of
//! them costs beside a bare loop over the same API.
//!
//! | module | what it measures |
//! |---|---|
//! | [`ending`] | sessions ended a second, where every tenth request fails |
//! | [`bare`] | the same by a loop that knows nothing but the API |
//! | [`window`] | from the provider's first page to the first rows on the screen, and the page's memory with all of them |

mod bare;
mod ending;
mod window;

use harness::Result;

use crate::figures::Figures;
use crate::stage::Stage;

pub(crate) use ending::run as endings;

/// Sessions at the provider.
const SESSIONS: u32 = 100_000;
/// Sessions that are ended.
const ENDED: u32 = 10_000;
/// Each so-manieth ending fails.
const FAULTS: u32 = 10;

/// Measures and adds the figures.
pub(crate) async fn measure(figures: &mut Figures) -> Result {
    let stage = Stage::set().await?;
    let found = stage.run_self("endings", &[stage.profile("endings")?.as_os_str()]).await?;
    ending::report(&found, figures);
    window::measure(&stage, figures).await
}
