//! The console against a provider in memory that fails on order.

mod access;
mod cut_off;
mod dry_run;
mod ending;
mod evidence;
mod left;
mod list;
mod order;
mod presence;
mod proof;
mod rig;
mod steering;
mod world;
