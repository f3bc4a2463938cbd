//! The SIP grammar: bytes to values and back. No clock, no socket, no handle.
//!
//! A [`Message`] keeps the bytes as they came. One pass finds the header lines ([`parse`]); a header becomes a typed
//! [`value`] when it is first asked for, and stays so, error included. Encoding copies what was not changed.

mod message;
mod name;
mod text;
mod value;

pub use message::{Body, Header, Limits, Message, Problem, StartLine};
pub use name::{Method, Name};
pub use text::{Span, Text};
pub use value::*;
