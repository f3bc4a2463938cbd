//! The C interface: one file for each mirrored header, on a common foundation.
//!
//! * [`types`], [`enums`] - what programs see of types; they become `include/rvsip.h`, doc comments included.
//! * [`abi`] - the same names as exported functions use them; enums arrive as plain integers, for any number may come from C.
//! * [`handle`], [`table`] - handles are names, and the tables that names lead into.
//! * [`boundary`], [`status`], [`strings`] - the walls: panics, errors, text and OUT pointers.
//! * [`docs`] - messages and stand-alone headers, where the handles of their parts lead to.
//! * [`msg`], [`msg_headers`], [`msg_apart`], [`address`] - the functions of messages, their header lists and addresses.
//! * [`body`], [`body_part`], [`bodies`] - the functions of bodies and their parts, and what their handles name.
//! * [`headers`] and its neighbours, [`party`], [`refer`] - header objects; most of their functions come from `build/header_table.rs`.
//! * [`stack`], [`config`], [`regclient`], [`transaction`], [`transmitter`], [`authenticator`], their `_fields` and [`transaction_invite`] - the functions of objects;
//!   [`challenge`] - what they share of authentication.
//! * [`resolver`], [`dns_list`] - look-ups of the program's own, and what became of those of the library.
//! * [`transport`], [`transport_local`], [`tls`], [`tls_cert`] - connections, local addresses, TLS and the events of the transport manager.
//! * [`app`], [`app_auth`], [`app_callleg`], [`app_refresh`], [`app_resolver`], [`app_transmitter`], [`app_transport`], [`handler_sets`], [`numbers`], [`numbers_callleg`], [`numbers_subscription`] - the program behind a stack: its callbacks,
//!   the documents of its objects, the numbers it is told.
//! * [`callleg`], [`callleg_fields`], [`callleg_inside`], [`callleg_session`], [`callleg_auth`] - the functions of call-legs.
//! * [`subscription`], [`subscription_fields`], [`subscription_notify`], [`subscription_refer`], [`subscription_auth`] - the functions of subscriptions and their notifications.
//! * [`refresh`] - registrations that are refreshed by themselves, an extension of that interface.
//! * [`rpool`], [`mid`] - memory pools and the helper layer of `rpool_API.h` and `RvSipMid.h`.
#![allow(non_snake_case, non_camel_case_types)]
#![allow(clippy::missing_safety_doc)] // what C programs must keep to stands in the header's text and the README, once for all

pub mod abi;
pub mod address;
pub mod app;
pub mod app_auth;
mod app_callleg;
mod app_refresh;
pub mod app_resolver;
mod app_subscription;
pub mod app_transmitter;
pub mod app_transport;
pub mod authenticator;
pub mod bodies;
pub mod body;
pub mod body_part;
pub mod boundary;
pub mod callleg;
pub mod callleg_auth;
pub mod callleg_fields;
pub mod callleg_inside;
pub mod callleg_session;
mod challenge;
pub mod config;
pub mod dns_list;
pub mod docs;
pub mod enums;
pub mod handle;
pub mod handler_sets;
#[allow(clippy::match_single_binding)] // most of it is written from a table, and some parts of the table have one row
pub mod headers;
pub mod headers_by_hand;
pub mod headers_enums;
pub mod headers_family;
pub mod headers_parts;
pub mod mid;
pub mod msg;
pub mod msg_apart;
pub mod msg_headers;
pub mod numbers;
pub mod numbers_callleg;
pub mod numbers_subscription;
pub mod party;
pub mod refer;
pub mod refresh;
pub mod regclient;
pub mod regclient_fields;
pub mod resolver;
pub mod rpool;
pub mod stack;
pub mod status;
pub mod strings;
pub mod subscription;
pub mod subscription_auth;
pub mod subscription_fields;
pub mod subscription_notify;
pub mod subscription_refer;
pub mod table;
pub mod tls;
pub mod tls_cert;
pub mod transaction;
pub mod transaction_fields;
pub mod transaction_invite;
pub mod transmitter;
pub mod transmitter_fields;
pub mod transport;
pub mod transport_local;
pub mod types;
