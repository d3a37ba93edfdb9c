//! Lanyard's window: the only crate that names tauri.
//!
//! It draws a window around [`lanyard_core::Engine`], hands the page's commands to it and its events to the
//! page, and adds what only a desktop has. It knows no protocol and decides nothing about accounts.
//!
//! | module | what it owns |
//! |---|---|
//! | [`compose`] | the composition root: which folder, vault, clock and browser the engine gets |
//! | [`shell`] | what the commands find: the engine, once it is open, and the clipboard |
//! | [`commands`] | the page's calls, one file per concept |
//! | [`ipc`] | the list of commands and events, and the TypeScript made from it |
//! | [`events`] | the engine's and the shell's own events on their way to the page |
//! | [`roster`], [`words`] | what tray and notifications know of accounts, and the words they say |
//! | [`tray`], [`tray_host`] | the icon beside the clock, and whether anything would show it |
//! | [`window`], [`consent`], [`instance`] | the window, the small one that asks for consent, and the one process |
//! | [`drawing`] | that pages are drawn on the processor |
//! | [`notify`], [`clipboard`], [`files`], [`system`] | the desktop's services |
//! | [`start`], [`quit`] | the first and the last moment |

mod clipboard;
mod commands;
mod compose;
mod consent;
mod drawing;
mod events;
mod files;
mod instance;
mod ipc;
mod notify;
mod quit;
mod roster;
mod shell;
mod start;
mod system;
mod tray;
mod tray_host;
mod window;
mod words;

pub use start::run;
