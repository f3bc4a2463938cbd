//! rvsip: SIP registration and signalling for C and C++ programs.
//!
//! The house, from the wire up; every module uses only those above it in this list:
//!
//! * [`message`] - the SIP grammar: bytes to values and back. No clock, no socket, no handle.
//! * [`dns`] - questions and answers of the DNS, as words only.
//! * [`auth`] - digest arithmetic for both sides. Pure functions.
//! * [`endpoint`] - the protocol core: time and bytes come in, work goes out. Timers, transactions, register-clients, call-legs,
//!   subscriptions.
//! * [`net`] - the world outside: event loop sources, UDP, TCP, name look-up. Knows nothing of transactions.
//! * [`stack`] - one running stack: configuration, lock, loop thread, delivery of callbacks, log, memory pools.
//! * [`capi`] - the C interface: handles, strings, status codes; one file per mirrored header.

pub mod auth;
pub mod capi;
pub mod dns;
pub mod endpoint;
pub mod message;
pub mod net;
pub mod stack;
