//! The SIP grammar: bytes to values and back. No clock, no socket, no handle.
//!
//! A [`Message`] keeps the bytes as they came. One pass finds the header lines (`parse`); a header becomes a typed
//! [`Value`] when it is first asked for, and stays so, error included. Encoding copies what was not changed.

// Whatever a peer sends is answered or dropped; none of it may end the program.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod auth;
mod build;
mod check;
mod compare;
mod date;
mod encode;
mod events;
pub mod frame;
mod headers;
mod line;
#[allow(clippy::module_inception)]
mod message;
mod multipart;
mod name;
mod params;
mod parse;
mod parts;
mod party;
mod quote;
mod reader;
mod reason;
mod refer;
mod scan;
mod simple;
#[doc(hidden)]
pub mod splitter;
mod steps;
mod text;
mod typed;
mod uri;
mod usual;
mod value;
mod via;
mod write;

pub use auth::param_list;
pub use compare::uri_equal;
pub use encode::{encode_uri, encode_value};
pub use frame::{Frame, Framer, KeepAlive};
pub use headers::Headers;
pub use line::split_line;
pub use message::{Body, Header, Limits, Message, Problem, StartLine};
pub use name::{Method, Name};
pub use parts::{BodyPart, Refusal};
pub use quote::{quote, unquote};
pub use reason::reason_phrase;
pub use refer::{headers_in, replaces_in, with_replaces};
pub use scan::is_token;
pub use text::{Span, Text};
pub use typed::{
    blank_value, copy_item, each_span, parse_uri, parse_uri_into, parse_value, parse_value_into, parts, set_parts,
};
pub use value::*;
