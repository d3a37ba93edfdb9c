//! End to end: the real window, the real browser, the real keychain and the real provider, one test at a time.

mod consent;
mod console;
mod keyboard;
mod main_job;
mod moved;
mod odd_starts;
mod parts;
mod provider;
mod secrets;
mod sign_in;
mod support;
mod weather;
mod world;
