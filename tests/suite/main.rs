//! The engine against the real provider and against the evil one, without a window.

mod conformance;
mod faults;
mod hostile;
mod kill;
mod logout;
mod provider;
mod real;
mod renewal;
mod rig;
mod secrets;
mod surfer;
