//! The agent and the command line, beside oidc-agent as Debian ships it.
//!
//! | module | what it owns |
//! |---|---|
//! | [`lanyard`] | an agent of ours: its profile, its accounts, what is typed for it |
//! | [`oidc_agent`] | an agent of theirs, in the same way |
//! | [`person`] | who signs in at the provider, by hand |
//! | [`asked`] | a request on a socket, and how long it takes |
//! | [`cached`] | a token that is there already |
//! | [`forced`] | thirty-two refreshes at once |
//! | [`hang`] | one account while the provider of another one hangs |
//! | [`cold`] | the first token after the agent was started |
//! | [`memory`] | the agent with many accounts |
//!
//! Both keep the same accounts of the same provider in an encrypted file, are asked by this program, and are measured
//! in turn. Ours asks the kernel who is calling and writes down what it gives out; theirs does neither.

mod asked;
mod cached;
mod cold;
mod forced;
mod hang;
mod lanyard;
mod memory;
mod oidc_agent;
mod person;

use harness::Result;
use harness::desk::Desk;
use harness::evil::Evil;

use self::lanyard::Lanyard;
use self::oidc_agent::OidcAgent;
use crate::figures::Figures;

/// Lifetime of an access token, in seconds: nothing expires while it is measured.
const LIFETIME: u64 = 3_600;
/// What the folders of both are called.
const NAME: &str = "two";

/// Both agents, and the providers of their accounts `acme` and `other`.
struct Scene {
    // Dropped in this order: the agents, then the desk they run at.
    lanyard: Lanyard,
    oidc_agent: OidcAgent,
    acme: Evil,
    _other: Evil,
    desk: Desk,
}

/// Measures everything and adds the figures.
pub(crate) async fn measure(figures: &mut Figures) -> Result {
    let mut scene = Scene::set().await?;
    cached::measure(&scene, figures).await?;
    hang::measure(&scene, figures).await?;
    cold::measure(&mut scene, figures).await?;
    forced::measure(&scene, figures).await?;
    memory::measure(&scene, figures).await
}

impl Scene {
    async fn set() -> Result<Self> {
        let desk = Desk::bare()?;
        let (acme, other) = (Evil::start().await?, Evil::start().await?);
        let lanyard = Lanyard::at(&desk, NAME, &[("acme", acme.issuer()), ("other", other.issuer())])?;
        let oidc_agent = OidcAgent::start(&desk, NAME).await?;
        lanyard.agent().await?;
        for (name, evil) in [("acme", &acme), ("other", &other)] {
            evil.lifetime(LIFETIME);
            lanyard.link(name, name).await?;
            oidc_agent.link(name, evil).await?;
        }
        Ok(Self { lanyard, oidc_agent, acme, _other: other, desk })
    }
}

/// Does what blocks on a thread of its own, so that the providers go on answering.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await?
}
