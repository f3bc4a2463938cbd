//! Types of the C interface, one file for each mirrored header. Each file names its header in its first line.
#![allow(non_upper_case_globals)]

pub mod authenticator;
pub mod callleg;
pub mod common;
pub mod handles;
pub mod mid;
pub mod refresh;
pub mod regclient;
pub mod resolver;
pub mod rpool;
pub mod stack;
pub mod subscription;
pub mod tls;
pub mod transaction;
pub mod transmitter;
pub mod transport;
