//! The engine: accounts, sign-in flows, renewal, policy and activity, without a window.
//!
//! [`Engine::open`] makes a process the engine of a profile; [`Engine::start`] lets it touch the keychain and
//! renew. Clients see [`view`] types and [`view::EngineEvent`]s; secrets leave through [`AccessToken`] and
//! [`Browser`] alone. Time, keychain, browser and folder come in by [`EngineParts`].

mod account;
mod activity;
mod clock;
mod console;
mod engine;
mod exchange;
mod failure;
mod home;
mod inspect;
mod lock;
mod places;
pub mod program;
mod provider;
mod renewal;
mod sign_in;
mod store;
mod tenure;
pub mod view;
pub mod words;

pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use engine::{AccessToken, Browser, BrowserError, Engine, EngineParts, Events};
pub use home::Home;
pub use inspect::alone;
