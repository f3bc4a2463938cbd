//! Enums of the C interface, one file for each mirrored header. Each file names its header in its first line.
//!
//! UNDEFINED is -1, all others count from 0; numbers never move and new members go at the end.
//! Exported functions do not take these types but the integers of [`super::abi`]: C may pass any number.

mod callleg;
mod common;
mod msg;
mod refresh;
mod regclient;
mod resolver;
mod stack;
mod strings;
mod subscription;
mod transaction;
mod transmitter;
mod transport;

pub use callleg::*;
pub use common::*;
pub use msg::*;
pub use refresh::*;
pub use regclient::*;
pub use resolver::*;
pub use stack::*;
pub use strings::*;
pub use subscription::*;
pub use transaction::*;
pub use transmitter::*;
pub use transport::*;
