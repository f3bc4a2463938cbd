//! (under construction)

pub mod timer;
