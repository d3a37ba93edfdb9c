//! The Inspector as the person meets it: through the engine, against a provider on loopback. Hostile input first.

mod asking;
mod checking;
mod comparing;
mod desk;
mod history;
mod hostile;
mod keys;
mod patience;
mod rig;
