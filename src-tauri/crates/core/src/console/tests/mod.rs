//! The console against a provider in memory that fails on order.

mod access;
mod cut_off;
mod dry_run;
mod ending;
mod list;
mod proof;
mod rig;
mod world;
