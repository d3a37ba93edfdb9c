//! Replays the corpora of the fuzz targets (`tests/fuzz`) through the very functions that `make fuzz` explores.

#[cfg(test)]
#[path = "../../../../../tests/fuzz/properties/mod.rs"]
mod properties;

#[cfg(test)]
mod replay;
