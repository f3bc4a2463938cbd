//! The C interface: one file for each mirrored header, on a common foundation.
//!
//! * [`types`], [`enums`] - what programs see of types; they become `include/rvsip.h`, doc comments included.
//! * [`abi`] - the same names as exported functions use them; enums arrive as plain integers, for any number may come from C.
//! * [`handle`], [`table`] - handles are names, and the tables that names lead into.
//! * [`boundary`], [`status`], [`strings`] - the walls: panics, errors, text and OUT pointers.
//! * [`rpool`], [`mid`] - memory pools and the helper layer of `rpool_API.h` and `RvSipMid.h`.
#![allow(non_snake_case, non_camel_case_types)]
#![allow(clippy::missing_safety_doc)] // what C programs must keep to stands in the header's text and the README, once for all

pub mod abi;
pub mod boundary;
pub mod enums;
pub mod handle;
pub mod mid;
pub mod rpool;
pub mod status;
pub mod strings;
pub mod table;
pub mod types;
